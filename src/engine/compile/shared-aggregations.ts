import {
  expressionsOf,
  inputsOf,
  type ResolvedAggregate,
  type ResolvedExpression,
  type ResolvedRelation,
  someExpression,
} from "../plan/index.ts";
import { type Draft, draftFrom, toQuery } from "./draft.ts";
import { columnName, type Scope } from "./expression.ts";
import { renderInline, renderQuery } from "./query.ts";

/**
 * Aggregations that one query has several times over, as a common table expression has that is named twice. They are found while the
 * query is compiled once, and written as one common table expression of DuckDB's while it is compiled again: DuckDB would compute each.
 */
export class SharedAggregations {
  readonly #keys = new Map<ResolvedAggregate, string>();
  readonly #times = new Map<string, number>();
  readonly #written = new Map<string, { readonly name: string; readonly draft: Draft }>();
  #writes = false;

  /** Whether to compile the query again. */
  get found(): boolean {
    return [...this.#times.values()].some((times) => times > 1);
  }

  /** From now on aggregations are shared. */
  write(): void {
    this.#writes = true;
  }

  /** The aggregation as it stands in the query: itself, or a name for it. @param compile - compiles it, given the scope around it */
  take(plan: ResolvedAggregate, outer: Scope, compile: (outer: Scope) => Draft): Draft {
    const key = this.#keys.get(plan);
    const times = key === undefined ? 0 : this.#times.get(key)!;
    if (this.#writes)
      return key === undefined || times < 2 ? compile(outer) : this.#named(key, plan, () => compile(outer));
    let correlated = false;
    const draft = compile((id) => {
      correlated = true;
      return outer(id);
    });
    if (!correlated && plan.output.length > 0 && isRepeatable(plan))
      this.#count(plan, canonical(renderInline(toQuery(draft))));
    return draft;
  }

  /** The common table expressions, to stand in front of the query; empty where there are none. */
  clause(): string {
    if (this.#written.size === 0) return "";
    const parts = [...this.#written.values()].map(
      ({ name, draft }) => `${name} AS (\n  ${renderQuery(toQuery(draft), "  ")}\n)`,
    );
    return `WITH ${parts.join(",\n")}\n`;
  }

  #count(plan: ResolvedAggregate, key: string): void {
    this.#keys.set(plan, key);
    this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
  }

  #named(key: string, plan: ResolvedAggregate, compile: () => Draft): Draft {
    let shared = this.#written.get(key);
    if (shared === undefined) {
      const draft = compile();
      shared = { name: `mr_shared${this.#written.size}`, draft };
      this.#written.set(key, shared);
    }
    const alias = `t${plan.output[0]!.id}`;
    const columns = shared.draft.output.map((column) => `${alias}.${columnName(column.id)}`);
    const names = new Map(plan.output.map(({ id }, at) => [id, columns[at]!]));
    return draftFrom({ kind: "table", sql: `${shared.name} AS ${alias}` }, plan.output, names);
  }
}

/** Whether a plan gives the same rows each time. */
function isRepeatable(plan: ResolvedRelation): boolean {
  const differs = (part: ResolvedExpression): boolean =>
    (part.kind === "call" && part.function.deterministic === false) ||
    (part.kind === "subquery" && !isRepeatable(part.plan));
  return (
    plan.kind !== "sample" &&
    !expressionsOf(plan).some((expression) => someExpression(expression, differs)) &&
    inputsOf(plan).every(isRepeatable)
  );
}

const quotedOrNamed = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\b([cgt]\d+)\b/g;

/** SQL with its columns and tables numbered as they come, since each use of a relation has ids of its own. */
function canonical(sql: string): string {
  const numbers = new Map<string, number>();
  return sql.replaceAll(quotedOrNamed, (text, name?: string) => {
    if (name === undefined) return text;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return `#${number}`;
  });
}
