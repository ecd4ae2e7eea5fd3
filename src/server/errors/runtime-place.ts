import { type QueryContext, SparkException } from "../../common/index.ts";
import { originOf, type Relation } from "../../engine/plan/index.ts";

/** What alone can raise a condition while rows are computed: operators and functions by their names. */
const causes: Readonly<Record<string, readonly string[]>> = {
  DIVIDE_BY_ZERO: ["/", "div"],
  REMAINDER_BY_ZERO: ["%", "mod", "pmod"],
  INVALID_ARRAY_INDEX: ["extract", "elt"],
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: ["element_at"],
};

/** What raises conditions that much else raises too, with casts that nobody wrote: it has to be the only thing that is computed. */
const soleCauses: Readonly<Record<string, readonly string[]>> = {
  CAST_INVALID_INPUT: ["cast", "to_timestamp", "to_date", "to_timestamp_ntz"],
  ARITHMETIC_OVERFLOW: ["+", "-", "*"],
};

/**
 * An error from within DuckDB with the place in the query that it came from. DuckDB tells none, so there is one only where nothing else
 * in the plan can have raised the condition.
 *
 * @param plan - as it was parsed; asked for only where it is needed
 */
export function withRuntimePlace(error: unknown, plan: () => Relation): unknown {
  if (!(error instanceof SparkException) || error.context !== undefined) return error;
  const { condition } = error;
  const names = causes[condition] ?? soleCauses[condition];
  if (names === undefined) return error;
  const computed = nodesOf(plan()).filter((node) => nameOf(node) !== undefined);
  const possible = condition in soleCauses ? computed : computed.filter((node) => names.includes(nameOf(node)!));
  const [cause] = possible;
  const isSure = cause !== undefined && possible.length === 1 && names.includes(nameOf(cause)!);
  const context = isSure ? originOf(cause) : undefined;
  return context === undefined ? error : placed(error, context);
}

/** As Spark's errors at run time, which draw the place below their message. */
function placed(error: SparkException, context: QueryContext): SparkException {
  return error.at(context, context.summary === undefined ? "" : `\n${context.summary}`);
}

/** What a node computes; undefined for what computes nothing. */
function nameOf(node: object): string | undefined {
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === "call") return String(name).toLowerCase();
  return kind === "extract" || kind === "cast" ? kind : undefined;
}

/** All objects of a plan. */
function nodesOf(root: object): object[] {
  const seen = new Set<object>();
  const waiting: object[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node) || ArrayBuffer.isView(node)) continue;
    seen.add(node);
    for (const value of Object.values(node)) if (typeof value === "object" && value !== null) waiting.push(value);
  }
  return [...seen];
}
