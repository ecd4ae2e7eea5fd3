import type { JoinRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Scope } from "./scope.ts";
/**
 * A join with its columns side by side; USING and NATURAL put the keys first, once.
 *
 * @throws SparkException `UNRESOLVED_USING_COLUMN_FOR_JOIN`, `JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE` and others
 */
export declare function resolveJoin(relation: JoinRelation, analysis: Analysis): Scope;
//# sourceMappingURL=resolve-join.d.ts.map
