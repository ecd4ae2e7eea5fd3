export * from "./data-type.ts";
export * from "./duckdb-type.ts";
export * from "./nested-type.ts";
export * from "./timestamp.ts";
export type { TypeName, ValueOfName } from "./type-names.ts";
