import type { DataType } from "../../types/index.ts";
import type {
  AggregateFunction,
  AggregateSql,
  AggregateState,
  CallSite,
  ExpressionSettings,
  Resolution,
  ResolvedAggregateCall,
  ResolvedCall,
  ResolvedWindowCall,
  ScalarFunction,
  WindowFunction,
} from "../plan/index.ts";
import { castNullable, widestType } from "./coercion.ts";
import type { Parameter } from "./parameters.ts";
import { differentTypes, type PrintCall, unexpectedType, wrongArgCount } from "./refusal.ts";

/** What every kind of function declares; the builders of this file turn it into the contract of `engine/plan`. */
export interface Signature {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly params?: readonly Parameter[];
  /** How many of the last parameters may be left out. */
  readonly optional?: number;
  /** Takes any further arguments. */
  readonly rest?: Parameter;
  /** With `rest`: the least number of arguments, where it is more than `params` asks for. */
  readonly atLeast?: number;
  /** Positions of arguments that are cast to one type; `all` for every argument. */
  readonly together?: readonly number[] | "all";
  /** Types that the arguments are cast to, where the ways above do not say it. */
  coerce?(call: CallSite, types: readonly DataType[]): readonly DataType[];
  readonly type: DataType | ((types: readonly DataType[], call: CallSite) => DataType);
  /** Default: where an argument is. `nullables` takes the implicit casts into account. */
  readonly nullable?: boolean | ((nullables: readonly boolean[], call: CallSite) => boolean);
  /** A printed name that is not the user's, or the whole printed form. */
  readonly print?: string | PrintCall;
  /** Printed forms of arguments that were left out, aligned to the end of `params`. */
  readonly printDefaults?: readonly string[];
}

export interface ScalarSpec extends Signature {
  sql(args: readonly string[], call: ResolvedCall, settings: ExpressionSettings): string;
  readonly deterministic?: boolean;
  lambdaParameters?: ScalarFunction["lambdaParameters"];
}

export interface AggregateSpec extends Signature {
  readonly sortsArguments?: boolean;
  sql(parts: AggregateSql, call: ResolvedAggregateCall, settings: ExpressionSettings): string;
  state?(parts: AggregateSql, call: ResolvedAggregateCall, settings: ExpressionSettings): AggregateState;
}

export interface WindowSpec extends Signature {
  sql(args: readonly string[], call: ResolvedWindowCall, settings: ExpressionSettings): string;
  readonly fixedFrame?: WindowFunction["fixedFrame"];
}

export function scalar(spec: ScalarSpec): ScalarFunction {
  const print = printer(spec);
  return {
    kind: "scalar",
    ...named(spec),
    resolve: (call) => resolveSignature(spec, call, print),
    sql: (args, call, settings) => spec.sql(args, call, settings),
    print: (args, call) => print(args, call.name),
    ...(spec.deterministic === undefined ? {} : { deterministic: spec.deterministic }),
    ...(spec.lambdaParameters === undefined ? {} : { lambdaParameters: spec.lambdaParameters }),
  };
}

export function aggregate(spec: AggregateSpec): AggregateFunction {
  const print = printer(spec);
  const { state } = spec;
  return {
    kind: "aggregate",
    ...named(spec),
    resolve: (call) => resolveSignature({ nullable: true, ...spec }, call, print),
    sql: (parts, call, settings) => spec.sql(parts, call, settings),
    ...(spec.sortsArguments === undefined ? {} : { sortsArguments: spec.sortsArguments }),
    ...(state === undefined ? {} : { state: (parts, call, settings) => state(parts, call, settings) }),
    print(args, call) {
      const text = print(args, call.name);
      return call.distinct ? text.replace("(", "(DISTINCT ") : text;
    },
  };
}

export function windowFunction(spec: WindowSpec): WindowFunction {
  const print = printer(spec);
  return {
    kind: "window",
    ...named(spec),
    resolve: (call) => resolveSignature(spec, call, print),
    sql: (args, call, settings) => spec.sql(args, call, settings),
    print: (args, call) => print(args, call.name),
    ...(spec.fixedFrame === undefined ? {} : { fixedFrame: spec.fixedFrame }),
  };
}

function named(spec: Signature): { name: string; aliases?: readonly string[] } {
  return { name: spec.name, ...(spec.aliases === undefined ? {} : { aliases: spec.aliases }) };
}

/** The printed form that a signature declares: `name(arg, arg)` with the user's name, unless it says otherwise. */
export function printer(spec: Signature): PrintCall {
  if (typeof spec.print === "function") return spec.print;
  const { print: fixedName, printDefaults = [] } = spec;
  const full = spec.params?.length ?? 0;
  return (args, name) => {
    const missing = Math.max(0, full - args.length);
    const shown = missing === 0 ? args : [...args, ...printDefaults.slice(printDefaults.length - missing)];
    return `${fixedName ?? name}(${shown.join(", ")})`;
  };
}

/** Checks the number of arguments, casts them, and gives the result's type and nullability. */
export function resolveSignature(spec: Signature, call: CallSite, print: PrintCall): Resolution {
  checkCount(spec, call);
  const { ansi } = call.settings;
  let types = call.args.map((arg, i) => {
    const parameter = spec.params?.[i] ?? spec.rest;
    if (parameter === undefined) return arg.type;
    const accepted = parameter.accept(arg.type, ansi);
    if (accepted === undefined) throw unexpectedType(call, print, i, parameter.required);
    return accepted;
  });
  if (spec.together !== undefined) types = unify(spec.together, call, types, print);
  if (spec.coerce !== undefined) types = [...spec.coerce(call, types)];
  const type = typeof spec.type === "function" ? spec.type(types, call) : spec.type;
  const nullables = call.args.map((arg, i) => arg.nullable || castNullable(arg.type, types[i]!));
  const nullable =
    typeof spec.nullable === "function"
      ? spec.nullable(nullables, call)
      : (spec.nullable ?? nullables.some((isNullable) => isNullable));
  return { argTypes: types, type, nullable };
}

function checkCount(spec: Signature, call: CallSite): void {
  const count = call.args.length;
  const most = spec.params?.length ?? 0;
  const least = most - (spec.optional ?? 0);
  if (spec.rest !== undefined) {
    const minimum = Math.max(least, spec.atLeast ?? 0);
    if (count < minimum) throw wrongArgCount(call, `> ${minimum - 1}`);
    return;
  }
  if (count >= least && count <= most) return;
  const allowed = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  throw wrongArgCount(call, allowed.length === 1 ? String(most) : `[${allowed.join(", ")}]`);
}

function unify(
  together: readonly number[] | "all",
  call: CallSite,
  types: readonly DataType[],
  print: PrintCall,
): DataType[] {
  const positions = together === "all" ? [...types.keys()] : together.filter((i) => i < types.length);
  const members = positions.map((i) => types[i]!);
  if (members.length === 0) return [...types];
  const common = widestType(members, call.settings.ansi);
  if (common === undefined) throw differentTypes(call, print, members);
  return types.map((type, i) => (positions.includes(i) ? common : type));
}
