import type { SetOperationRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Scope } from "./scope.ts";
/**
 * UNION, INTERSECT and EXCEPT: names of the left side, types that both sides have in common.
 *
 * @throws SparkException `NUM_COLUMNS_MISMATCH`, `INCOMPATIBLE_COLUMN_TYPE`
 */
export declare function resolveSetOperation(relation: SetOperationRelation, analysis: Analysis): Scope;
//# sourceMappingURL=resolve-set-operation.d.ts.map
