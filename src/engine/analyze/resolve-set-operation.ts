import { sparkError } from "../../common/index.ts";
import type { DataType } from "../../types/index.ts";
import type { NamedExpression, ResolvedColumn, ResolvedRelation, SetOperationRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { coerce, distinct, literal, newColumn, pass, project } from "./build.ts";
import { commonType } from "./common-type.ts";
import { quote } from "./identifiers.ts";
import { refuseMaps, shownType } from "./refusals.ts";
import { sameType } from "./same-type.ts";
import { type Scope, sameName } from "./scope.ts";
import { settle } from "./settle.ts";

const operators = { union: "UNION", intersect: "INTERSECT", except: "EXCEPT" } as const;
const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

const ordinal = (position: number): string => {
  if (position < ordinals.length) return ordinals[position]!;
  const number = position + 1;
  const suffix = number % 100 >= 11 && number % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${suffix}`;
};

/** The columns as values of `types`; those that are already pass through. */
function cast(plan: ResolvedRelation, types: readonly DataType[], analysis: Analysis): ResolvedRelation {
  if (plan.output.every((column, at) => sameType(column.type, types[at]!))) return plan;
  const { ansi } = analysis.context.settings;
  return project(
    plan,
    plan.output.map((column, at): NamedExpression => {
      const expression = coerce(column, types[at]!, ansi);
      return expression === column
        ? pass(column)
        : { expression, column: newColumn(analysis.context, column.name, expression) };
    }),
  );
}

/** The right side in the order of the left one's names; with NULL columns where either side lacks some, if that is allowed. */
function byName(
  left: ResolvedRelation,
  right: ResolvedRelation,
  allowMissing: boolean,
  analysis: Analysis,
): { left: ResolvedRelation; right: ResolvedRelation } {
  const { context } = analysis;
  const { caseSensitive } = context.settings;
  for (const side of [left, right]) refuseDuplicates(side, caseSensitive);
  const find = (columns: readonly ResolvedColumn[], name: string) =>
    columns.find((column) => sameName(column.name, name, caseSensitive));
  const missing = (column: ResolvedColumn): NamedExpression => ({
    expression: literal(column.type, null),
    column: newColumn(context, column.name, { type: column.type, nullable: true }),
  });
  const rightItems = left.output.map((column): NamedExpression => {
    const found = find(right.output, column.name);
    if (found) return pass(found);
    if (allowMissing) return missing(column);
    throw sparkError("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", {
      colName: column.name,
      fieldNames: right.output.map((other) => other.name).join(", "),
    });
  });
  const extra = right.output.filter((column) => !find(left.output, column.name));
  if (extra.length > 0 && !allowMissing && left.output.length === right.output.length) {
    throw sparkError("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", {
      colName: extra[0]!.name,
      fieldNames: left.output.map((other) => other.name).join(", "),
    });
  }
  return {
    left: extra.length > 0 && allowMissing ? project(left, [...left.output.map(pass), ...extra.map(missing)]) : left,
    right: project(right, [...rightItems, ...extra.map(pass)]),
  };
}

function refuseDuplicates(side: ResolvedRelation, caseSensitive: boolean): void {
  const names = side.output.map((column) => (caseSensitive ? column.name : column.name.toLowerCase()));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quote(twice) });
}

/**
 * UNION, INTERSECT and EXCEPT: names of the left side, types that both sides have in common.
 *
 * @throws SparkException `NUM_COLUMNS_MISMATCH`, `INCOMPATIBLE_COLUMN_TYPE`
 */
export function resolveSetOperation(relation: SetOperationRelation, analysis: Analysis): Scope {
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
  if (operation !== "union" || !all) for (const column of [...left.output, ...right.output]) refuseMaps(column);
  const types = left.output.map((column, at): DataType => {
    const other = right.output[at]!;
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
  const output = left.output.map((column, at): ResolvedColumn => {
    const nullable =
      operation === "except"
        ? column.nullable
        : operation === "intersect"
          ? column.nullable && right.output[at]!.nullable
          : column.nullable || right.output[at]!.nullable;
    // Parts of values, too, may be NULL where those of either side may.
    return { ...column, qualifier: [], nullable, type: operation === "union" ? types[at]! : column.type };
  });
  const plan = combine(left, right, operation, all, output);
  return { plan, columns: plan.output, inputs: [leftScope, rightScope], planId: relation.planId };
}

function combine(
  left: ResolvedRelation,
  right: ResolvedRelation,
  operation: SetOperationRelation["operation"],
  all: boolean,
  output: readonly ResolvedColumn[],
): ResolvedRelation {
  if (operation !== "union") return { kind: "setOperation", left, right, operation, all, output };
  // A chain of unions is one union.
  const inputs = left.kind === "union" && sameIds(left.output, output) ? [...left.inputs, right] : [left, right];
  const union: ResolvedRelation = { kind: "union", inputs, output };
  return all ? union : distinct(union);
}

const sameIds = (a: readonly ResolvedColumn[], b: readonly ResolvedColumn[]): boolean =>
  a.every((column, at) => column.id === b[at]!.id);
