import { afterEach, beforeEach, expect, test } from "vitest";
import { StructType } from "../../types/index.ts";
import { TableRows } from "../catalog/index.ts";
import { type Connection, Database, readRows } from "../duckdb/index.ts";
import { createTableSql, type RunDescription, resultTable, TableSink } from "./index.ts";

const schema = new StructType().add("a", "integer") as StructType;
const table = resultTable("added", schema);
let database: Database;
let connection: Connection;
let rows: TableRows;

beforeEach(async () => {
  database = await Database.open();
  connection = await database.connection();
  await connection.run(createTableSql(table));
  rows = new TableRows(0);
});
afterEach(() => {
  connection.close();
  database.close();
});

const sinkOf = (queryId: string): TableSink => {
  const run: RunDescription = { schema, queryId, loggedBatch: -1, committedBatch: -1, checkpointLocation: undefined };
  return new TableSink("spark_catalog.default.added", table, rows, run);
};
const batch = (batchId: number, sql: string) => ({ batchId, sql, schema, mode: "append" as const, connection });
const kept = async () =>
  (await readRows(connection, `SELECT c0 AS a FROM ${table.sqlName} ORDER BY 1`, schema)).map((row) => row.a);

test("adds each batch of a query once, also after a restart, and those of another query", async () => {
  const sink = sinkOf("one");
  expect([sink.description, sink.outlivesProcess]).toEqual(["TableSink[spark_catalog.default.added]", true]);
  expect(await sink.addBatch(batch(0, "SELECT 1 AS a UNION ALL SELECT 2"))).toBe(2);
  expect(await sink.addBatch(batch(0, "SELECT 1 AS a UNION ALL SELECT 2"))).toBe(0);
  await sink.close();
  const again = sinkOf("one");
  expect(await again.addBatch(batch(0, "SELECT 1 AS a UNION ALL SELECT 2"))).toBe(0);
  expect(await again.addBatch(batch(1, "SELECT 3 AS a"))).toBe(1);
  expect(await sinkOf("other").addBatch(batch(0, "SELECT 4 AS a"))).toBe(1);
  expect(await kept()).toEqual([1, 2, 3, 4]);
  expect(rows.count).toBe(4);
});

test("a batch that fails adds nothing and may run again", async () => {
  const sink = sinkOf("one");
  await expect(sink.addBatch(batch(0, "SELECT 1 AS a UNION ALL SELECT error('no')::INT"))).rejects.toThrow("no");
  expect([await kept(), rows.count]).toEqual([[], 0]);
  expect(await sink.addBatch(batch(0, "SELECT 1 AS a"))).toBe(1);
});

test("a table that was dropped takes nothing", async () => {
  rows.drop();
  await expect(sinkOf("one").addBatch(batch(0, "SELECT 1 AS a"))).rejects.toMatchObject({
    condition: "TABLE_OR_VIEW_NOT_FOUND",
  });
});
