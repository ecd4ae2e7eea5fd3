import { sparkError } from "../../common/index.js";
import { coerce, literal, newColumn, project, STRING } from "./build.js";
import { commonType } from "./common-type.js";
import { freshColumns } from "./freshen.js";
import { quote } from "./identifiers.js";
import { resolveSelectList } from "./select-list.js";
import { settle } from "./settle.js";
/**
 * Columns to rows: for each value column a copy of the rows with the ids, the column's name and its value.
 *
 * @throws SparkException `UNPIVOT_REQUIRES_VALUE_COLUMNS`, `UNPIVOT_VALUE_DATA_TYPE_MISMATCH`
 */
export function resolveUnpivot(relation, analysis) {
  const { context } = analysis;
  const input = analysis.relation(relation.input, analysis);
  const names = { scope: input };
  const ids = resolveSelectList(relation.ids, names, analysis).map((item) => item.column);
  const values = relation.values
    ? resolveSelectList(relation.values, names, analysis).map((item) => item.column)
    : input.columns.filter((column) => !ids.some((id) => id.id === column.id));
  if (values.length === 0) throw sparkError("UNPIVOT_REQUIRES_VALUE_COLUMNS");
  const type = commonType(values, analysis);
  if (!type) throw mismatch(values);
  const base = settle(input);
  const inputs = values.map((value) => copy(base, ids, value, type, relation, analysis));
  const output = inputs[0].output.map((column, at) => ({
    ...newColumn(context, column.name, column),
    nullable: inputs.some((one) => one.output[at].nullable),
  }));
  const plan = { kind: "union", inputs, output };
  return { plan, columns: output, inputs: [input], planId: relation.planId };
}
function copy(base, ids, value, type, relation, analysis) {
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
function mismatch(values) {
  const byType = new Map();
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
//# sourceMappingURL=resolve-unpivot.js.map
