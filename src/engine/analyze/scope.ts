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

/**
 * Finds the column of a dotted name: with the longest qualifier that matches (catalog, database, table), else as a bare name.
 *
 * @throws SparkException `AMBIGUOUS_REFERENCE`
 */
export function findColumn(
  parts: readonly string[],
  columns: readonly ResolvedColumn[],
  hidden: readonly ResolvedColumn[] | undefined,
  caseSensitive: boolean,
): ColumnMatch | undefined {
  const fold = (text: string) => (caseSensitive ? text : text.toLowerCase());
  const folded = parts.map(fold);
  for (let length = Math.min(parts.length - 1, 3); length >= 0; length--) {
    const name = folded[length]!;
    const matches: ResolvedColumn[] = [];
    const collect = (column: ResolvedColumn) => {
      if (fold(column.name) !== name) return;
      const { qualifier } = column;
      if (length > 0) {
        if (qualifier.length < length) return;
        const start = qualifier.length - length;
        for (let at = 0; at < length; at++) if (fold(qualifier[start + at]!) !== folded[at]) return;
      }
      const identity = column.duplicateOf ?? column.id;
      if (!matches.some((other) => (other.duplicateOf ?? other.id) === identity)) matches.push(column);
    };
    columns.forEach(collect);
    if (length > 0 && matches.length === 0) hidden?.forEach(collect);
    if (matches.length === 1)
      return { column: { ...matches[0]!, name: parts[length]! }, fields: parts.slice(length + 1) };
    if (matches.length > 1) throw ambiguous(parts, matches);
  }
  return undefined;
}

function ambiguous(parts: readonly string[], matches: readonly ResolvedColumn[]): Error {
  const references = matches.map((column) => quoteParts([...column.qualifier, column.name])).sort();
  return sparkError("AMBIGUOUS_REFERENCE", { name: quoteParts(parts), referenceNames: `[${references.join(", ")}]` });
}
