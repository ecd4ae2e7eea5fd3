import { sparkError } from "../../common/index.js";
import { coerce, literal, newColumn, pass, project } from "./build.js";
import { commonType } from "./common-type.js";
import { quote } from "./identifiers.js";
import { shownType } from "./refusals.js";
import { sameType } from "./same-type.js";
import { sameName } from "./scope.js";
import { settle } from "./settle.js";

const operators = { union: "UNION", intersect: "INTERSECT", except: "EXCEPT" };
const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const ordinal = (position) => {
  if (position < ordinals.length) return ordinals[position];
  const number = position + 1;
  const suffix = number % 100 >= 11 && number % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${suffix}`;
};
/** The columns as values of `types`; those that are already pass through. */
function cast(plan, types, analysis) {
  if (plan.output.every((column, at) => sameType(column.type, types[at]))) return plan;
  const { ansi } = analysis.context.settings;
  return project(
    plan,
    plan.output.map((column, at) => {
      const expression = coerce(column, types[at], ansi);
      return expression === column
        ? pass(column)
        : { expression, column: newColumn(analysis.context, column.name, expression) };
    }),
  );
}
/** The right side in the order of the left one's names; with NULL columns where either side lacks some, if that is allowed. */
function byName(left, right, allowMissing, analysis) {
  const { context } = analysis;
  const { caseSensitive } = context.settings;
  for (const side of [left, right]) refuseDuplicates(side, caseSensitive);
  const find = (columns, name) => columns.find((column) => sameName(column.name, name, caseSensitive));
  const missing = (column) => ({
    expression: literal(column.type, null),
    column: newColumn(context, column.name, { type: column.type, nullable: true }),
  });
  const rightItems = left.output.map((column) => {
    const found = find(right.output, column.name);
    if (found) return pass(found);
    if (allowMissing) return missing(column);
    throw sparkError("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", {
      colName: quote(column.name),
      fieldNames: right.output.map((other) => other.name).join(", "),
    });
  });
  const extra = right.output.filter((column) => !find(left.output, column.name));
  if (extra.length > 0 && !allowMissing && left.output.length === right.output.length) {
    throw sparkError("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", {
      colName: quote(extra[0].name),
      fieldNames: left.output.map((other) => other.name).join(", "),
    });
  }
  return {
    left: extra.length > 0 && allowMissing ? project(left, [...left.output.map(pass), ...extra.map(missing)]) : left,
    right: project(right, [...rightItems, ...extra.map(pass)]),
  };
}
function refuseDuplicates(side, caseSensitive) {
  const names = side.output.map((column) => (caseSensitive ? column.name : column.name.toLowerCase()));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quote(twice) });
}
/**
 * UNION, INTERSECT and EXCEPT: names of the left side, types that both sides have in common.
 *
 * @throws SparkException `NUM_COLUMNS_MISMATCH`, `INCOMPATIBLE_COLUMN_TYPE`
 */
export function resolveSetOperation(relation, analysis) {
  const { operation, all } = relation;
  const leftScope = analysis.relation(relation.left, analysis);
  const rightScope = analysis.relation(relation.right, analysis);
  let left = settle(leftScope);
  let right = settle(rightScope);
  if (relation.byName) ({ left, right } = byName(left, right, relation.allowMissingColumns, analysis));
  const operator = `${operators[operation]}${all && operation !== "union" ? " ALL" : ""}`;
  if (left.output.length !== right.output.length) {
    throw sparkError("NUM_COLUMNS_MISMATCH", {
      operator,
      firstNumColumns: String(left.output.length),
      invalidOrdinalNum: "second",
      invalidNumColumns: String(right.output.length),
    });
  }
  const types = left.output.map((column, at) => {
    const other = right.output[at];
    const type = commonType([column, other], analysis);
    if (type) return type;
    throw sparkError("INCOMPATIBLE_COLUMN_TYPE", {
      operator,
      columnOrdinalNumber: ordinal(at),
      tableOrdinalNumber: "second",
      dataType1: shownType(other.type),
      dataType2: shownType(column.type),
      hint: "",
    });
  });
  left = cast(left, types, analysis);
  right = cast(right, types, analysis);
  const output = left.output.map((column, at) => {
    const nullable =
      operation === "except"
        ? column.nullable
        : operation === "intersect"
          ? column.nullable && right.output[at].nullable
          : column.nullable || right.output[at].nullable;
    return { ...column, qualifier: [], nullable };
  });
  const plan = combine(left, right, operation, all, output);
  return { plan, columns: plan.output, inputs: [leftScope, rightScope], planId: relation.planId };
}
function combine(left, right, operation, all, output) {
  if (operation !== "union") return { kind: "setOperation", left, right, operation, all, output };
  // A chain of unions is one union.
  const inputs = left.kind === "union" && sameIds(left.output, output) ? [...left.inputs, right] : [left, right];
  const union = { kind: "union", inputs, output };
  return all ? union : { kind: "distinct", input: union, output };
}
const sameIds = (a, b) => a.every((column, at) => column.id === b[at].id);
//# sourceMappingURL=resolve-set-operation.js.map
