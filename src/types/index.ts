export * from "./data-type.ts";
export { parseDataType, parseDdl } from "./ddl.ts";
export * from "./duckdb-type.ts";
export * from "./json-form.ts";
export * from "./nested-type.ts";
export * from "./row-type.ts";
export * from "./timestamp.ts";
export type { TypeName, ValueOfName } from "./type-names.ts";
