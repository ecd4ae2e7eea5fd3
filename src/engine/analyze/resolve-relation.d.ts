import type { Relation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Scope } from "./scope.ts";
/** Resolves a relation and all below it. */
export declare function resolveRelation(relation: Relation, analysis: Analysis): Scope;
//# sourceMappingURL=resolve-relation.d.ts.map
