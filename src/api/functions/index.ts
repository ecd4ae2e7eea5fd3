/**
 * Functions over columns, by PySpark's names in camelCase: `F.sum("amount")`, `F.dateFormat("at", "yyyy-MM")`. A string names a
 * column; a value is wrapped with {@link lit}, except where a parameter says that it is one.
 *
 * @see pyspark.sql.functions
 * @module
 */

export * from "./aggregate.ts";
export * from "./aggregate-more.ts";
export * from "./bitmap.ts";
export * from "./cipher.ts";
export * from "./collection.ts";
export * from "./csv.ts";
export * from "./datetime.ts";
export * from "./datetime-more.ts";
export * from "./foreign.ts";
export * from "./json.ts";
export * from "./lambda.ts";
export * from "./math.ts";
export * from "./math-more.ts";
export * from "./nested-more.ts";
export * from "./normal.ts";
export * from "./null.ts";
export * from "./ordering.ts";
export * from "./session.ts";
export * from "./sketch.ts";
export * from "./string.ts";
export * from "./text-more.ts";
export * from "./url.ts";
export * from "./variant.ts";
export * from "./vector.ts";
export * from "./window.ts";
