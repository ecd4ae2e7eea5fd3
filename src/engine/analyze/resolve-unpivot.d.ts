import type { UnpivotRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import type { Scope } from "./scope.ts";
/**
 * Columns to rows: for each value column a copy of the rows with the ids, the column's name and its value.
 *
 * @throws SparkException `UNPIVOT_REQUIRES_VALUE_COLUMNS`, `UNPIVOT_VALUE_DATA_TYPE_MISMATCH`
 */
export declare function resolveUnpivot(relation: UnpivotRelation, analysis: Analysis): Scope;
//# sourceMappingURL=resolve-unpivot.d.ts.map
