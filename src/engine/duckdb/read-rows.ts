import type { StructType } from "../../types/index.ts";
import type { Connection, RunOptions } from "./connection.ts";
import { rowsOf } from "./read-vector.ts";

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
