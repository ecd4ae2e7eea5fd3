import { describe, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { fields, valuesOfTypes } from "../../../test/support/values-of-types.ts";
import {
  ArrayType,
  ByteType,
  duckDbType,
  IntegerType,
  LongType,
  NullType,
  StringType,
  type StructType,
} from "../../types/index.ts";
import { type QueryResult, rowsOf } from "./index.ts";

const { database, connection } = await useDatabase({
  macros: [
    "CREATE OR REPLACE MACRO mr_twice(x) AS 2 * x",
    "CREATE OR REPLACE MACRO mr_four(x) AS mr_twice(mr_twice(x))",
  ],
  threads: 2,
});

async function collect(result: QueryResult, schema: StructType): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of rowsOf(result, schema)) for (const row of batch) rows.push([...row]);
  return rows;
}

test("macros are there when a statement names them, also behind a rollback", async () => {
  const four = async () => collect(await connection.query("SELECT mr_four(10) AS x"), fields(new IntegerType()));
  const failing = connection.transaction(async () => {
    expect(await four()).toEqual([[40]]);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await four()).toEqual([[40]]);
  const other = await database.connection();
  const result = await other.query("SELECT mr_twice(21) AS x");
  expect(result.columnNames).toEqual(["x"]);
  expect(await collect(result, fields(new IntegerType()))).toEqual([[42]]);
  other.close();
});

describe("values go in and come out", () => {
  test.each(valuesOfTypes)("%s", async (type, values) => {
    await connection.run(`CREATE OR REPLACE TEMP TABLE t (f0 ${duckDbType(type)})`);
    connection.appendColumns("t", fields(type), [values]);
    const back = await collect(await connection.query("SELECT * FROM t"), fields(type));
    expect(back.map(([value]) => value)).toEqual(values);
  });

  test("many rows, over several chunks, row by row", async () => {
    await connection.run("CREATE OR REPLACE TEMP TABLE many (f0 VARCHAR, f1 BIGINT[])");
    const rows = Array.from({ length: 5000 }, (_, i) => [
      i % 7 === 0 ? null : `row ${i} ${"x".repeat(i % 40)}`,
      i % 5 === 0 ? null : [BigInt(i), BigInt(-i)],
    ]);
    const schema = fields(new StringType(), new ArrayType(new LongType()));
    connection.appendRows("many", schema, rows);
    expect(await collect(await connection.query("SELECT * FROM many"), schema)).toEqual(rows);
    expect(await collect(await connection.stream("SELECT * FROM many"), schema)).toEqual(rows);
  });

  test("an untyped NULL", async () => {
    expect(await collect(await connection.query("SELECT NULL"), fields(new NullType()))).toEqual([[null]]);
  });

  test("a value that does not fit leaves the table as it was", async () => {
    await connection.run("CREATE OR REPLACE TEMP TABLE small (f0 TINYINT)");
    expect(() => connection.appendRows("small", fields(new ByteType()), [[1], [300]])).toThrow("300");
    expect(await collect(await connection.query("SELECT * FROM small"), fields(new ByteType()))).toEqual([]);
  });

  test("a result of another type than expected is not read", async () => {
    const result = await connection.query("SELECT sum(x) AS s FROM range(3) t(x)");
    await expect(collect(result, fields(new LongType()))).rejects.toThrow(/BIGINT.*HUGEINT/);
  });
});

describe("transactions", () => {
  test("commit what was done, or nothing of it", async () => {
    await connection.run("CREATE TABLE counted (f0 INTEGER)");
    const schema = fields(new IntegerType());
    await connection.transaction(async () => connection.appendRows("counted", schema, [[1]]));
    const failed = connection.transaction(async () => {
      connection.appendRows("counted", schema, [[2]]);
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
    expect(await collect(await connection.query("FROM counted"), schema)).toEqual([[1]]);
  });
});

test("an aborted query fails as cancelled, and the connection works on", async () => {
  const abort = new AbortController();
  const running = connection.run("SELECT sum(a.x * b.x) FROM range(1000000) a(x), range(1000000) b(x)", {
    signal: abort.signal,
  });
  abort.abort();
  await expect(running).rejects.toMatchObject({ condition: "OPERATION_CANCELED", kind: "cancelled" });
  await expect(connection.run("SELECT 1", { signal: abort.signal })).rejects.toThrow("OPERATION_CANCELED");
  await connection.run("SELECT 1");
});

test("a streamed query stops while its rows are computed, or when its reader leaves", async () => {
  const schema = fields(new LongType());
  const abort = new AbortController();
  // Enough rows to begin with, then none for very long.
  const sql = "SELECT x FROM range(100000000000) t(x) WHERE x < 500000 OR x = 99999999999";
  const endless = await connection.stream(sql, { signal: abort.signal });
  const read = async () => {
    const batches = rowsOf(endless, schema);
    await batches.next();
    setTimeout(() => abort.abort(), 100);
    for await (const _ of batches);
  };
  await expect(read()).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  const left = await connection.stream("SELECT x FROM range(10000000) t(x)");
  await rowsOf(left, schema).next();
  expect(left.isOpen).toBe(true);
  expect(await collect(await connection.query("SELECT 1::BIGINT"), schema)).toEqual([[1n]]);
  const failing = async () => {
    const late = "SELECT CASE WHEN x = 2900000 THEN error('late') ELSE x END FROM range(3000000) t(x)";
    return collect(await connection.stream(late), schema);
  };
  await expect(failing()).rejects.toThrow("late");
});

test("time zones of Spark", async () => {
  const schema = fields(new StringType());
  const show = async (zone: string): Promise<unknown> => {
    await connection.setTimeZone(zone);
    const result = await connection.query("SELECT CAST(make_timestamptz(0) AS VARCHAR)");
    return (await collect(result, schema))[0]![0];
  };
  expect(await show("America/New_York")).toBe("1969-12-31 19:00:00-05");
  expect(await show("+02:00")).toBe("1970-01-01 02:00:00+02");
  expect(await show("GMT-3")).toBe("1969-12-31 21:00:00-03");
  expect(await show("Z")).toBe("1970-01-01 00:00:00+00");
  await expect(show("+05:30")).rejects.toMatchObject({ condition: "UNSUPPORTED_FEATURE.MILLRACE" });
  await expect(show("Mars/Olympus")).rejects.toThrow("Mars/Olympus");
});
