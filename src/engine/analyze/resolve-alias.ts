import { sparkError } from "../../common/index.ts";
import type { AliasRelation, TableRelation, ToDfRelation, WithRelation } from "../plan/index.ts";
import type { Analysis, CommonTable } from "./analysis.ts";
import { columnFor, project } from "./build.ts";
import { quote } from "./identifiers.ts";
import { type Scope, scopeOver } from "./scope.ts";
import { settle } from "./settle.ts";

/** The columns under new names, by position. */
function renamed(input: Scope, names: readonly string[], planId: bigint | undefined, analysis: Analysis): Scope {
  const plan = project(
    settle(input),
    input.columns.map((column, at) => ({
      expression: column,
      column: columnFor(analysis.context, names[at]!, column),
    })),
  );
  return { plan, columns: plan.output, inputs: [input], planId };
}

/** The relation known by a name: its columns under that qualifier alone, what is below out of sight. */
export function requalified(
  input: Scope,
  qualifier: readonly string[],
  names: readonly string[] | undefined,
  planId: bigint | undefined,
  analysis: Analysis,
): Scope {
  if (names && names.length !== input.columns.length) {
    throw sparkError("ASSIGNMENT_ARITY_MISMATCH", {
      numExpr: String(names.length),
      numTarget: String(input.columns.length),
    });
  }
  const base = names ? renamed(input, names, undefined, analysis) : input;
  return {
    plan: base.plan,
    columns: base.columns.map((column) => ({ ...column, qualifier })),
    inputs: [base],
    planId,
    closed: true,
  };
}

export function resolveAlias(alias: AliasRelation, analysis: Analysis): Scope {
  const { columns: names } = alias;
  const given = alias.input.kind === "values" && names ? { ...alias.input, names } : alias.input;
  const input = analysis.relation(given, analysis);
  if (alias.input.kind === "values" && alias.columns && alias.columns.length !== input.columns.length) {
    throw sparkError("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH", {
      expectedNumCols: String(alias.columns.length),
      actualNumCols: String(input.columns.length),
      rowIndex: "0",
    });
  }
  return requalified(input, [alias.name], alias.columns, alias.planId, analysis);
}

/** @throws SparkException `ASSIGNMENT_ARITY_MISMATCH` */
export function resolveToDf(relation: ToDfRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  if (relation.names.length !== input.columns.length) {
    throw sparkError("ASSIGNMENT_ARITY_MISMATCH", {
      numExpr: String(relation.names.length),
      numTarget: String(input.columns.length),
    });
  }
  return renamed(input, relation.names, relation.planId, analysis);
}

/** Whether a plan reads a table of a name of one part. */
export function namesTable(node: unknown, name: string): boolean {
  if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return false;
  if (Array.isArray(node)) return node.some((part) => namesTable(part, name));
  if ("kind" in node && node.kind === "table") {
    const table = node as TableRelation;
    return table.name.length === 1 && table.name[0]!.toLowerCase() === name.toLowerCase();
  }
  return Object.entries(node).some(([key, part]) => key !== "type" && key !== "schema" && namesTable(part, name));
}

/**
 * WITH: each table is in sight of those behind it and of the query. A name in sight hides tables and views.
 *
 * @throws SparkException `DUPLICATED_CTE_NAMES`
 */
export function resolveWith(relation: WithRelation, analysis: Analysis): Scope {
  const names = relation.tables.map((table) => table.name.toLowerCase());
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) {
    throw sparkError("DUPLICATED_CTE_NAMES", { duplicateNames: twice.map(quote).join(", ") });
  }
  let inner = analysis;
  for (const { name, columns, levelLimit, plan } of relation.tables) {
    const recursion =
      relation.recursive === true && namesTable(plan, name) ? { levelLimit: levelLimit ?? 100 } : undefined;
    const table: CommonTable = { columns, plan, analysis: inner, uses: { count: 0 }, ...(recursion && { recursion }) };
    inner = { ...inner, commonTables: new Map(inner.commonTables).set(name.toLowerCase(), table) };
  }
  const scope = analysis.relation(relation.input, inner);
  for (const { name } of relation.tables)
    if (inner.commonTables.get(name.toLowerCase())?.uses.count === 0)
      analysis.relation({ kind: "table", name: [name], options: {}, streaming: false }, inner);
  return relation.planId === undefined ? scope : scopeOver(scope.plan, scope, relation.planId);
}
