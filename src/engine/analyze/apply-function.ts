import { sparkError } from "../../common/index.ts";
import { lookupFunction } from "../functions/index.ts";
import type { CallSite, ResolvedExpression, ResolvedSort, SparkFunction } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { coerce } from "./build.ts";
import type { SqlFunction } from "./context.ts";
import { quoteParts } from "./identifiers.ts";
import { callSite, searchPath } from "./refusals.ts";

/** The function of a name whose body is SQL. Those that Spark has come first, where the name is not one of a database. */
export function sqlFunction(name: string, analysis: Analysis): SqlFunction | undefined {
  if (isBuiltIn(name, analysis)) return undefined;
  return analysis.context.catalog.routine?.(name.split("."));
}

const isBuiltIn = (name: string, analysis: Analysis): boolean => {
  const folded = name.toLowerCase();
  return (analysis.functions(folded) ?? lookupFunction(folded)) !== undefined;
};

/** `system.builtin.abs` is `abs`. */
const builtIn = /^(?:system\.)?builtin\./;

/** @throws SparkException `UNRESOLVED_ROUTINE` */
export function functionOf(name: string, analysis: Analysis): SparkFunction {
  const folded = name.toLowerCase().replace(builtIn, "");
  const found = analysis.functions(folded) ?? lookupFunction(folded);
  if (found) return found;
  throw sparkError("UNRESOLVED_ROUTINE", {
    routineName: quoteParts(name.split(".")),
    searchPath: searchPath(analysis),
  });
}

/** A call of a function of one row on arguments that are resolved already. */
export function applyFunction(
  name: string,
  args: readonly ResolvedExpression[],
  analysis: Analysis,
): ResolvedExpression {
  const fn = functionOf(name, analysis);
  return callOf(fn, callSite(name, args, false, analysis), analysis);
}

/** What may stand behind the arguments of an aggregate or window function. */
export interface CallParts {
  readonly filter?: ResolvedExpression;
  readonly ignoreNulls?: boolean;
  readonly orderBy?: readonly ResolvedSort[];
}

/** The call of a function, typed by the function, its arguments cast as it asks. */
export function callOf(
  fn: SparkFunction,
  site: CallSite,
  analysis: Analysis,
  parts: CallParts = {},
): ResolvedExpression {
  const { type, nullable, argTypes, defaults = [] } = fn.resolve(site);
  const { ansi } = analysis.context.settings;
  const given = site.args.map((arg, at) => (arg.kind === "lambda" ? arg : coerce(arg, argTypes[at] ?? arg.type, ansi)));
  const args = [...given, ...defaults];
  const base = { name: site.name, args, type, nullable };
  switch (fn.kind) {
    case "scalar":
      return { kind: "call", function: fn, ...base };
    case "aggregate":
      return {
        kind: "aggregateCall",
        function: fn,
        ...base,
        distinct: site.distinct,
        ignoreNulls: parts.ignoreNulls ?? false,
        orderBy: parts.orderBy ?? [],
        ...(parts.filter && { filter: parts.filter }),
      };
    case "window":
      return { kind: "windowCall", function: fn, ...base, ignoreNulls: parts.ignoreNulls ?? false };
    case "generator":
      return { kind: "generatorCall", function: fn, ...base };
  }
}
