import { duckDbType, type StructType } from "../../types/index.ts";

/**
 * An operator's state as readers see it, in the form that Spark's state stores have: rows of a key and a value.
 *
 * @see org.apache.spark.sql.execution.datasources.v2.state.StateDataSource
 */
export interface StateStore {
  /** Spark's name: `default`, or `left-keyToNumValues` of a join. */
  readonly name: string;
  readonly key: StructType;
  readonly value: StructType;
  /** A query of all that the store holds, columns {@link keyColumn} and {@link valueColumn}. @param database - the checkpoint's */
  sql(database: string): string;
}

/** The store of operators that have one only. */
export const defaultStore = "default";

export const keyColumn = "key";
export const valueColumn = "value";

/** SQL of a struct from its fields' SQL, in their order. */
export function structSql(type: StructType, fields: readonly string[]): string {
  return `CAST(ROW(${fields.length > 0 ? fields.join(", ") : "NULL"}) AS ${duckDbType(type)})`;
}

/** SQL of a store's rows. @param where - with its keyword; empty for all rows */
export const storeSql = (key: string, value: string, rows: string, where = ""): string =>
  `SELECT ${key} AS ${keyColumn}, ${value} AS ${valueColumn} FROM (${rows})${where}`;
