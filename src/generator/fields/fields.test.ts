import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chiSquare, chiSquareLimit } from "../../../test/chi-square.ts";
import { DoubleType, LongType, Timestamp } from "../../types/index.ts";
import type { Field } from "../field.ts";
import { field } from "../index.ts";
import { record } from "../record.ts";

/** The first values of a field under a seed. */
function values<Value>(of: Field<Value>, count = 1000): Value[] {
  const one = record("one", { value: of }).seed("fields");
  return Array.from({ length: count }, () => one.create().value);
}

const refused = (make: () => unknown, text: RegExp): void => {
  expect(make).toThrow(
    expect.objectContaining({ condition: "GENERATOR_INVALID_ARGUMENT", message: expect.stringMatching(text) }),
  );
};

describe("choices", () => {
  test("oneOf takes all values equally often", () => {
    const drawn = values(field.oneOf(["a", "b", "c"]), 9000);
    expect(chiSquare(["a", "b", "c"].map((value) => drawn.filter((other) => other === value).length))).toBeLessThan(
      chiSquareLimit(3),
    );
  });
  test("types follow the values", () => {
    const type = (of: Field<unknown>): string => of.type.simpleString();
    expect(type(field.oneOf(["a"]))).toBe("string");
    expect(type(field.oneOf([1, 2]))).toBe("int");
    expect(type(field.oneOf([1, 2.5]))).toBe("double");
    expect(type(field.oneOf([2 ** 31]))).toBe("double");
    expect(type(field.oneOf([1n]))).toBe("bigint");
    expect(type(field.constant(true))).toBe("boolean");
  });
  test("weighted keeps the shares and never takes weight 0", () => {
    const drawn = values(field.weighted({ zero: 0, a: 3, b: 1, never: 0 }), 8000);
    const share = drawn.filter((value) => value === "a").length / drawn.length;
    expect(share).toBeGreaterThan(0.73);
    expect(share).toBeLessThan(0.77);
    expect(new Set(drawn)).toEqual(new Set(["a", "b"]));
    expect(
      new Set(
        values(
          field.weighted([
            [200, 9],
            [500, 1],
          ]),
        ),
      ),
    ).toEqual(new Set([200, 500]));
  });
  test("boolean keeps its probability", () => {
    expect(values(field.boolean(0), 100)).not.toContain(true);
    expect(values(field.boolean(1), 100)).not.toContain(false);
    expect(values(field.boolean(0.2), 5000).filter(Boolean).length).toBeGreaterThan(800);
  });
  test("nonsense is refused", () => {
    refused(() => field.oneOf([]), /one or more values/);
    refused(() => field.oneOf(["a", 1]), /of one type/);
    refused(() => field.weighted({ a: 0 }), /more than 0/);
    refused(() => field.weighted({ a: -1 }), /weight of a/);
    refused(() => field.boolean(1.5), /probability/);
    refused(() => field.boolean().optional(2), /share/);
  });
});

describe("numbers", () => {
  test("long stays in any range and reaches the ends of small ones", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 60n }),
        (min, width) => {
          const max = min + width > 2n ** 63n - 1n ? 2n ** 63n - 1n : min + width;
          for (const value of values(field.long({ min, max }), 5)) expect(value >= min && value <= max).toBe(true);
        },
      ),
    );
    expect(new Set(values(field.long({ min: -1, max: 1 })))).toEqual(new Set([-1n, 0n, 1n]));
    expect(values(field.long(), 50).some((value) => value > 2n ** 60n)).toBe(true);
  });
  test("int", () => {
    expect(new Set(values(field.int({ min: 5, max: 7 })))).toEqual(new Set([5, 6, 7]));
    expect(values(field.int(), 50).every(Number.isInteger)).toBe(true);
  });
  test("double has the digits asked for and covers its range", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 6 }),
        (min, width, fractionDigits) => {
          for (const value of values(field.double({ min, max: min + width, fractionDigits }), 5)) {
            expect(value).toBe(Number(value.toFixed(fractionDigits)));
            expect(value >= min && value <= min + width).toBe(true);
          }
        },
      ),
    );
    expect(new Set(values(field.double({ min: 0.1, max: 0.3, fractionDigits: 1 })))).toEqual(new Set([0.1, 0.2, 0.3]));
    expect(values(field.double({ min: -1e308, max: 1e308 }), 50).every(Number.isFinite)).toBe(true);
  });
  test("decimal is exact text with its scale", () => {
    expect(new Set(values(field.decimal({ min: "-0.01", max: "0.01", precision: 5, scale: 2 })))).toEqual(
      new Set(["-0.01", "0.00", "0.01"]),
    );
    for (const value of values(field.decimal({ precision: 38, scale: 38 }), 20)) expect(value).toMatch(/^0\.\d{38}$/);
    for (const value of values(field.decimal({ min: 5, max: 9n, precision: 3, scale: 0 }), 20))
      expect(value).toMatch(/^[5-9]$/);
    expect(values(field.decimal({ min: "1.500", max: 1.5 }), 1)).toEqual(["1.50"]);
  });
  test("sequence steps from record to record", () => {
    expect(values(field.sequence(), 3)).toEqual([0n, 1n, 2n]);
    expect(values(field.sequence({ start: 10, step: -5n }), 3)).toEqual([10n, 5n, 0n]);
  });
  test("nonsense is refused", () => {
    refused(() => field.long({ min: 2, max: 1 }), /at least min \(2\)/);
    refused(() => field.long({ min: 1.5 }), /whole number/);
    refused(() => field.long({ max: 2n ** 63n }), /whole number/);
    refused(() => field.int({ max: 2 ** 31 }), /whole number/);
    refused(() => field.double({ max: Infinity }), /finite/);
    refused(() => field.double({ fractionDigits: 16 }), /0 to 15/);
    refused(() => field.double({ min: 0.11, max: 0.19, fractionDigits: 1 }), /holds a value/);
    refused(() => field.decimal({ precision: 39 }), /1 to 38/);
    refused(() => field.decimal({ scale: 11 }), /0 to 10/);
    refused(() => field.decimal({ max: "0.001" }), /fits decimal\(10,2\)/);
    refused(() => field.decimal({ max: "x" }), /fits decimal/);
    refused(() => field.decimal({ max: 10n ** 10n }), /fits decimal/);
  });
});

describe("text", () => {
  test("uuids have version 4 and do not repeat", () => {
    const drawn = values(field.uuid(), 20_000);
    expect(new Set(drawn).size).toBe(drawn.length);
    for (const uuid of drawn) {
      if (!/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(uuid)) expect.fail(uuid);
    }
  });
  test("string sees Faker and the index", () => {
    expect(
      values(
        field.string(({ index }) => `order-${index}`),
        2,
      ),
    ).toEqual(["order-0", "order-1"]);
    const names = values(
      field.string(({ faker }) => faker.person.fullName()),
      50,
    );
    expect(new Set(names).size).toBeGreaterThan(40);
  });
  test("Faker draws from the seed and counts dates from the reference date", () => {
    const dates = field.string(({ faker }) => faker.date.recent().toISOString());
    expect(values(dates, 20)).toEqual(values(dates, 20));
    for (const date of values(dates, 20)) expect(date).toMatch(/^(2025-12-31|2026-01-01)T/);
  });
  test("custom makes values of any type", () => {
    const latitudes = values(
      field.custom(new DoubleType(), ({ faker }) => faker.location.latitude()),
      20,
    );
    expect(latitudes.every((latitude) => Math.abs(latitude) <= 90)).toBe(true);
    expect(
      values(
        field.custom(new LongType(), ({ index }) => (index === 0 ? null : 1n)),
        2,
      ),
    ).toEqual([null, 1n]);
  });
});

describe("time", () => {
  const iso = (value: Timestamp): string => value.toISOString();
  test("timestamps lie between their bounds", () => {
    const drawn = values(field.timestamp({ from: "2026-01-01T00:00:00.000", to: "2026-01-01 00:00:00.002" })).map(iso);
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2].map((ms) => `2026-01-01T00:00:00.00${ms}000Z`)));
    const [point] = values(field.timestamp({ from: 5, to: new Timestamp(5000n) }), 1);
    expect(point?.microseconds).toBe(5000n);
  });
  test("now is pinned by a seed and moves a second a record", () => {
    expect(values(field.timestamp(), 2).map(iso)).toEqual([
      "2026-01-01T00:00:00.000000Z",
      "2026-01-01T00:00:01.000000Z",
    ]);
    const later = record("one", { at: field.timestamp("now") }).seed(1, { referenceDate: "2030-05-05T00:00:00Z" });
    expect(later.serialize()).toBe('{"at":"2030-05-05T00:00:00.000Z"}');
  });
  test("now goes on without a seed", () => {
    const before = Date.now();
    const { at } = record("one", { at: field.timestamp("now") }).create();
    expect(at.toDate().getTime()).toBeGreaterThanOrEqual(before);
    expect(at.toDate().getTime()).toBeLessThanOrEqual(Date.now());
  });
  test("dates are days", () => {
    const drawn = values(field.date({ from: "1969-12-31", to: new Date("1970-01-02") })).map((date) =>
      date.toISOString(),
    );
    expect(new Set(drawn)).toEqual(
      new Set(["1969-12-31", "1970-01-01", "1970-01-02"].map((day) => `${day}T00:00:00.000Z`)),
    );
  });
  test("nonsense is refused", () => {
    refused(() => field.date({ from: "2026-01-02", to: "2026-01-01" }), /at or after from/);
    refused(() => field.timestamp({ from: "soon", to: 0 }), /ISO 8601/);
    refused(() => field.timestamp({ from: new Date(Number.NaN), to: 0 }), /not NaN/);
  });
});

describe("nested", () => {
  test("arrays have all lengths asked for", () => {
    const drawn = values(field.array(field.int({ min: 1, max: 9 }), { min: 1, max: 3 }));
    expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([1, 2, 3]));
    expect(Math.max(...values(field.array(field.boolean())).map(({ length }) => length))).toBe(5);
  });
  test("objects hold their fields", () => {
    const nested = field.object({
      id: field.sequence(),
      tags: field.array(field.oneOf(["x"]).optional(0.5), { min: 3, max: 3 }),
    });
    expect(nested.type.simpleString()).toBe("struct<id:bigint,tags:array<string>>");
    const drawn = values(nested, 100);
    expect(drawn.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => BigInt(i)));
    expect(new Set(drawn.flatMap(({ tags }) => tags))).toEqual(new Set(["x", null]));
  });
  test("optional keeps its share", () => {
    const nulls = values(field.constant(1).optional(0.3), 5000).filter((value) => value === null).length;
    expect(nulls).toBeGreaterThan(1350);
    expect(nulls).toBeLessThan(1650);
  });
  test("nonsense is refused", () => {
    refused(() => field.array(field.uuid(), { min: -1 }), /min/);
    refused(() => field.array(field.uuid(), { min: 2, max: 1 }), /at least min/);
  });
});
