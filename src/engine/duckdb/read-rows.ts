import { StructType } from "../../types/index.ts";
import type { Connection, RunOptions } from "./connection.ts";
import { rowsOf } from "./read-vector.ts";
import type { QueryResult } from "./result.ts";

/**
 * The rows of a small query as objects.
 *
 * @param schema - names and types of the columns, by position
 */
export async function readRows<Row extends Record<string, unknown>>(
  connection: Connection,
  sql: string,
  schema: StructType<Row>,
  options?: RunOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of rowsOf(await connection.query(sql, options), schema)) {
    for (const values of batch) rows.push(Object.fromEntries(schema.names.map((name, i) => [name, values[i]])) as Row);
  }
  return rows;
}

const countSchema = new StructType().add("count", "long");

/** The one number of a result: that of a `SELECT count(*)`, or of the rows that a `CREATE TABLE … AS` has put into its table. */
export async function countOf(result: QueryResult): Promise<bigint> {
  for await (const [row] of rowsOf(result, countSchema)) return row![0] as bigint;
  return 0n;
}

/** How many rows a query gives. */
export async function countRows(connection: Connection, sql: string): Promise<number> {
  return Number(await countOf(await connection.query(`SELECT count(*) FROM (${sql})`)));
}
