import type { DropNullRelation, FillNullRelation, ReplaceRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Scope } from "./scope.ts";
/** `fillna`: the value stands for NULL, and for NaN in floating point columns. */
export declare function resolveFillNull(relation: FillNullRelation, analysis: Analysis): Scope;
/** `dropna`: rows with enough values stay; NaN is none. */
export declare function resolveDropNull(relation: DropNullRelation, analysis: Analysis): Scope;
/**
 * `replace`: values of a column that equal the one side become the other. Applies to columns of the values' type.
 */
export declare function resolveReplace(relation: ReplaceRelation, analysis: Analysis): Scope;
//# sourceMappingURL=resolve-nulls.d.ts.map
