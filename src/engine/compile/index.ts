export { aggregateSqlParts, compileQuery, compileRelation, expressionSql } from "./compile.ts";
export type { Bindings } from "./relation.ts";
export { leavesOf } from "./walk.ts";
