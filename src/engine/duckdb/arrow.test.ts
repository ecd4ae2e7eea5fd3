import {
  Dictionary,
  Int32,
  LargeUtf8,
  Map_,
  makeData,
  makeVector,
  Table,
  TimestampNanosecond,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { fields, valuesOfTypes } from "../../../test/support/values-of-types.ts";
import {
  ArrayType,
  DecimalType,
  duckDbType,
  IntegerType,
  LongType,
  MapType,
  StringType,
  StructField,
  StructType,
  Timestamp,
  TimestampNTZType,
  TimestampType,
} from "../../types/index.ts";
import { arrowBatches, arrowSchema, loadArrow, rowsOf } from "./index.ts";

const timeZone = "America/New_York";

const { connection } = await useDatabase();

async function rowsIn(table: string, schema: StructType): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of rowsOf(await connection.query(`FROM ${table}`), schema)) rows.push(...batch);
  return rows;
}

test("structs without fields, as functions have them that give nothing back", async () => {
  const schema = new StructType().add("s", new StructType()).add("a", new ArrayType(new StructType()));
  const result = await connection.query(`SELECT NULL::${duckDbType(new StructType())} AS s, [{no_field: 1}, NULL] AS a
    UNION ALL SELECT {no_field: NULL::INTEGER}, NULL`);
  for await (const { ipc } of arrowBatches(result, schema, { timeZone })) {
    expect((await arrowSchema(ipc)).simpleString()).toBe("struct<s:struct<>,a:array<struct<>>>");
    await loadArrow(connection, [ipc], schema, "no_fields");
  }
  expect(await rowsIn("no_fields", schema)).toEqual([
    [null, [{}, null]],
    [{}, null],
  ]);
});

test("columns of one name keep their types and values", async () => {
  const schema = new StructType().add("x", "string").add("x", "integer").add("x", "boolean");
  const result = await connection.query("SELECT 'text' AS x, 7 AS x, true AS x");
  for await (const { ipc } of arrowBatches(result, schema, { timeZone })) {
    expect((await arrowSchema(ipc)).simpleString()).toBe("struct<x:string,x:int,x:boolean>");
    await loadArrow(connection, [ipc], schema, "same_names");
  }
  expect(await rowsIn("same_names", schema)).toEqual([["text", 7, true]]);
});

test.each(valuesOfTypes)("%s leaves and comes back", async (type, values) => {
  const schema = fields(type);
  await connection.run(`CREATE OR REPLACE TEMP TABLE t (f0 ${duckDbType(type)})`);
  connection.appendColumns("t", schema, [values]);
  const batches = [];
  for await (const batch of arrowBatches(await connection.query("FROM t"), schema, { timeZone })) batches.push(batch);
  expect(batches.map((batch) => batch.rowCount)).toEqual([values.length]);
  expect((await arrowSchema(batches[0]!.ipc)).simpleString()).toBe(schema.simpleString());
  await loadArrow(connection, [batches[0]!.ipc], schema, "back");
  expect(await rowsIn("back", schema)).toEqual(values.map((value) => [value]));
});

test("batches of a given length, over chunks, with nulls and nested values", async () => {
  const sql = `SELECT i::INTEGER, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text number ' || i END, i % 2 = 0,
    CASE WHEN i % 5 = 0 THEN NULL ELSE range(i % 4) END, {'a': i, 's': 'name ' || i} FROM range(5000) t(i)`;
  const result = await connection.query(sql);
  const json = [];
  const schema = new StructType()
    .add("i", "integer")
    .add("s", "string")
    .add("b", "boolean")
    .add("l", new ArrayType(new LongType()))
    .add("r", new StructType().add("a", "long").add("s", "string"));
  for await (const { rowCount, ipc } of arrowBatches(result, schema, { timeZone, maxRows: 3000 })) {
    const table = tableFromIPC(ipc);
    expect(table.batches.length).toBe(1);
    expect(table.numRows).toBe(rowCount);
    json.push(...table.toArray().map((row) => row.toJSON()));
  }
  expect(json.length).toBe(5000);
  for (const i of [0, 1, 5, 2047, 2048, 2999, 3000, 4999]) {
    const row = json[i]!;
    expect([row.i, row.s, row.b]).toEqual([i, i % 3 === 0 ? null : `text number ${i}`, i % 2 === 0]);
    expect(row.l === null ? null : [...row.l]).toEqual(
      i % 5 === 0 ? null : Array.from({ length: i % 4 }, (_, k) => BigInt(k)),
    );
    expect(row.r.toJSON()).toEqual({ a: BigInt(i), s: `name ${i}` });
  }
});

test("many rows come back, over chunks, with nulls", async () => {
  const sql = `SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END, CASE WHEN i % 5 = 0 THEN NULL ELSE 'text number ' || i END
    FROM range(5000) t(i)`;
  const schema = fields(new LongType(), new StringType());
  for await (const { ipc } of arrowBatches(await connection.query(sql), schema, { timeZone }))
    await loadArrow(connection, [ipc], schema, "many");
  const expected = Array.from({ length: 5000 }, (_, i) => [
    i % 3 === 0 ? null : BigInt(i),
    i % 5 === 0 ? null : `text number ${i}`,
  ]);
  expect(await rowsIn("many", schema)).toEqual(expected);
});

test("an empty result is one batch without rows", async () => {
  const result = await connection.query("SELECT 1 AS a WHERE false");
  const batches = [];
  for await (const batch of arrowBatches(result, fields(new IntegerType()), { timeZone })) batches.push(batch);
  expect(batches.map((batch) => batch.rowCount)).toEqual([0]);
  expect(tableFromIPC(batches[0]!.ipc).schema.names).toEqual(["f0"]);
});

test("a result without columns keeps its row count", async () => {
  const batches = [];
  for await (const batch of arrowBatches(await connection.query("SELECT NULL FROM range(3)"), fields(), { timeZone }))
    batches.push(batch);
  expect(batches.map((batch) => batch.rowCount)).toEqual([3]);
});

test("types are those that Spark's clients expect", async () => {
  const result = await connection.query("SELECT make_timestamptz(0), make_timestamp(0), MAP {'a': 1}");
  const schema = new StructType()
    .add("ltz", "timestamp")
    .add("ntz", "timestamp_ntz")
    .add("m", new MapType(new StringType(), new IntegerType()));
  for await (const { ipc } of arrowBatches(result, schema, { timeZone })) {
    const [ltz, ntz, map] = tableFromIPC(ipc).schema.fields;
    expect(String(ltz!.type)).toBe("Timestamp<MICROSECOND, America/New_York>");
    expect(String(ntz!.type)).toBe("Timestamp<MICROSECOND>");
    expect(map!.type).toBeInstanceOf(Map_);
  }
});

test("streams of other writers: large and dictionary strings, nanoseconds", async () => {
  const nanos = makeVector(
    makeData({ type: new TimestampNanosecond("UTC"), length: 2, data: BigInt64Array.of(1_999n, -1n) }),
  );
  const table = new Table({
    large: vectorFromArray(["x", null], new LargeUtf8()),
    dictionary: vectorFromArray(["a", "a"], new Dictionary(new Utf8(), new Int32())),
    nanos,
  });
  const ipc = tableToIPC(table, "stream");
  const schema = await arrowSchema(ipc);
  expect(schema.simpleString()).toBe("struct<large:string,dictionary:string,nanos:timestamp>");
  await loadArrow(connection, [ipc], schema, "others");
  expect(await rowsIn("others", schema)).toEqual([
    ["x", "a", new Timestamp(1n)],
    [null, "a", new Timestamp(-1n)],
  ]);
  const other = new StructType([new StructField("one", new StringType())]);
  await expect(loadArrow(connection, [ipc], other, "others")).rejects.toMatchObject({ condition: "INTERNAL_ERROR" });
});

test("no data makes an empty table", async () => {
  const schema = fields(new LongType(), new TimestampType(), new TimestampNTZType());
  await loadArrow(connection, [], schema, "nothing");
  expect(await rowsIn("nothing", schema)).toEqual([]);
});

test("batches keep to a size in bytes; a row that is larger goes alone", async () => {
  const schema = new StructType().add("s", "string").add("l", new ArrayType(new StringType()));
  const sql = `SELECT repeat('x', CASE WHEN i = 70 THEN 50000 WHEN i % 7 = 0 THEN 0 ELSE 100 END),
    CASE WHEN i % 11 = 0 THEN NULL ELSE [repeat('y', 40), 'short', NULL, ''] END FROM range(3000) t(i)`;
  const sizes: [rows: number, bytes: number][] = [];
  const lengths: [number, string][] = [];
  for await (const { ipc, rowCount } of arrowBatches(await connection.query(sql), schema, {
    timeZone,
    maxBytes: 20_000,
  })) {
    sizes.push([rowCount, ipc.byteLength]);
    for (const row of tableFromIPC(ipc)) lengths.push([row.s.length, JSON.stringify(row.l)]);
  }
  const list = JSON.stringify(["y".repeat(40), "short", null, ""]);
  expect(lengths).toEqual(
    Array.from({ length: 3000 }, (_, i) => [i === 70 ? 50_000 : i % 7 === 0 ? 0 : 100, i % 11 === 0 ? "null" : list]),
  );
  expect(sizes.filter(([, bytes]) => bytes > 25_000)).toEqual([[1, expect.closeTo(50_000, -4)]]);
  expect(sizes.length).toBeLessThan(45);
});

test("strings of all lengths, side by side", async () => {
  const sql =
    "SELECT CASE WHEN i % 13 = 5 THEN NULL ELSE repeat(chr(97 + (i % 26)::INTEGER), i % 31) END FROM range(6000) t(i)";
  const schema = fields(new StringType());
  const texts: unknown[] = [];
  for await (const { ipc } of arrowBatches(await connection.stream(sql), schema, { timeZone, maxRows: 2500 }))
    for (const row of tableFromIPC(ipc)) texts.push(row.f0);
  expect(texts).toEqual(
    Array.from({ length: 6000 }, (_, i) => (i % 13 === 5 ? null : String.fromCharCode(97 + (i % 26)).repeat(i % 31))),
  );
});

test("nested columns and short and long texts come in as they are, over several vectors", async () => {
  const schema = new StructType()
    .add("l", new ArrayType(new LongType()))
    .add("t", new ArrayType(new StringType()))
    .add("m", new MapType(new StringType(), new IntegerType()))
    .add("s", new StructType().add("a", "integer").add("b", "string"))
    .add("b", "boolean")
    .add("d", new DecimalType(12, 2))
    .add("w", new DecimalType(4, 1));
  const count = 5000;
  const long = "a text of more than twelve bytes ";
  const rows = Array.from({ length: count }, (_, i) => [
    i % 7 === 0 ? null : Array.from({ length: i % 4 }, (_, k) => (k === 1 ? null : BigInt(i * 10 + k))),
    [i % 3 === 0 ? "é" : `${i}`, i % 5 === 0 ? null : `${long}${i}`],
    i % 11 === 0 ? null : new Map([[`k${i}`, i % 2 === 0 ? null : i]]),
    { a: i % 13 === 0 ? null : i, b: `${i}`.repeat(i % 6) },
    i % 17 === 0 ? null : i % 2 === 0,
    i % 19 === 0 ? null : `${i * 3 - 7000}.25`,
    `${i % 900}.5`,
  ]);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE nested (${schema.fields.map((f, i) => `f${i} ${duckDbType(f.dataType)}`).join(", ")})`,
  );
  connection.appendRows("nested", schema, rows);
  const expected = await rowsIn("nested", schema);
  expect(expected).toHaveLength(count);
  const streams: Uint8Array[] = [];
  for await (const { ipc } of arrowBatches(await connection.query("FROM nested"), schema, { timeZone, maxRows: 3000 }))
    streams.push(ipc);
  expect(streams).toHaveLength(2);
  await loadArrow(connection, streams, schema, "nested_again");
  expect(await rowsIn("nested_again", schema)).toEqual(expected);
});

test("a decimal that its type has no room for is no value", async () => {
  const wide = new StructType().add("d", new DecimalType(18, 2));
  const result = await connection.query("SELECT 123456789.25::DECIMAL(18,2) AS d");
  for await (const { ipc } of arrowBatches(result, wide, { timeZone }))
    await expect(
      loadArrow(connection, [ipc], new StructType().add("d", new DecimalType(4, 2)), "narrow"),
    ).rejects.toThrow("does not fit decimal(4,2)");
});

test("rows within structs, and batches whose sizes are asked for one by one", async () => {
  const schema = new StructType().add("x", "integer").add("x", "string");
  const result = await connection.query("SELECT i::INTEGER AS x, i::VARCHAR AS x FROM range(5) AS t(i)");
  const sizes = [2, 1, 2];
  let at = 0;
  const batches = arrowBatches(result, schema, { timeZone, form: "struct", maxRows: () => sizes[at]! });
  const counts: number[] = [];
  for await (const { ipc, rowCount } of batches) {
    counts.push(rowCount);
    at += 1;
    expect((await arrowSchema(ipc)).simpleString()).toBe("struct<rows:struct<x:int,x:string>>");
  }
  expect(counts).toEqual(sizes);
});
