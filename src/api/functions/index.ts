/**
 * Functions over columns, by PySpark's names in camelCase: `F.sum("amount")`, `F.dateFormat("at", "yyyy-MM")`. A string names a
 * column; a value is wrapped with {@link lit}, except where a parameter says that it is one.
 *
 * @see pyspark.sql.functions
 * @module
 */
export * from "./aggregate.ts";
export * from "./normal.ts";
