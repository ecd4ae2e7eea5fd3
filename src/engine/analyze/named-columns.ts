import type { Analysis } from "./analysis.ts";
import { findColumn, type Scope } from "./scope.ts";
import { candidatesOf, unresolvedColumn } from "./suggestions.ts";

/**
 * Ids of columns given by name, undefined where the list is empty, which means all.
 *
 * @throws SparkException `UNRESOLVED_COLUMN.*`, `AMBIGUOUS_REFERENCE`
 */
export function findNamedColumns(
  names: readonly string[],
  input: Scope,
  analysis: Analysis,
): ReadonlySet<number> | undefined {
  if (names.length === 0) return undefined;
  const { caseSensitive } = analysis.context.settings;
  return new Set(
    names.map((name) => {
      const match =
        findColumn([name], input.columns, undefined, caseSensitive) ??
        findColumn(name.split("."), input.columns, undefined, caseSensitive);
      if (!match || match.fields.length > 0) throw unresolvedColumn([name], candidatesOf(input.columns));
      return match.column.id;
    }),
  );
}
