import { describe, expect, it } from "vitest";
import { parseDdl, type StructType, Timestamp } from "../../types/index.ts";
import { decimalText, decodeRows } from "./decode.ts";
import { encodeRows, unscaledOf } from "./encode.ts";
import { inferSchema } from "./infer.ts";

const roundTrip = async (rows: readonly unknown[], schema: StructType) =>
  decodeRows(await encodeRows(rows, schema), schema);

describe("rows through Arrow and back", () => {
  it("keep every type's values, and null", async () => {
    const ddl = `b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, m DECIMAL(38,4), s STRING,
      bin BINARY, day DATE, at TIMESTAMP, local TIMESTAMP_NTZ, span INTERVAL DAY TO SECOND, months INTERVAL YEAR TO MONTH,
      list ARRAY<STRING>, nested ARRAY<ARRAY<BIGINT>>, map MAP<STRING, DOUBLE>, st STRUCT<x: INT, y: STRING>, nothing VOID`;
    const schema = parseDdl(ddl) as StructType;
    const row = {
      b: true,
      i8: -128,
      i16: 32767,
      i32: -(2 ** 31),
      i64: 2n ** 63n - 1n,
      f: 1.5,
      d: Number.NaN,
      m: "-1234567890123456789012345678901234.5678",
      s: "grüße 🎉",
      bin: new Uint8Array([0, 255]),
      day: new Date("1969-12-31T00:00:00Z"),
      at: new Timestamp(-1n),
      local: new Timestamp(1_577_836_800_123_456n),
      span: -86_400_000_001n,
      months: 14,
      list: ["a", null, ""],
      nested: [[1n, null], null, []],
      map: new Map([
        ["k", 1.5],
        ["none", null],
      ]),
      st: { x: 1, y: null },
      nothing: null,
    };
    const empty = Object.fromEntries(schema.names.map((name) => [name, null]));
    expect(await roundTrip([row, empty, row], schema)).toEqual([row, empty, row]);
  });

  it("take tuples, objects for maps, and the number types that lose nothing", async () => {
    const schema = parseDdl(
      "a BIGINT, b INT, c DOUBLE, d DECIMAL(5,2), m MAP<STRING, BIGINT>, t TIMESTAMP",
    ) as StructType;
    const rows = [[1, 2n, 3n, 1.005, { k: 7 }, new Date(5)]];
    expect(await roundTrip(rows, schema)).toEqual([
      { a: 1n, b: 2, c: 3, d: "1.01", m: new Map([["k", 7n]]), t: new Timestamp(5000n) },
    ]);
  });

  it("keep decimals of every size", async () => {
    const values = ["0.00", "-0.01", "42949672.96", "-42949672.97", "45035996273704.96", "-45035996273704.97"];
    const large = [
      "90071992547409.93",
      "-90071992547409.93",
      "184467440737095516.16",
      "-999999999999999999999999999999999999.99",
    ];
    const rows = [...values, ...large].map((d) => ({ d }));
    expect(await roundTrip(rows, parseDdl("d DECIMAL(38,2)") as StructType)).toEqual(rows);
  });

  it("keep a column named __proto__ as a column", async () => {
    const [row] = await roundTrip([[7n]], parseDdl("`__proto__` BIGINT") as StructType);
    expect(Object.entries(row!)).toEqual([["__proto__", 7n]]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it.each([
    ["a INT", { a: 2 ** 31 }, "a", "int"],
    ["a INT", { a: 1.5 }, "a", "int"],
    ["a BIGINT", { a: 2 ** 60 }, "a", "bigint"],
    ["a BIGINT", { a: 2n ** 63n }, "a", "bigint"],
    ["a STRING", { a: 1 }, "a", "string"],
    ["a BOOLEAN", { a: "true" }, "a", "boolean"],
    ["a DATE", { a: "2020-01-01" }, "a", "date"],
    ["a DECIMAL(3,1)", { a: "123.4" }, "a", "decimal(3,1)"],
    ["a DECIMAL(3,1)", { a: "x" }, "a", "decimal(3,1)"],
    ["a BINARY", { a: "x" }, "a", "binary"],
    ["a ARRAY<INT>", { a: ["x"] }, "a.element", "int"],
    ["a MAP<STRING, INT>", { a: 1 }, "a", "map<string,int>"],
    ["a STRUCT<b: INT>", { a: { b: "x" } }, "a.b", "int"],
    ["a STRUCT<b: INT>", { a: 1 }, "a.b", "struct"],
    ["a VOID", { a: 1 }, "a", "void"],
  ])("refuse for %s the row %o", async (ddl, row, field_name, data_type) => {
    await expect(encodeRows([row], parseDdl(ddl) as StructType)).rejects.toMatchObject({
      condition: "FIELD_DATA_TYPE_UNACCEPTABLE",
      messageParameters: { field_name, data_type },
    });
  });

  it("refuse null for a field that is not nullable", async () => {
    await expect(encodeRows([{ a: 1 }, {}], parseDdl("a INT NOT NULL") as StructType)).rejects.toMatchObject({
      condition: "FIELD_NOT_NULLABLE",
      messageParameters: { field_name: "a" },
    });
  });
});

describe("decimals", () => {
  it.each([
    ["12.345", 10, 2, 1235n],
    ["-12.345", 10, 2, -1235n],
    ["1e3", 10, 0, 1000n],
    [".5", 2, 1, 5n],
    ["5.", 2, 1, 50n],
    [7, 2, 1, 70n],
    [7n, 2, 0, 7n],
    ["", 2, 0, undefined],
    [".", 2, 0, undefined],
    ["1e2000", 38, 0, undefined],
    [true, 2, 0, undefined],
  ])("%s as decimal(%i,%i) is %s", (value, precision, scale, unscaled) => {
    expect(unscaledOf(value, precision, scale)).toBe(unscaled);
  });

  it.each([
    [1250n, 2, "12.50"],
    [-5n, 2, "-0.05"],
    [0n, 3, "0.000"],
    [-7n, 0, "-7"],
  ])("%s with scale %i prints as %s", (unscaled, scale, text) => {
    expect(decimalText(unscaled, scale)).toBe(text);
  });
});

describe("inferSchema", () => {
  it("finds the types of all rows, fields in the order of their appearance", () => {
    const rows = [
      { i: 1, n: null, x: 1, at: new Date(), tags: [], inner: { a: 1 } },
      { i: 2n, n: "text", x: 0.5, tags: ["a"], inner: { b: true }, late: new Uint8Array() },
      { m: new Map([["k", 1]]), at: new Timestamp(0n) },
    ];
    expect(inferSchema(rows).simpleString()).toBe(
      "struct<i:bigint,n:string,x:double,at:timestamp,tags:array<string>,inner:struct<a:bigint,b:boolean>,late:binary,m:map<string,bigint>>",
    );
  });

  it("names the fields of tuples", () => {
    expect(inferSchema([[1, "a"]], ["id"]).simpleString()).toBe("struct<id:bigint,_2:string>");
  });

  it.each([
    [[{ a: 1 }, { a: "x" }], "a"],
    [[{ a: () => 1 }], "a"],
    [[{ a: [1, "x"] }], "a"],
    [[1], "value"],
  ])("refuses %o", (rows, field_name) => {
    expect(() => inferSchema(rows)).toThrow(
      expect.objectContaining({
        condition: "CANNOT_INFER_TYPE_FOR_FIELD",
        messageParameters: expect.objectContaining({ field_name }),
      }),
    );
  });

  it("refuses no rows", () => {
    expect(() => inferSchema([])).toThrow(expect.objectContaining({ condition: "CANNOT_INFER_EMPTY_SCHEMA" }));
  });
});
