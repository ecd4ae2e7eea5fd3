import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type DataType,
  DoubleType,
  escapeControl,
  FloatType,
  formatValue,
  IntegerType,
  LongType,
  MapType,
  rowToJson,
  StringType,
  struct,
  Timestamp,
  TimestampNTZType,
  TimestampType,
  typeFromJson,
} from "./index.ts";
import { zoneOffset } from "./zone.ts";

interface ValueFact {
  readonly sql: string;
  readonly type: unknown;
  readonly show: string;
  readonly cast: string | null;
  readonly json: string | null;
}

/** What real Spark prints: see scripts/spark/data_types.py. */
const golden = JSON.parse(readFileSync(new URL("./golden/values.json", import.meta.url), "utf8")) as {
  zone: string;
  doubles: Record<string, string>;
  floats: Record<string, string>;
  values: Record<string, ValueFact>;
};

const instant = (iso: string, micros = 0n) => new Timestamp(BigInt(Date.parse(iso)) * 1000n + micros);
const SECOND = 1_000_000n;
const hms = (hours: bigint, minutes = 0n, seconds = 0n) => ((hours * 60n + minutes) * 60n + seconds) * SECOND;
const bytes = (text: string) => new TextEncoder().encode(text);
const map = (...entries: [unknown, unknown][]) => new Map(entries);

/** The values of the golden file as JavaScript has them. */
const values: Record<string, unknown> = {
  true: true,
  tinyint: 1,
  smallint: 2,
  int: -3,
  long: 9223372036854775807n,
  string: "a b",
  null: null,
  empty: "",
  decimal: "12.50",
  decimal_zero: "0.00",
  decimal_tiny: "0.0000001000",
  decimal_tiny0: "0.0000000000",
  decimal_int: "5",
  binary: new Uint8Array([0, 255, 65]),
  binary_text: bytes("héé"),
  binary_empty: new Uint8Array(),
  date: new Date("2026-11-22"),
  date_old: new Date("0001-01-01"),
  date_far: new Date("+012345-06-07"),
  date_bc: new Date("-000044-03-15"),
  timestamp: instant("2026-11-22T15:11:12Z"),
  timestamp_ms: instant("2026-11-22T15:11:12.120Z"),
  timestamp_us: instant("2026-07-22T14:11:12Z", 1n),
  timestamp_utc: instant("2026-07-22T10:11:12Z"),
  timestamp_old: instant("1800-01-01T04:56:02Z"),
  timestamp_far: instant("+012345-01-01T05:00:00Z"),
  timestamp_pre: new Timestamp(-1n),
  timestamp_dst: instant("2026-11-01T05:30:00Z"),
  timestamp_dst2: instant("2026-11-01T06:30:00Z"),
  ntz: instant("2026-11-22T10:11:12.5Z"),
  ntz_bc: instant("-000044-03-15T00:00:00Z"),
  interval_ym: 14,
  interval_ym_neg: -14,
  interval_year: 36,
  interval_month: 14,
  interval_month_neg: -14,
  interval_year_neg: -36,
  interval_ds: hms(26n, 3n, 4n) + 500_000n,
  interval_ds_neg: -hms(26n, 3n, 4n) - 5n,
  interval_day: hms(72n),
  interval_dh: hms(26n),
  interval_dm: hms(26n, 3n),
  interval_hour: hms(25n),
  interval_hm: hms(25n, 1n),
  interval_hs: hms(25n, 1n, 2n) + 500_000n,
  interval_minute: hms(0n, 61n),
  interval_ms: hms(0n, 61n, 1n) + 250_000n,
  interval_second: 61_250_000n,
  interval_second_neg: -500_000n,
  interval_day_neg: -hms(72n),
  interval_zero: 0n,
  calendar: { months: 14, days: 25, microseconds: hms(5n, 6n, 7n) + 500_000n },
  calendar_neg: { months: -14, days: -4, microseconds: -hms(5n, 6n, 7n) - 1n },
  calendar_zero: { months: 0, days: 0, microseconds: 0n },
  calendar_small: { months: 0, days: 0, microseconds: -250_000n },
  array: [1, null, 3],
  array_empty: [],
  array_string: ["a", null, ""],
  array_double: [1, 1e10],
  map: map(["a", 1], ["b", null]),
  map_empty: map(),
  struct: { a: 1, b: null, c: "x" },
  nested: [{ m: map(["k", [new Date("2026-01-02"), null]]), b: bytes("A") }],
  array_null: [null],
  struct_ts: { t: instant("2026-11-22T15:11:12Z"), d: "1.50", i: hms(24n) },
  map_int: map([1, "x"], [2, "y"]),
  map_struct: map([{ a: 1 }, { b: 2 }]),
  map_date: map([new Date("2026-01-02"), true]),
  string_special: 'a"b\\c\n\t\u0001é/\u2028',
  struct_all_null: { a: null },
  array_struct_null: [{ a: 1, b: null }, null],
  float: Math.fround(1.1),
  float_big: 1e10,
  float_small: Math.fround(0.0001),
  float_third: Math.fround(1 / 3),
  float_max: Math.fround(3.4028235e38),
  float_min: 2 ** -149,
};

/** Keys that are structs: Spark writes an internal form there, we the one of a cast. */
const jsonDifferences = new Set(["map_struct"]);
/** Numbers for which Java 17, which recorded the file, prints needless digits; repaired in Java 19. */
const needlessDigits: Record<string, Set<string>> = {
  double: new Set(["1e23", "8.41e21"]),
  float: new Set(["1e16", "123456789.125", "9007199254740993"]),
};

describe("agreement with Spark", () => {
  const { zone } = golden;

  it("has a value for each recorded one", () => {
    expect(Object.keys(values).sort()).toEqual(Object.keys(golden.values).sort());
  });

  it.each(Object.entries(golden.values))(
    "formats and encodes %s",
    (name, { type: json, show, cast, json: encoded }) => {
      const type = typeFromJson(json);
      const value = values[name];
      // Cells of show() are filled up to three characters.
      expect(escapeControl(formatValue(value, type, { zone })).padEnd(3)).toBe(show);
      if (cast !== null && name !== "binary") expect(formatValue(value, type, { zone, style: "cast" })).toBe(cast);
      if (!jsonDifferences.has(name)) expect(rowToJson({ v: value }, struct({ v: type }), { zone })).toBe(encoded);
    },
  );

  it.each([
    ["double", golden.doubles, new DoubleType(), (x: number) => x],
    ["float", golden.floats, new FloatType(), Math.fround],
  ] as [string, Record<string, string>, DataType, (x: number) => number][])(
    "prints each %s as Java does",
    (kind, facts, type, round) => {
      for (const [text, printed] of Object.entries(facts))
        if (!needlessDigits[kind]!.has(text)) expect(formatValue(round(Number(text)), type, { zone })).toBe(printed);
    },
  );
});

describe("formatValue", () => {
  it("prints shortest digits where Java 17 does not", () => {
    expect(formatValue(1e23, new DoubleType(), { zone: "UTC" })).toBe("1.0E23");
    expect(formatValue(8.41e21, new DoubleType(), { zone: "UTC" })).toBe("8.41E21");
    expect(formatValue(Math.fround(1e16), new FloatType(), { zone: "UTC" })).toBe("1.0E16");
    expect(formatValue(1e-323, new DoubleType(), { zone: "UTC" })).toBe("9.9E-324");
  });

  it("prints bytes that are no text with replacement characters in a cast", () => {
    const type = typeFromJson("binary");
    expect(formatValue(new Uint8Array([0, 255, 65]), type, { zone: "UTC", style: "cast" })).toBe("\0\uFFFDA");
  });

  it("takes every form of a zone", () => {
    const noon = instant("2026-07-01T12:00:00Z");
    const at = (zone: string) => formatValue(noon, new TimestampType(), { zone });
    expect(at("UTC")).toBe("2026-07-01 12:00:00");
    expect(at("Z")).toBe("2026-07-01 12:00:00");
    expect(at("+05:30")).toBe("2026-07-01 17:30:00");
    expect(at("-0330")).toBe("2026-07-01 08:30:00");
    expect(at("GMT+2")).toBe("2026-07-01 14:00:00");
    expect(at("Asia/Kolkata")).toBe("2026-07-01 17:30:00");
    expect(() => at("Mars/Olympus")).toThrow(expect.objectContaining({ condition: "INVALID_TIMEZONE" }));
    expect(() => at("")).toThrow(expect.objectContaining({ condition: "INVALID_TIMEZONE" }));
  });

  it("reaches beyond the dates of JavaScript", () => {
    expect(formatValue(new Timestamp(2n ** 63n - 1n), new TimestampNTZType(), { zone: "UTC" })).toBe(
      "+294247-01-10 04:00:54.775807",
    );
    expect(formatValue(new Timestamp(2n ** 63n - 1n), new TimestampType(), { zone: "Asia/Tokyo" })).toBe(
      "+294247-01-10 13:00:54.775807",
    );
  });
});

describe("zoneOffset", () => {
  it("finds the offset in a quarter of an hour in which it changes", () => {
    // Liberia left its mean time at 00:44:30 UTC on 7 January 1972.
    const change = Date.parse("1972-01-07T00:44:30Z") / 1000;
    expect(zoneOffset("Africa/Monrovia", change - 1)).toBe(-(44 * 60 + 30));
    expect(zoneOffset("Africa/Monrovia", change)).toBe(0);
  });
});

describe("rowToJson", () => {
  const row = { a: null, b: 1n };
  const schema = struct({ a: new StringType(), b: new LongType() });

  it("keeps fields that are NULL where asked to", () => {
    expect(rowToJson(row, schema, { zone: "UTC" })).toBe('{"b":1}');
    expect(rowToJson(row, schema, { zone: "UTC", ignoreNullFields: false })).toBe('{"a":null,"b":1}');
  });

  it("writes what is no JSON number as text", () => {
    expect(rowToJson([Number.NaN, 1].at(0), new DoubleType(), { zone: "UTC" })).toBe('"NaN"');
    expect(rowToJson(Number.NEGATIVE_INFINITY, new FloatType(), { zone: "UTC" })).toBe('"-Infinity"');
  });

  it("writes timestamps as keys in microseconds", () => {
    const type = new MapType(new TimestampType(), new IntegerType());
    expect(rowToJson(new Map([[new Timestamp(5n), 1]]), type, { zone: "UTC" })).toBe('{"5":1}');
  });
});
