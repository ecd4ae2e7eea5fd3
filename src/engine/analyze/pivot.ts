import { sparkError } from "../../common/index.ts";
import { castable, isOrderable } from "../functions/index.ts";
import {
  type Expression,
  type Grouping,
  type ResolvedAggregateCall,
  type ResolvedExpression,
  someExpression,
  walk,
} from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { coerce, INTEGER, LONG, literal, newColumn, pass } from "./build.ts";
import { quote } from "./identifiers.ts";
import { automaticName, qualifiedName } from "./names.ts";
import { aggregatesOf, shown, unsupported } from "./refusals.ts";
import { replaceTopDown } from "./rewrite.ts";
import { resolveSelectList, type SelectItem } from "./select-list.ts";

/** SQL's PIVOT groups by the columns that it does not name. */
export function implicitKeys(
  pivot: Pivot,
  aggregates: readonly Expression[],
  names: Names,
  analysis: Analysis,
): readonly SelectItem[] {
  const used = new Set<number>();
  const note = (expression: ResolvedExpression) =>
    walk(expression, (part) => {
      if (part.kind === "column") used.add(part.id);
    });
  note(analysis.expression(pivot.column, names, analysis));
  for (const item of resolveSelectList(aggregates, names, analysis)) note(item.expression);
  return names.scope.columns.filter((column) => !used.has(column.id)).map(pass);
}

type Pivot = Extract<Grouping, { type: "pivot" }>;

/**
 * A pivot as plain aggregates: for each value, each aggregate over the rows with that value.
 *
 * @throws SparkException `PIVOT_VALUE_DATA_TYPE_MISMATCH`, `INVALID_USAGE_OF_STAR_OR_REGEX`, `_LEGACY_ERROR_TEMP_1006`
 */
export function pivotItems(
  pivot: Pivot,
  aggregates: readonly Expression[],
  names: Names,
  analysis: Analysis,
): readonly SelectItem[] {
  const { ansi, timeZone } = analysis.context.settings;
  if (pivot.values.length === 0) {
    throw unsupported("pivot without values", "Name the values: pivot(column, [value, …]).");
  }
  // SQL's parser has made count(1) of count(*) before.
  if (aggregates.some(holdsStar))
    throw sparkError("INVALID_USAGE_OF_STAR_OR_REGEX", { elem: "'*'", prettyName: "Pivot" });
  const column = analysis.expression(pivot.column, names, analysis);
  if (!isOrderable(column.type))
    throw sparkError("INCOMPARABLE_PIVOT_COLUMN", { columnName: quote(automaticName(column, timeZone)) });
  const items = resolveSelectList(aggregates, names, analysis);
  // Spark groups by the pivot's column too and moves the results to their places, where it can: what has no rows is NULL then.
  const placed = items.every((item) => placeable.has(item.expression.type.kind));
  return pivot.values.flatMap((written) => {
    const inner = written.kind === "alias" ? written.child : written;
    const value = analysis.expression(inner, names, analysis);
    if (someExpression(value, (part) => part.kind === "column"))
      throw sparkError("NON_LITERAL_PIVOT_VALUES", { expression: shown(value, analysis) });
    const label = written.kind === "alias" ? written.names[0]! : pivotName(value, timeZone);
    if (!castable(value.type, column.type, ansi)) {
      throw sparkError("PIVOT_VALUE_DATA_TYPE_MISMATCH", {
        value: shown(value, analysis).slice(1, -1),
        valueType: value.type.simpleString(),
        pivotType: column.type.simpleString(),
      });
    }
    const hit = applyFunction("<=>", [column, coerce(value, column.type, ansi)], analysis);
    return items.map((item): SelectItem => {
      const within = onlyWhere(item.expression, hit, analysis);
      const expression = placed ? whereAny(within, hit, analysis) : within;
      const name = items.length === 1 ? label : `${label}_${item.column.name}`;
      return {
        expression,
        column: newColumn(analysis.context, name, expression),
        aliased: true,
      };
    });
  });
}

const holdsStar = (expression: Expression): boolean => {
  switch (expression.kind) {
    case "star":
      return true;
    case "call":
      return expression.args.some(holdsStar);
    case "alias":
    case "cast":
      return holdsStar(expression.child);
    default:
      return false;
  }
};

/** @see org.apache.spark.sql.catalyst.expressions.aggregate.PivotFirst.supportsDataType */
const placeable = new Set(["boolean", "byte", "short", "integer", "long", "float", "double", "decimal"]);

/** The value where rows have hit, else NULL, which a lone nullable aggregate is by itself. */
function whereAny(value: ResolvedExpression, hit: ResolvedExpression, analysis: Analysis): ResolvedExpression {
  if (value.kind === "aggregateCall" && value.nullable) return value;
  const rows = applyFunction("count", [literal(INTEGER, 1)], analysis);
  const some = applyFunction(">", [{ ...rows, filter: hit } as ResolvedAggregateCall, literal(LONG, 0n)], analysis);
  return applyFunction("if", [some, value, literal(value.type, null)], analysis);
}

/** What a column is called after its value: the value as text. */
function pivotName(value: ResolvedExpression, timeZone: string): string {
  if (value.kind === "call") {
    const parts = (step: number): string =>
      value.args.flatMap((arg, at) => (at % step === step - 1 ? pivotName(arg, timeZone) : [])).join(", ");
    if (value.function.name === "array") return `[${parts(1)}]`;
    if (value.function.name === "struct") return `{${parts(1)}}`;
    if (value.function.name === "named_struct") return `{${parts(2)}}`;
  }
  const name = automaticName(value, timeZone);
  if (value.kind === "literal" && value.value === null) return "null";
  return name.match(/^(?:DATE|TIMESTAMP|TIMESTAMP_NTZ) '(.*)'$/)?.[1] ?? name;
}

function onlyWhere(expression: ResolvedExpression, hit: ResolvedExpression, analysis: Analysis): ResolvedExpression {
  if (aggregatesOf(expression).length === 0) {
    throw sparkError("_LEGACY_ERROR_TEMP_1006", {
      sql: qualifiedName(expression, analysis.context.settings.timeZone),
    });
  }
  return replaceTopDown(expression, (part) => {
    if (part.kind !== "aggregateCall") return undefined;
    const filter = part.filter ? applyFunction("and", [part.filter, hit], analysis) : hit;
    return { ...part, filter } satisfies ResolvedAggregateCall;
  });
}
