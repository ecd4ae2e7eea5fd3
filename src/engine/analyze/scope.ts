import { sparkError } from "../../common/index.ts";
import type { ResolvedColumn, ResolvedRelation } from "../plan/index.ts";
import type { Aggregation } from "./aggregation.ts";
import { quoteParts } from "./identifiers.ts";

/**
 * A resolved relation together with the names under which its columns are known: an alias changes those and nothing else. `columns`
 * has the ids of `plan.output`, in the same order.
 */
export interface Scope {
  readonly plan: ResolvedRelation;
  readonly columns: readonly ResolvedColumn[];
  /** The client's number of the relation. */
  readonly planId?: bigint | undefined;
  /** The relations below, for columns named through a DataFrame and for columns that ORDER BY takes from below the SELECT list. */
  readonly inputs: readonly Scope[];
  /** Set by an alias: names below it are out of sight. */
  readonly closed?: boolean;
  /** Columns that `t.*` gives besides: the right keys of USING joins. Found only with their qualifier. */
  readonly hidden?: readonly ResolvedColumn[];
  /** Set by a grouped query: lets HAVING and ORDER BY add aggregates to it. */
  readonly aggregation?: Aggregation | undefined;
}

/** The scope of a plan whose columns keep the names of its output. */
export function scopeOf(plan: ResolvedRelation, inputs: readonly Scope[] = [], planId?: bigint): Scope {
  return { plan, columns: plan.output, inputs, planId };
}

/** The scope of a plan that passes on the columns of its input with their qualifiers, changed in nothing but what the plan says. */
export function scopeOver(plan: ResolvedRelation, input: Scope, planId?: bigint): Scope {
  return { plan, columns: input.columns, inputs: [input], planId, ...(input.hidden && { hidden: input.hidden }) };
}

export const sameName = (a: string, b: string, caseSensitive: boolean): boolean =>
  a === b || (!caseSensitive && a.toLowerCase() === b.toLowerCase());

/** What a name led to: a column, and the parts behind it, which are fields. */
export interface ColumnMatch {
  readonly column: ResolvedColumn;
  readonly fields: readonly string[];
}

/** Columns by lower-case name, for lists that are looked into more than once. */
const indexes = new WeakMap<readonly ResolvedColumn[], ReadonlyMap<string, readonly ResolvedColumn[]>>();

function byName(columns: readonly ResolvedColumn[]): ReadonlyMap<string, readonly ResolvedColumn[]> {
  const known = indexes.get(columns);
  if (known) return known;
  const index = new Map<string, ResolvedColumn[]>();
  for (const column of columns) {
    const name = column.name.toLowerCase();
    const same = index.get(name);
    if (same) same.push(column);
    else index.set(name, [column]);
  }
  indexes.set(columns, index);
  return index;
}

const identity = (column: ResolvedColumn): number => column.duplicateOf ?? column.id;

/** The columns of a name whose qualifier ends with these parts, each once. */
function matching(
  name: string,
  qualifier: readonly string[],
  columns: readonly ResolvedColumn[],
  caseSensitive: boolean,
): readonly ResolvedColumn[] {
  const matches: ResolvedColumn[] = [];
  for (const column of byName(columns).get(name.toLowerCase()) ?? []) {
    if (caseSensitive && column.name !== name) continue;
    const tail = qualifier.length === 0 ? [] : column.qualifier.slice(-qualifier.length);
    if (tail.length !== qualifier.length) continue;
    if (!tail.every((part, at) => sameName(part, qualifier[at]!, caseSensitive))) continue;
    if (!matches.some((other) => identity(other) === identity(column))) matches.push(column);
  }
  return matches;
}

/**
 * Finds the column of a dotted name: with the longest qualifier that matches (catalog, database, table), else as a bare name. Hidden
 * columns are found by a qualifier only.
 *
 * @throws SparkException `AMBIGUOUS_REFERENCE`
 */
export function findColumn(
  parts: readonly string[],
  columns: readonly ResolvedColumn[],
  hidden: readonly ResolvedColumn[] | undefined,
  caseSensitive: boolean,
): ColumnMatch | undefined {
  for (let length = Math.min(parts.length - 1, 3); length >= 0; length--) {
    const name = parts[length]!;
    const qualifier = parts.slice(0, length);
    let matches = matching(name, qualifier, columns, caseSensitive);
    if (length > 0 && hidden && matches.length === 0) matches = matching(name, qualifier, hidden, caseSensitive);
    if (matches.length > 1) throw ambiguous(parts, matches);
    const [column] = matches;
    if (column) return { column: column.name === name ? column : { ...column, name }, fields: parts.slice(length + 1) };
  }
  return undefined;
}

function ambiguous(parts: readonly string[], matches: readonly ResolvedColumn[]): Error {
  const references = matches.map((column) => quoteParts([...column.qualifier, column.name])).sort();
  return sparkError("AMBIGUOUS_REFERENCE", { name: quoteParts(parts), referenceNames: `[${references.join(", ")}]` });
}
