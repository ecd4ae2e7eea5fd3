import { type BatchCase, sql } from "../case.ts";

export const basics: readonly BatchCase[] = [
  sql("SELECT 1 AS one, 'a' AS text, 1.5 AS dec, 2.5D AS dbl, true AS yes, NULL AS nothing"),
  sql("SELECT 1/0"),
  sql("SELECT nope FROM range(3)"),
  sql("SELEKT 1"),
  { name: "range", run: ({ spark }) => spark.range(5) as never },
];
