import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { StructType } from "../../types/index.ts";
import { readRows } from "../duckdb/index.ts";
import {
  ConsoleSink,
  createTableSql,
  ForeachBatchSink,
  MemorySink,
  NoopSink,
  resultTable,
  type SinkBatch,
} from "./index.ts";

const schema = new StructType().add("a", "integer").add("a", "string") as StructType;

const { database, connection } = await useDatabase();

const batch = (batchId: number, rows: string, mode: SinkBatch["mode"] = "append"): SinkBatch => ({
  batchId,
  sql: `SELECT CAST(x AS INTEGER) AS a, y AS a FROM (VALUES ${rows}) AS t(x, y)`,
  schema,
  mode,
  connection,
});
const kept = async (name: string) =>
  (
    await readRows(
      connection,
      `SELECT c0, c1 FROM ${name} ORDER BY 1`,
      new StructType().add("n", "integer").add("s", "string"),
    )
  ).map((row) => [row.n, row.s]);

test("the memory sink adds in append and update mode, replaces in complete mode, and counts", async () => {
  const table = resultTable("live", schema);
  await connection.run(createTableSql(table));
  const sink = new MemorySink("live", table, 3);
  expect(await sink.addBatch(batch(0, "(1, 'x'), (2, 'y')"))).toBe(2);
  expect(await sink.addBatch(batch(1, "(3, 'z')", "update"))).toBe(1);
  expect(await kept(table.sqlName)).toEqual([
    [1, "x"],
    [2, "y"],
    [3, "z"],
  ]);
  await expect(sink.addBatch(batch(2, "(4, 'w')"))).rejects.toMatchObject({
    condition: "MEMORY_SINK_FULL",
    messageParameters: { name: "live", rows: "4", limit: "3" },
  });
  expect(await kept(table.sqlName)).toHaveLength(3);
  expect(await sink.addBatch(batch(2, "(7, 'c')", "complete"))).toBe(1);
  expect(await kept(table.sqlName)).toEqual([[7, "c"]]);
  await expect(sink.addBatch(batch(3, "(1,''),(2,''),(3,''),(4,'')", "complete"))).rejects.toMatchObject({
    condition: "MEMORY_SINK_FULL",
  });
  expect(await kept(table.sqlName)).toEqual([[7, "c"]]);
});

test("the foreachBatch sink gives a table that other connections see, and drops it", async () => {
  const tables = () =>
    readRows(connection, "SELECT table_name FROM duckdb_tables()", new StructType().add("t", "string"));
  const before = await tables();
  const other = await database.connection();
  const seen: unknown[] = [];
  let released = 0;
  const sink = new ForeachBatchSink(
    async (table, id) => {
      const rows = await readRows(
        other,
        `SELECT c0, c1 FROM ${table.sqlName}`,
        new StructType().add("n", "integer").add("s", "string"),
      );
      seen.push([id, rows]);
      if (id === 1) throw new Error("no");
    },
    () => {
      released += 1;
    },
  );
  expect(await sink.addBatch(batch(0, "(1, 'x')"))).toBe(-1);
  const failure = sink.addBatch(batch(1, "(2, 'y')"));
  await expect(failure).rejects.toMatchObject({
    condition: "FOREACH_BATCH_USER_FUNCTION_ERROR",
    cause: new Error("no"),
  });
  expect(seen).toEqual([
    [0, [{ n: 1, s: "x" }]],
    [1, [{ n: 2, s: "y" }]],
  ]);
  expect(await tables()).toEqual(before);
  await sink.close();
  expect(released).toBe(1);
  other.close();
});

test("the console sink prints each batch as Spark does", async () => {
  const printed: string[] = [];
  const sink = new ConsoleSink(
    async (table, on) =>
      `rows: ${JSON.stringify(await readRows(on, `SELECT c0 FROM ${table.sqlName}`, new StructType().add("n", "integer")))}\n`,
    (text) => void printed.push(text),
  );
  expect(await sink.addBatch(batch(4, "(1, 'x'), (2, 'y')"))).toBe(2);
  expect(printed).toEqual([`${"-".repeat(43)}\nBatch: 4\n${"-".repeat(43)}\nrows: [{"n":1},{"n":2}]\n\n`]);
});

test("the noop sink computes and drops", async () => {
  const sink = new NoopSink();
  expect(await sink.addBatch(batch(0, "(1, 'x'), (2, 'y')"))).toBe(2);
  await expect(sink.addBatch({ ...batch(1, "(1, 'x')"), sql: "SELECT error('boom')" })).rejects.toThrow("boom");
});
