import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  duckDbType,
  FloatType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  ShortType,
  StringType,
  StructField,
  StructType,
  Timestamp,
  TimestampNTZType,
  TimestampType,
  YearMonthIntervalType,
} from "../../types/index.ts";
import { type Connection, Database, type QueryResult, rowsOf } from "./index.ts";

let database: Database;
let connection: Connection;

beforeAll(async () => {
  database = await Database.open({ setup: ["CREATE MACRO twice(x) AS 2 * x"], threads: 2 });
  connection = await database.connection();
});
afterAll(() => {
  connection.close();
  database.close();
});

async function collect(result: QueryResult, schema: StructType): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of rowsOf(result, schema)) for (const row of batch) rows.push([...row]);
  return rows;
}

const fields = (...types: DataType[]): StructType =>
  new StructType(types.map((type, i) => new StructField(`f${i}`, type)));

test("setup statements are there for every connection", async () => {
  const result = await connection.query("SELECT twice(21) AS x");
  expect(result.columnNames).toEqual(["x"]);
  expect(await collect(result, fields(new IntegerType()))).toEqual([[42]]);
});

describe("values go in and come out", () => {
  const long = "a text of more than twelve bytes, with ümläuts and 🙂";
  const nested = new StructType([
    new StructField("a", new IntegerType()),
    new StructField("b", new ArrayType(new StringType())),
  ]);
  const cases: [DataType, unknown[]][] = [
    [new BooleanType(), [true, false, null]],
    [new ByteType(), [-128, 127, null]],
    [new ShortType(), [-32768, 32767, null]],
    [new IntegerType(), [-2147483648, 2147483647, null]],
    [new LongType(), [-(2n ** 63n), 2n ** 63n - 1n, null]],
    [new FloatType(), [1.5, Number.NaN, null]],
    [new DoubleType(), [0.1, Number.NEGATIVE_INFINITY, null]],
    [new DecimalType(4, 2), ["-99.99", "0.05", null]],
    [new DecimalType(9, 0), ["123456789", "-1", null]],
    [new DecimalType(18, 6), ["123456789012.345678", "-0.000001", null]],
    [new DecimalType(38, 10), ["-1234567890123456789012345678.0123456789", "0.0000000001", null]],
    [new StringType(), ["", "twelve bytes", long, null, long]],
    [new BinaryType(), [new Uint8Array(), new Uint8Array(20).fill(7), null]],
    [new DateType(), [new Date("1969-12-31"), new Date("2024-02-29"), null]],
    [new TimestampType(), [new Timestamp(-1n), new Timestamp(1_700_000_000_123_456n), null]],
    [new TimestampNTZType(), [new Timestamp(0n), null]],
    [new DayTimeIntervalType(), [-1n, 90_061_000_001n, null]],
    [new YearMonthIntervalType(), [-13, 25, null]],
    [new CalendarIntervalType(), [{ months: 1, days: -2, microseconds: 3n }, null]],
    [new ArrayType(new LongType()), [[1n, null, 3n], [], null, [4n]]],
    [new ArrayType(new ArrayType(new StringType())), [[[long, "x"], [], null], null, [[long]]]],
    [
      new MapType(new StringType(), new IntegerType()),
      [
        new Map([
          ["k", 1],
          [long, null],
        ]),
        new Map(),
        null,
      ],
    ],
    [nested, [{ a: 1, b: ["x", null] }, null, { a: null, b: null }]],
    [new ArrayType(nested), [[{ a: 1, b: [long] }, null], null]],
  ];
  test.each(cases)("%s", async (type, values) => {
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
