/**
 * Functions over columns, by PySpark's names in camelCase: `F.sum("amount")`, `F.dateFormat("at", "yyyy-MM")`. A string names a
 * column; a value is wrapped with {@link lit}, except where a parameter says that it is one.
 *
 * @see pyspark.sql.functions
 * @module
 */
export * from "./aggregate.ts";
export * from "./collection.ts";
export * from "./datetime.ts";
export * from "./json.ts";
export * from "./lambda.ts";
export * from "./math.ts";
export * from "./normal.ts";
export * from "./string.ts";
export * from "./window.ts";
