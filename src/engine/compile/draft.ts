import type { ResolvedColumn, ResolvedExpression } from "../plan/index.ts";
import { columnName, type Scope } from "./expression.ts";
import type { Query, Select, SelectItem, Source } from "./query.ts";

/** A column of a draft that has a SELECT list. */
export interface DraftItem {
  readonly id: number;
  readonly sql: string;
  /** May be repeated where the column is used: a column or a constant. */
  readonly trivial: boolean;
  /** May not be moved to another place of the query. */
  readonly pinned: boolean;
}

/**
 * A query under construction. While it is open it has no SELECT list yet, and what its columns are called is in `names`; relations
 * above add clauses to it as long as that means the same, and else make it the source of a new draft. So chains of filters and
 * projections become one SELECT, which is what users see in `explain`.
 */
export interface Draft {
  readonly output: readonly ResolvedColumn[];
  readonly source: Source | undefined;
  /** SQL of columns that are not called `c<id>` in the source. */
  readonly names: ReadonlyMap<number, string>;
  readonly items?: readonly DraftItem[];
  readonly where: readonly string[];
  /** SQL of the keys, or the whole of GROUPING SETS. */
  readonly groupBy?: readonly string[] | string;
  readonly aggregated?: boolean;
  readonly distinct?: "rows" | readonly string[];
  readonly orderBy: readonly string[];
  readonly limit?: bigint;
  readonly offset?: bigint;
}

/** A draft that selects from a source. */
export function draftFrom(
  source: Source | undefined,
  output: readonly ResolvedColumn[],
  names: ReadonlyMap<number, string> = new Map(),
): Draft {
  return { output, source, names, where: [], orderBy: [] };
}

/** A draft that has the finished one as its source. */
export function wrapped(draft: Draft): Draft {
  return draftFrom({ kind: "query", query: toQuery(draft) }, draft.output);
}

export const isCut = (draft: Draft): boolean =>
  draft.limit !== undefined || draft.offset !== undefined || draft.distinct !== undefined;

/**
 * An open draft of the same rows and columns, for a relation above that names columns as `references` counts. An unfinished SELECT
 * list is taken apart where its expressions may stand in the relation's own place.
 */
export function opened(draft: Draft, references: ReadonlyMap<number, number>, movable: boolean): Draft {
  if (isCut(draft)) return wrapped(draft);
  const { items } = draft;
  if (items === undefined) return draft;
  const flat =
    draft.aggregated !== true &&
    draft.orderBy.length === 0 &&
    items.every((item) => !item.pinned && (item.trivial || ((references.get(item.id) ?? 0) <= 1 && movable)));
  if (!flat) return wrapped(draft);
  return {
    ...draftFrom(draft.source, draft.output, new Map(items.map((item) => [item.id, item.sql]))),
    where: draft.where,
  };
}

/** Names of a draft's columns inside it; others come from the query around. */
export function scopeOf(draft: Draft, outer: Scope): Scope {
  const own = new Set(draft.output.map((column) => column.id));
  return (id) => draft.names.get(id) ?? (own.has(id) ? columnName(id) : outer(id));
}

/** The draft as a query whose columns are called `c<id>`. */
export function toQuery(draft: Draft): Query {
  if (draft.source?.kind === "query" && draft.items === undefined && isBare(draft)) return draft.source.query;
  const items: SelectItem[] = draft.output.map(({ id }) => {
    const item = draft.items?.find((candidate) => candidate.id === id);
    return { sql: item?.sql ?? draft.names.get(id) ?? columnName(id), name: columnName(id) };
  });
  return { kind: "select", items: items.length === 0 ? [noColumn] : items, ...clausesOf(draft) };
}

export function clausesOf(draft: Draft): Omit<Select, "kind" | "items"> {
  const { source, where, groupBy, distinct, orderBy, limit, offset } = draft;
  return {
    from: source,
    where,
    orderBy,
    ...(groupBy === undefined ? {} : { groupBy: typeof groupBy === "string" ? groupBy : positions(groupBy, draft) }),
    ...(distinct === undefined ? {} : { distinct }),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
  };
}

/** Keys by their places in the SELECT list, since DuckDB would take a constant among them for one. */
function positions(keys: readonly string[], draft: Draft): string {
  const listed = draft.output.map(({ id }) => draft.items?.find((item) => item.id === id)?.sql);
  return keys.map((key) => (listed.includes(key) ? String(listed.indexOf(key) + 1) : key)).join(", ");
}

/**
 * The draft with its columns chosen and called anew; undefined where that takes a SELECT of its own.
 *
 * @param columns - new ids and the ids that they stand for
 */
export function reselected(
  draft: Draft,
  output: readonly ResolvedColumn[],
  columns: readonly { readonly id: number; readonly from: number }[],
): Draft | undefined {
  const { items } = draft;
  // An aggregation without columns would no longer be one.
  if (items === undefined || columns.length === 0 || isCut(draft) || draft.orderBy.length > 0) return undefined;
  const chosen: DraftItem[] = [];
  for (const { id, from } of columns) {
    const item = items.find((candidate) => candidate.id === from);
    if (item === undefined) return undefined;
    const again = columns.filter((column) => column.from === from).length > 1;
    if (again && !item.trivial) return undefined;
    chosen.push({ ...item, id });
  }
  return { ...draft, output, items: chosen };
}

const isBare = (draft: Draft): boolean =>
  !isCut(draft) && draft.where.length === 0 && draft.orderBy.length === 0 && draft.names.size === 0;

/** Stands in a SELECT list that would be empty: DuckDB has no rows without columns. */
export const noColumn: SelectItem = { sql: "NULL", name: "no_column" };

export const isTrivial = (expression: ResolvedExpression): boolean =>
  expression.kind === "column" || expression.kind === "literal";
