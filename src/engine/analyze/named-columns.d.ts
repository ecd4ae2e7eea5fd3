import type { Analysis } from "./analysis.ts";
import { type Scope } from "./scope.ts";
/**
 * Ids of columns given by name, undefined where the list is empty, which means all.
 *
 * @throws SparkException `UNRESOLVED_COLUMN.*`, `AMBIGUOUS_REFERENCE`
 */
export declare function findNamedColumns(
  names: readonly string[],
  input: Scope,
  analysis: Analysis,
): ReadonlySet<number> | undefined;
//# sourceMappingURL=named-columns.d.ts.map
