export type { TableName } from "./append.ts";
export { appendArrow, arrowSchema, loadArrow } from "./arrow-in.ts";
export { type ArrowBatch, type ArrowOptions, arrowBatches } from "./arrow-out.ts";
export { Connection, type RunOptions } from "./connection.ts";
export { Database, type DatabaseOptions } from "./database.ts";
export { duckDbMessage, sparkErrorOf } from "./errors.ts";
export { readRows } from "./read-rows.ts";
export { rowsOf } from "./read-vector.ts";
export { type Chunk, QueryResult } from "./result.ts";
