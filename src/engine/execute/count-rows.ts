import { LongType, StructField, StructType } from "../../types/index.ts";
import { type Connection, rowsOf } from "../duckdb/index.ts";

const countSchema = new StructType([new StructField("count", new LongType())]);

/** How many rows a query gives. */
export async function countRows(connection: Connection, sql: string): Promise<number> {
  let count = 0;
  for await (const [row] of rowsOf(await connection.query(`SELECT count(*) FROM (${sql})`), countSchema))
    count = Number(row?.[0]);
  return count;
}
