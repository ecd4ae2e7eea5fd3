import { sparkError } from "../../common/index.ts";
import type { Analysis } from "./analysis.ts";
import { quote } from "./identifiers.ts";
import { findColumn, type Scope } from "./scope.ts";

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
      if (!match || match.fields.length > 0) {
        throw sparkError("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
          objectName: quote(name),
          proposal: input.columns.map((column) => quote(column.name)).join(", "),
        });
      }
      return match.column.id;
    }),
  );
}
