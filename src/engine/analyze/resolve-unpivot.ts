import { sparkError } from "../../common/index.ts";
import type { DataType } from "../../types/index.ts";
import type { Expression, ResolvedColumn, ResolvedRelation, UnpivotRelation } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { coerce, literal, newColumn, project, STRING } from "./build.ts";
import { commonType } from "./common-type.ts";
import { freshColumns } from "./freshen.ts";
import { quote } from "./identifiers.ts";
import type { Scope } from "./scope.ts";
import { resolveSelectList } from "./select-list.ts";
import { settle } from "./settle.ts";

/**
 * Columns to rows: for each value column a copy of the rows with the ids, the column's name and its value.
 *
 * @throws SparkException `UNPIVOT_REQUIRES_VALUE_COLUMNS`, `UNPIVOT_VALUE_DATA_TYPE_MISMATCH`
 */
export function resolveUnpivot(relation: UnpivotRelation, analysis: Analysis): Scope {
  const { context } = analysis;
  const input = analysis.relation(relation.input, analysis);
  const names: Names = { scope: input };
  const named = resolveSelectList(relation.ids, names, analysis).map((item) => item.column);
  const values = relation.values
    ? relation.values.flatMap((value) => valuesOf(value, names, analysis))
    : input.columns.filter((column) => !named.some((id) => id.id === column.id));
  const ids = relation.implicitIds
    ? input.columns.filter((column) => !values.some((value) => value.id === column.id))
    : named;
  if (values.length === 0) throw sparkError("UNPIVOT_REQUIRES_VALUE_COLUMNS");
  const type = commonType(values, analysis);
  if (!type) throw mismatch(values);
  const base = settle(input);
  const inputs = values.map((value) => copy(base, ids, value, type, relation, analysis));
  const output = inputs[0]!.output.map((column, at) => ({
    ...newColumn(context, column.name, column),
    nullable: inputs.some((one) => one.output[at]!.nullable),
  }));
  const plan: ResolvedRelation = { kind: "union", inputs, output };
  return { plan, columns: output, inputs: [input], planId: relation.planId };
}

/** Value columns; an alias is what the variable column calls one. */
function valuesOf(value: Expression, names: Names, analysis: Analysis): readonly ResolvedColumn[] {
  const inner = value.kind === "alias" ? value.child : value;
  const columns = resolveSelectList([inner], names, analysis).map((item) => item.column);
  return value.kind === "alias" ? columns.map((column) => ({ ...column, name: value.names[0]! })) : columns;
}

function copy(
  base: ResolvedRelation,
  ids: readonly ResolvedColumn[],
  value: ResolvedColumn,
  type: DataType,
  relation: UnpivotRelation,
  analysis: Analysis,
): ResolvedRelation {
  const { context } = analysis;
  const { plan, column: fresh } = freshColumns(base, context.nextId);
  const cast = coerce(fresh(value), type, context.settings.ansi);
  const name = literal(STRING, value.name);
  return project(plan, [
    ...ids.map((id) => ({ expression: fresh(id), column: fresh(id) })),
    { expression: name, column: newColumn(context, relation.variableName, name) },
    { expression: cast, column: newColumn(context, relation.valueName, cast) },
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
