import { sparkError } from "../../common/index.ts";
import type { NamedExpression, ResolvedColumn, ResolvedRelation } from "../plan/index.ts";
import type { Analysis, CommonTable } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { INTEGER, literal, newColumn, pass, project } from "./build.ts";
import { shownType, unsupported } from "./refusals.ts";
import { namesTable } from "./resolve-alias.ts";
import { sameType } from "./same-type.ts";
import { settle } from "./settle.ts";

/** What one step of a recursion reads and gives besides its columns: its number. */
const levelName = "level";

/**
 * A common table that names itself: rows, UNION ALL what a step makes of the rows of the step before.
 *
 * @throws AnalysisException `INVALID_RECURSIVE_CTE`, `UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE`, `CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE`
 */
export function resolveRecursion(
  name: string,
  { analysis: surroundings, columns, plan }: CommonTable,
  { levelLimit }: { readonly levelLimit: number },
  analysis: Analysis,
): ResolvedRelation {
  const { context } = analysis;
  if (plan.kind === "deduplicate" && plan.input.kind === "setOperation")
    throw sparkError("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE");
  if (plan.kind !== "setOperation" || plan.operation !== "union" || namesTable(plan.left, name))
    throw sparkError("INVALID_RECURSIVE_CTE");
  if (!plan.all) throw sparkError("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE");
  const inner = { ...surroundings, outer: analysis.outer };
  const anchor = settle(analysis.relation(plan.left, inner));
  if (columns !== undefined && columns.length !== anchor.output.length)
    throw sparkError("ASSIGNMENT_ARITY_MISMATCH", {
      numExpr: String(columns.length),
      numTarget: String(anchor.output.length),
    });
  const names = anchor.output.map((column, at) => columns?.[at] ?? column.name);
  const sqlName = `r${context.nextId()}`;
  const columnNames = [...names.map((_, at) => `k${at}`), levelName];
  const levels: ResolvedColumn[] = [];
  const rows = (): ResolvedRelation => {
    const output = anchor.output.map((column, at) => newColumn(context, names[at]!, { ...column, nullable: true }));
    const level = newColumn(context, levelName, { type: INTEGER, nullable: false });
    levels.push(level);
    return { kind: "storedTable", sqlName, columnNames, output: [...output, level] };
  };
  // The number is no column that the text could name.
  const hidden = (): ResolvedRelation => {
    const before = rows();
    return project(before, before.output.slice(0, -1).map(pass));
  };
  const table: CommonTable = { columns: undefined, plan, analysis: surroundings, uses: { count: 1 }, rows: hidden };
  const commonTables = new Map(surroundings.commonTables).set(name.toLowerCase(), table);
  const step = settle(analysis.relation(plan.right, { ...inner, commonTables }));
  checkTypes(anchor, step);
  const first: NamedExpression = {
    expression: literal(INTEGER, 1),
    column: newColumn(context, levelName, { type: INTEGER, nullable: false }),
  };
  const [level, ...others] = levels;
  if (level === undefined || others.length > 0)
    throw unsupported(
      "a step of WITH RECURSIVE that names the table twice",
      "Name it once, and join what else is needed.",
    );
  const next = applyFunction("+", [level, literal(INTEGER, 1)], analysis);
  return {
    kind: "recursion",
    left: project(anchor, [...anchor.output.map(pass), first]),
    right: project(carrying(step, level), [
      ...step.output.map(pass),
      { expression: next, column: newColumn(context, levelName, { type: INTEGER, nullable: false }) },
    ]),
    sqlName,
    columnNames,
    levelLimit,
    output: anchor.output.map((column, at) =>
      newColumn(context, names[at]!, { type: column.type, nullable: column.nullable || step.output[at]!.nullable }),
    ),
  };
}

/** @throws SparkException `NUM_COLUMNS_MISMATCH`, `CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE` */
function checkTypes(anchor: ResolvedRelation, step: ResolvedRelation): void {
  if (anchor.output.length !== step.output.length)
    throw sparkError("NUM_COLUMNS_MISMATCH", {
      operator: "UNION",
      firstNumColumns: String(anchor.output.length),
      invalidOrdinalNum: "second",
      invalidNumColumns: String(step.output.length),
    });
  for (const [at, { type }] of anchor.output.entries()) {
    const right = step.output[at]!.type;
    if (!sameType(type, right))
      throw sparkError("CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE", { left: shownType(type), right: shownType(right) });
  }
}

/**
 * The plan with a column of a relation below in its output.
 *
 * @throws UnsupportedOperationException where rows lose what they came from: groups, distinct rows, set operations
 */
function carrying(plan: ResolvedRelation, column: ResolvedColumn): ResolvedRelation {
  if (plan.output.some(({ id }) => id === column.id)) return plan;
  const output = [...plan.output, column];
  switch (plan.kind) {
    case "project":
      return { ...plan, input: carrying(plan.input, column), items: [...plan.items, pass(column)], output };
    case "filter":
    case "sort":
    case "limit":
    case "generate":
      return { ...plan, input: carrying(plan.input, column), output };
    case "join": {
      const inLeft = holds(plan.left, column);
      const [left, right] = [
        inLeft ? carrying(plan.left, column) : plan.left,
        inLeft ? plan.right : carrying(plan.right, column),
      ];
      return { ...plan, left, right, output: [...left.output, ...right.output] };
    }
    default:
      throw unsupported(
        "a step of WITH RECURSIVE that groups rows or puts queries together",
        "Let the step filter, join and compute; group and combine in the query behind.",
      );
  }
}

/** Whether a column is one of a relation below. */
function holds(plan: ResolvedRelation, column: ResolvedColumn): boolean {
  if (plan.kind === "storedTable") return plan.output.some(({ id }) => id === column.id);
  const inputs = "input" in plan ? [plan.input] : "left" in plan ? [plan.left, plan.right] : [];
  return inputs.some((input) => holds(input, column));
}
