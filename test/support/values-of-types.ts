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
} from "../../src/types/index.ts";

const long = "a text of more than twelve bytes, with ümläuts and 🙂";
const nested = new StructType([
  new StructField("a", new IntegerType()),
  new StructField("b", new ArrayType(new StringType())),
]);
/** A column of each type with its hard values. */
export const valuesOfTypes: [DataType, unknown[]][] = [
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
  [new NullType(), [null, null]],
];

/** A schema of columns f0, f1, … */
export const fields = (...types: DataType[]): StructType =>
  new StructType(types.map((type, i) => new StructField(`f${i}`, type)));
