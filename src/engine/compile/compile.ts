import { quoteIdentifier } from "../../types/index.ts";
import type {
  AggregateSql,
  ExpressionSettings,
  ResolvedAggregateCall,
  ResolvedExpression,
  ResolvedRelation,
} from "../plan/index.ts";
import { clausesOf, type Draft, noColumn, toQuery, wrapped } from "./draft.ts";
import { aggregateParts, columnName, compileTyped, type Scope } from "./expression.ts";
import { renderQuery } from "./query.ts";
import { type Bindings, RelationCompiler } from "./relation.ts";
import { SharedAggregations } from "./shared-aggregations.ts";

const byName: Scope = columnName;

const noScans: Bindings = (id) => {
  throw new Error(`scan ${id} is not bound`);
};

/** The plan as a SELECT whose columns are called as in Spark, in order; names may repeat. */
export function compileQuery(plan: ResolvedRelation, bindings: Bindings, settings: ExpressionSettings): string {
  const shared = new SharedAggregations();
  let draft = new RelationCompiler(bindings, settings, shared).draft(plan, byName);
  if (shared.found) {
    shared.write();
    draft = new RelationCompiler(bindings, settings, shared).draft(plan, byName);
  }
  const final = canRename(draft, plan) ? draft : wrapped(draft);
  const items = plan.output.map(({ id, name }) => {
    const sql = final.items?.find((item) => item.id === id)?.sql ?? final.names.get(id) ?? columnName(id);
    return { sql, name: quoteIdentifier(name) };
  });
  const select = { kind: "select", items: items.length === 0 ? [noColumn] : items, ...clausesOf(final) } as const;
  return shared.clause() + renderQuery(select);
}

/** The plan as a SELECT whose columns are called `c<id>`. */
export function compileRelation(plan: ResolvedRelation, bindings: Bindings, settings: ExpressionSettings): string {
  return renderQuery(toQuery(new RelationCompiler(bindings, settings).draft(plan, byName)));
}

/** An expression over columns called `c<id>`, cast to the DuckDB type of its Spark type. */
export function expressionSql(expression: ResolvedExpression, settings: ExpressionSettings): string {
  return compileTyped(expression, byName, new RelationCompiler(noScans, settings));
}

/** The SQL of an aggregate's arguments, filter and order over columns called `c<id>`, as `AggregateFunction.state` takes them. */
export function aggregateSqlParts(call: ResolvedAggregateCall, settings: ExpressionSettings): AggregateSql {
  return aggregateParts(call, byName, new RelationCompiler(noScans, settings), "");
}

/**
 * Whether columns can take their names in the outermost SELECT itself. DISTINCT ON names columns by id, and a user's column may be
 * called like one of ours.
 */
function canRename(draft: Draft, plan: ResolvedRelation): boolean {
  const named = draft.distinct !== undefined && draft.distinct !== "rows";
  return !named && !plan.output.some((column) => /^[cgt]\d+$/i.test(column.name));
}
