import { sparkError } from "../../common/index.ts";
import { ByteType } from "../../types/index.ts";
import type {
  NamedExpression,
  ResolvedCall,
  ResolvedColumn,
  ResolvedExpression,
  ScalarFunction,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { coerce, LONG, literal } from "./build.ts";
import { fingerprint } from "./fingerprint.ts";
import { shown } from "./refusals.ts";

const unplaced = (): never => {
  throw sparkError("UNSUPPORTED_GROUPING_EXPRESSION");
};

/** `grouping(key)` and `grouping_id()`: they speak of the query's grouping sets, so that the analyzer works them out itself. */
const groupingFunctions: ReadonlyMap<string, ScalarFunction> = new Map([
  [
    "grouping",
    {
      kind: "scalar",
      name: "grouping",
      resolve: ({ args }) => ({ argTypes: args.map((arg) => arg.type), type: new ByteType(), nullable: false }),
      sql: unplaced,
    } satisfies ScalarFunction,
  ],
  [
    "grouping_id",
    {
      kind: "scalar",
      name: "grouping_id",
      resolve: ({ args }) => ({ argTypes: args.map((arg) => arg.type), type: LONG, nullable: false }),
      sql: unplaced,
    } satisfies ScalarFunction,
  ],
]);

export const groupingFunction = (name: string): ScalarFunction | undefined => groupingFunctions.get(name);

export const isGrouping = (e: ResolvedExpression): e is ResolvedCall =>
  e.kind === "call" && groupingFunctions.get(e.function.name) === e.function;

/**
 * The value of a grouping function, from the column whose bits say which keys a row is not grouped by; the first key is the highest
 * bit.
 *
 * @throws SparkException `UNSUPPORTED_GROUPING_EXPRESSION`, `GROUPING_COLUMN_MISMATCH`, `GROUPING_ID_COLUMN_MISMATCH`
 */
export function placeGrouping(
  call: ResolvedCall,
  keys: readonly NamedExpression[] | undefined,
  groupingId: () => ResolvedColumn,
  analysis: Analysis,
): ResolvedExpression {
  if (!keys) throw sparkError("UNSUPPORTED_GROUPING_EXPRESSION");
  const prints = keys.map((key) => fingerprint(key.expression));
  const numbered = (e: ResolvedExpression): string =>
    shown(e, analysis).slice(1, -1) + (e.kind === "column" ? `#${e.id}` : "");
  const groupingColumns = keys.map((key) => numbered(key.expression)).join(",");
  if (call.function.name === "grouping_id") {
    const asked = call.args.map(fingerprint);
    if (asked.length > 0 && asked.join() !== prints.join()) {
      throw sparkError("GROUPING_ID_COLUMN_MISMATCH", {
        groupingIdColumn: call.args.map(numbered).join(","),
        groupByColumns: groupingColumns,
      });
    }
    return groupingId();
  }
  const position = prints.indexOf(fingerprint(call.args[0]!));
  if (position < 0) {
    throw sparkError("GROUPING_COLUMN_MISMATCH", {
      grouping: numbered(call.args[0]!),
      groupingColumns,
    });
  }
  const weight = literal(LONG, 2n ** BigInt(keys.length - 1 - position));
  const shifted = applyFunction("div", [groupingId(), weight], analysis);
  const bit = applyFunction("%", [shifted, literal(LONG, 2n)], analysis);
  // Division and cast could make NULL of other numbers, not of these.
  return { ...coerce(bit, call.type, analysis.context.settings.ansi), nullable: false };
}
