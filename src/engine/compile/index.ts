export { aggregateSqlParts, compileQuery, compileRelation, expressionSql } from "./compile.ts";
export type { Bindings } from "./relation.ts";
export { joinedSessions } from "./sessions.ts";
export { leavesOf } from "./walk.ts";
