export * from "./data-type.ts";
export * from "./duckdb-type.ts";
