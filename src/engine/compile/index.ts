export { aggregateSqlParts, compileQuery, compileRelation, expressionSql } from "./compile.ts";
export type { Bindings } from "./relation.ts";
export { expressionsOf, inputsOf, leavesOf } from "./walk.ts";
