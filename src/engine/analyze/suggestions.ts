import { type SparkException, sparkError } from "../../common/index.ts";
import type { ResolvedColumn } from "../plan/index.ts";
import { quoteIfNeeded, quoteParts } from "./identifiers.ts";

const PROPOSALS = 5;

/** The number of characters to insert, delete or replace to make one text of the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let col = 1; col <= b.length; col++) {
      const replaced = previous[col - 1]! + (a[row - 1] === b[col - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[col]! + 1, current[col - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

const sharePrefix = (candidates: readonly (readonly string[])[], dropped: number): boolean =>
  new Set(candidates.map((parts) => parts.slice(0, -dropped).join("\u0000"))).size === 1;

/**
 * Names most like `name` first. A qualifier that all candidates share is left out where the name has none.
 *
 * @see org.apache.spark.sql.catalyst.util.StringUtils.orderSuggestedIdentifiersBySimilarity
 */
export function orderBySimilarity(name: readonly string[], candidates: readonly (readonly string[])[]): string[] {
  const base = name.map(quoteIfNeeded).join(".");
  let shown = candidates;
  if (name.length === 1 && sharePrefix(candidates, 1)) shown = candidates.map((parts) => parts.slice(-1));
  else if (name.length <= 2 && sharePrefix(candidates, 2)) shown = candidates.map((parts) => parts.slice(-2));
  return shown
    .map((parts) => ({ text: quoteParts(parts), distance: editDistance(quoteParts(parts), base) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ text }) => text);
}

/** Columns as candidates for {@link orderBySimilarity}, each once, in Spark's order. */
export function candidatesOf(columns: readonly ResolvedColumn[]): (readonly string[])[] {
  const seen = new Set<number>();
  const unique = columns.filter((column) => !seen.has(column.id) && seen.add(column.id));
  return unique
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id))
    .map((column) => [...column.qualifier, column.name]);
}

/** Columns as candidates in the order of the relation. */
export const namesOf = (columns: readonly ResolvedColumn[]): (readonly string[])[] =>
  columns.map((column) => [...column.qualifier, column.name]);

/** The error of a name that no column has. */
export function unresolvedColumn(name: readonly string[], candidates: readonly (readonly string[])[]): SparkException {
  const objectName = quoteParts(name);
  if (candidates.length === 0) return sparkError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", { objectName });
  const proposal = orderBySimilarity(name, candidates).slice(0, PROPOSALS).join(", ");
  return sparkError("UNRESOLVED_COLUMN.WITH_SUGGESTION", { objectName, proposal });
}
