import { describe, expect, test } from "vitest";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  StringType,
  StructField,
  StructType,
  Timestamp,
  TimestampNTZType,
  TimestampType,
} from "../types/index.ts";
import { encoderOf } from "./encode.ts";
import { JsonBytes } from "./json-bytes.ts";

function encode(type: DataType, value: unknown): string {
  const out = new JsonBytes(1);
  encoderOf(type)(value, out);
  return out.text();
}

const instant = (iso: string): Timestamp => Timestamp.fromDate(new Date(iso));

// The right-hand sides are what to_json of Spark 4.3.0 gave for these values.
const asSpark: [DataType, unknown, string][] = [
  [new DecimalType(10, 2), "12.50", "12.50"],
  [new DecimalType(5, 2), "-0.05", "-0.05"],
  [new DoubleType(), 1, "1.0"],
  [new DoubleType(), 1.5, "1.5"],
  [new DoubleType(), Number.NaN, '"NaN"'],
  [new DoubleType(), -Infinity, '"-Infinity"'],
  [new TimestampType(), new Timestamp(1_795_339_800_123_456n), '"2026-11-22T09:30:00.123Z"'],
  [new TimestampType(), instant("2026-11-22T09:30:00Z"), '"2026-11-22T09:30:00.000Z"'],
  [new TimestampType(), instant("0001-01-01T00:00:00Z"), '"0001-01-01T00:00:00.000Z"'],
  [new TimestampType(), instant("+012026-11-22T09:30:00Z"), '"+12026-11-22T09:30:00.000Z"'],
  [new TimestampNTZType(), instant("2026-11-22T09:30:00.5Z"), '"2026-11-22T09:30:00.500"'],
  [new DateType(), new Date("2026-01-02"), '"2026-01-02"'],
  [new DateType(), new Date("0001-01-02T00:00:00Z"), '"0001-01-02"'],
  [new StringType(), 'aé\u0001\n"/', '"aé\\u0001\\n\\"/"'],
  [new ArrayType(new IntegerType()), [1, null], "[1,null]"],
  [new LongType(), 9223372036854775807n, "9223372036854775807"],
  [new StructType([new StructField("x", new IntegerType())]), { x: null }, "{}"],
  [new BooleanType(), true, "true"],
];

describe("values are written as to_json writes them", () => {
  test.each(asSpark)("%s %s", (type, value, json) => {
    expect(encode(type, value)).toBe(json);
  });
});

test("doubles show that they are doubles and read back as themselves", () => {
  for (const value of [0, -0, 5e-324, 1e21, 123456789, Number.MAX_VALUE]) {
    const json = encode(new DoubleType(), value);
    expect(json).toMatch(/[.e]/);
    expect(Object.is(JSON.parse(json), value)).toBe(true);
  }
});

const wrong: [DataType, unknown][] = [
  [new StringType(), 1],
  [new LongType(), 1],
  [new IntegerType(), 1.5],
  [new DecimalType(5, 2), "1e3"],
  [new TimestampType(), new Date()],
  [new DateType(), "2026-01-01"],
  [new ArrayType(new IntegerType()), 1],
  [new StructType([]), 1],
];

test.each(wrong)("a value that is no %s is refused", (type, value) => {
  expect(() => encode(type, value)).toThrow(expect.objectContaining({ condition: "GENERATOR_VALUE_TYPE" }));
});

test("types that no field makes are refused by name", () => {
  expect(() => encoderOf(new BinaryType())).toThrow(/binary as the type of a generated field/);
});
