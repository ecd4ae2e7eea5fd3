import { expect, it } from "vitest";
import {
  BinaryType,
  CalendarIntervalType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DoubleType,
  FloatType,
  StringType,
  Timestamp,
  TimestampNTZType,
  TimestampType,
  YearMonthIntervalType,
} from "../../types/index.ts";
import { literalName } from "./literal-names.ts";

const instant = (text: string, micros = 0n) => new Timestamp(BigInt(Date.parse(text)) * 1000n + micros);

it.each<[DataType, unknown, string]>([
  [new StringType(), null, "NULL"],
  [new StringType(), "it's", "it's"],
  [new DoubleType(), 1, "1.0"],
  [new DoubleType(), -0, "-0.0"],
  [new DoubleType(), 12345678, "1.2345678E7"],
  [new DoubleType(), 1e20, "1.0E20"],
  [new DoubleType(), 0.00015, "1.5E-4"],
  [new DoubleType(), Number.NaN, "NaN"],
  [new DoubleType(), Number.NEGATIVE_INFINITY, "-Infinity"],
  [new FloatType(), Math.fround(0.1), "0.1"],
  [new BinaryType(), new Uint8Array([26, 255]), "X'1AFF'"],
  [new DateType(), new Date("2024-02-29T00:00:00Z"), "DATE '2024-02-29'"],
  [new TimestampType(), instant("2024-07-01T12:00:00Z"), "TIMESTAMP '2024-07-01 14:00:00'"],
  [new TimestampType(), instant("2024-01-01T12:00:00.25Z", 7n), "TIMESTAMP '2024-01-01 13:00:00.250007'"],
  [new TimestampNTZType(), instant("2024-01-01T12:00:00Z"), "TIMESTAMP_NTZ '2024-01-01 12:00:00'"],
  [new DayTimeIntervalType(0, 0), 86_400_000_000n, "INTERVAL '1' DAY"],
  [new DayTimeIntervalType(0, 3), 93_784_500_000n, "INTERVAL '1 02:03:04.5' DAY TO SECOND"],
  [new DayTimeIntervalType(1, 2), -3_660_000_000n, "INTERVAL '-01:01' HOUR TO MINUTE"],
  [new YearMonthIntervalType(0, 1), 14, "INTERVAL '1-2' YEAR TO MONTH"],
  [new YearMonthIntervalType(0, 0), -24, "INTERVAL '-2' YEAR"],
  [new YearMonthIntervalType(1, 1), 5, "INTERVAL '5' MONTH"],
  [
    new CalendarIntervalType(),
    { months: 14, days: 3, microseconds: -5_500_000n },
    "INTERVAL '1 years 2 months 3 days -5.5 seconds'",
  ],
  [new CalendarIntervalType(), { months: 0, days: 0, microseconds: 0n }, "INTERVAL '0 seconds'"],
])("%s %s is called %s", (type, value, name) => {
  expect(literalName(type, value, "Europe/Berlin")).toBe(name);
});
