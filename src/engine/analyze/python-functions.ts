import { createHash } from "node:crypto";
import { sparkError } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import {
  type AggregateFunction,
  evalType,
  type NamedExpression,
  type PythonFunction,
  type PythonGroupMapRelation,
  type PythonMapRelation,
  type ResolvedAggregateCall,
  type ResolvedColumn,
  type ScalarFunction,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { newColumn, pass, project } from "./build.ts";
import type { AnalyzerContext } from "./context.ts";
import { quote } from "./identifiers.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { resolveSelectList } from "./select-list.ts";
import { settle } from "./settle.ts";

const scalar: ReadonlySet<number> = new Set([
  evalType.batched,
  evalType.arrowBatched,
  evalType.scalarPandas,
  evalType.scalarPandasIterator,
  evalType.scalarArrow,
  evalType.scalarArrowIterator,
]);

const aggregate: ReadonlySet<number> = new Set([
  evalType.groupedAggregatePandas,
  evalType.groupedAggregatePandasIterator,
  evalType.groupedAggregateArrow,
  evalType.groupedAggregateArrowIterator,
]);

let calls = 0;

/** A registered function by its name in lower case. */
export function registeredFunction(name: string, context: AnalyzerContext): PythonSparkFunction | undefined {
  const found = context.temporaryFunction?.(name);
  return found && pythonFunction(found);
}

type PythonSparkFunction = ScalarFunction | AggregateFunction;

/**
 * A function in Python as one of those that the analyzer knows: calls of one that is deterministic are equal where its code and
 * arguments are.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for one that is neither of single rows nor of groups
 */
export function pythonFunction({ code, deterministic, name, type }: PythonFunction): PythonSparkFunction {
  const isAggregate = aggregate.has(code.evalType);
  if (!isAggregate && !scalar.has(code.evalType)) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `the function ${name} in Python of the kind ${code.evalType} as an expression`,
      hint: "Give it to mapInPandas, mapInArrow, applyInPandas or applyInArrow.",
    });
  }
  calls += 1;
  const identity = deterministic ? createHash("sha256").update(code.command).digest("hex") : String(calls);
  const common = {
    name: `pythonUDF:${name}:${identity}`,
    python: code,
    resolve: ({ args }) => ({ argTypes: args.map((arg) => arg.type), type, nullable: true }),
    print: (args, call) => {
      const names = call.kind === "call" ? call.argumentNames : undefined;
      return `${name}(${args.map((arg, at) => (names?.[at] === undefined ? arg : `${names[at]} => ${arg}`)).join(", ")})`;
    },
    sql: () => {
      throw new Error(`the Python function ${name} was not moved out of an expression`);
    },
  } satisfies Omit<ScalarFunction, "kind"> & Omit<AggregateFunction, "kind">;
  return isAggregate ? { kind: "aggregate", ...common } : { kind: "scalar", deterministic, ...common };
}

/** @throws SparkException `INVALID_PANDAS_UDF_PLACEMENT` where some aggregates of a query are functions in Python and others are not */
export function checkAggregates(aggregates: readonly ResolvedAggregateCall[]): void {
  const python = aggregates.filter((call) => call.function.python !== undefined);
  if (python.length === 0 || python.length === aggregates.length) return;
  const functionList = python.map((call) => quote(call.name)).join(", ");
  throw sparkError("INVALID_PANDAS_UDF_PLACEMENT", { functionList });
}

/** `mapInPandas` and `mapInArrow`: the columns are those of the type that the function was given with. */
export function resolvePythonMap(relation: PythonMapRelation, analysis: Analysis): Scope {
  const { code, name, type } = relation.function;
  const { context } = analysis;
  const output = (type as StructType).fields.map((field) =>
    newColumn(context, field.name, { type: field.dataType, nullable: field.nullable }),
  );
  const input = settle(analysis.relation(relation.input, analysis));
  return scopeOf({ kind: "pythonMap", id: context.nextId(), input, name, code, output }, [], relation.planId);
}

/** `applyInPandas`, `applyInArrow`: the function gets the input's columns; keys that are none of them only say what a group is. */
export function resolvePythonGroupMap(relation: PythonGroupMapRelation, analysis: Analysis): Scope {
  const { code, name, type } = relation.function;
  const { context } = analysis;
  const groups = relation.inputs.map((grouped) => {
    const scope = analysis.relation(grouped.input, analysis);
    const input = settle(scope);
    const items = resolveSelectList(grouped.keys, { scope }, analysis);
    const isOwn = (item: NamedExpression): boolean => item.expression.kind === "column";
    const keys = items.map((item) => (isOwn(item) ? (item.expression as ResolvedColumn) : item.column));
    const computed = items.filter((item) => !isOwn(item));
    const below = computed.length === 0 ? input : project(input, [...input.output.map(pass), ...computed]);
    return { below, grouping: { keys, values: input.output } };
  });
  const output = (type as StructType).fields.map((field) =>
    newColumn(context, field.name, { type: field.dataType, nullable: field.nullable }),
  );
  const plan: Scope["plan"] = {
    kind: "pythonGroupMap",
    id: context.nextId(),
    name,
    code,
    inputs: groups.map(({ below }) => below),
    groupings: groups.map(({ grouping }) => grouping),
    output,
  };
  return scopeOf(plan, [], relation.planId);
}
