import { sparkError } from "../../common/index.ts";
import type { DataType } from "../../types/index.ts";
import { widestType } from "../functions/index.ts";
import type { ResolvedColumn, ResolvedRelation, UnpivotRelation, UnpivotValue } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { coerce, filter, literal, newColumn, project, STRING } from "./build.ts";
import { freshColumns } from "./freshen.ts";
import { quote } from "./identifiers.ts";
import type { Scope } from "./scope.ts";
import { resolveSelectList } from "./select-list.ts";
import { settle } from "./settle.ts";

/** Columns that make one row, and what the variable column calls them. */
interface Alternative {
  readonly columns: readonly ResolvedColumn[];
  readonly name: string;
}

/**
 * Columns to rows: for each value, which is a column or several, a copy of the rows with the ids, the value's name and its columns.
 *
 * @throws SparkException `UNPIVOT_REQUIRES_VALUE_COLUMNS`, `UNPIVOT_VALUE_DATA_TYPE_MISMATCH`, `UNPIVOT_VALUE_SIZE_MISMATCH`
 */
export function resolveUnpivot(relation: UnpivotRelation, analysis: Analysis): Scope {
  const { context } = analysis;
  const { valueNames } = relation;
  const input = analysis.relation(relation.input, analysis);
  const names: Names = { scope: input };
  const named = resolveSelectList(relation.ids, names, analysis).map((item) => item.column);
  const values = relation.values
    ? relation.values.flatMap((value) => alternatives(value, names, analysis))
    : input.columns.filter((column) => !named.some((id) => id.id === column.id)).map(alone);
  const isValue = ({ id }: ResolvedColumn) => values.some(({ columns }) => columns.some((column) => column.id === id));
  const ids = relation.implicitIds ? input.columns.filter((column) => !isValue(column)) : named;
  if (values.length === 0) throw sparkError("UNPIVOT_REQUIRES_VALUE_COLUMNS");
  if (values.some(({ columns }) => columns.length !== valueNames.length))
    throw sparkError("UNPIVOT_VALUE_SIZE_MISMATCH", { names: valueNames.map(quote).join(", ") });
  const types = valueNames.map((_, at) => {
    const columns = values.map((value) => value.columns[at]!);
    const types = columns.map((column) => column.type);
    const type = widestType(types, analysis.context.settings.ansi, false);
    if (type === undefined) throw mismatch(columns);
    return type;
  });
  const base = settle(input);
  const inputs = values.map((value) => copy(base, ids, value, types, relation, analysis));
  const output = inputs[0]!.output.map((column, at) => ({
    ...newColumn(context, column.name, column),
    nullable: inputs.some((one) => one.output[at]!.nullable),
  }));
  const plan: ResolvedRelation = { kind: "union", inputs, output };
  const rows = relation.excludeNulls ? withValues(plan, valueNames.length, analysis) : plan;
  return { plan: rows, columns: output, inputs: [input], planId: relation.planId };
}

const alone = (column: ResolvedColumn): Alternative => ({ columns: [column], name: column.name });

/** A star stands for as many values as it has columns. */
function alternatives({ columns, name }: UnpivotValue, names: Names, analysis: Analysis): readonly Alternative[] {
  const written = columns.map((column) => (column.kind === "alias" ? column.child : column));
  const found = resolveSelectList(written, names, analysis).map((item) => item.column);
  const [first] = columns;
  const label = name ?? (columns.length === 1 && first?.kind === "alias" ? first.names[0] : undefined);
  if (columns.length === 1)
    return found.map((column) => ({ ...alone(column), ...(label !== undefined && { name: label }) }));
  return [{ columns: found, name: label ?? found.map((column) => column.name).join("_") }];
}

/** The rows whose last columns are not all NULL. */
function withValues(input: ResolvedRelation, count: number, analysis: Analysis): ResolvedRelation {
  const condition = input.output
    .slice(-count)
    .map((column) => applyFunction("isnotnull", [column], analysis))
    .reduce((one, other) => applyFunction("or", [one, other], analysis));
  return filter(input, condition);
}

function copy(
  base: ResolvedRelation,
  ids: readonly ResolvedColumn[],
  value: Alternative,
  types: readonly DataType[],
  relation: UnpivotRelation,
  analysis: Analysis,
): ResolvedRelation {
  const { context } = analysis;
  const { plan, column: fresh } = freshColumns(base, context.nextId);
  const name = literal(STRING, value.name);
  return project(plan, [
    ...ids.map((id) => ({ expression: fresh(id), column: fresh(id) })),
    { expression: name, column: newColumn(context, relation.variableName, name) },
    ...value.columns.map((column, at) => {
      const expression = coerce(fresh(column), types[at]!, context.settings.ansi);
      return { expression, column: newColumn(context, relation.valueNames[at]!, expression) };
    }),
  ]);
}

function mismatch(values: readonly ResolvedColumn[]): Error {
  const byType = new Map<string, string[]>();
  for (const { type, name } of values) {
    const key = `"${type.sql()}"`;
    byType.set(key, [...(byType.get(key) ?? []), quote(name)]);
  }
  const types = [...byType].map(([type, names]) => {
    const shown = names.length > 3 ? [...names.slice(0, 3), "..."] : names;
    return `${type} (${shown.join(", ")})`;
  });
  return sparkError("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", { types: types.sort().join(", ") });
}
