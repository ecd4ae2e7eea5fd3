import { describe, expect, test } from "vitest";
import { chiSquare, chiSquareLimit } from "../../test/chi-square.ts";
import { Random } from "./random.ts";

function at(random: Random, index: number, stream: string): Random {
  random.record(index);
  random.stream(random.key(stream));
  return random;
}

describe("Random", () => {
  test("depends on seed, index and stream alone", () => {
    const random = new Random("a");
    const first = at(random, 7, "x").u32();
    at(random, 8, "y").u32();
    expect(at(random, 7, "x").u32()).toBe(first);
    expect(at(new Random("a"), 7, "x").u32()).toBe(first);
    expect(at(new Random("b"), 7, "x").u32()).not.toBe(first);
    expect(at(random, 7, "z").u32()).not.toBe(first);
    expect(at(random, 7 + 2 ** 32, "x").u32()).not.toBe(first);
  });

  test("gives these numbers for ever", () => {
    const random = at(new Random("1"), 0, "transaction/amount");
    expect([random.u32(), random.u32(), random.u32()]).toMatchInlineSnapshot(`
      [
        3708848485,
        4073951857,
        1151575798,
      ]
    `);
  });

  test("first and later outputs are even over consecutive records", () => {
    const random = new Random("even");
    const key = random.key("x");
    const cells = Array.from({ length: 6 }, () => new Int32Array(256));
    for (let index = 0; index < 200_000; index++) {
      random.record(index);
      random.stream(key);
      for (const counts of cells.slice(0, 3)) counts[random.u32() >>> 24]!++;
      for (const counts of cells.slice(3)) counts[random.u32() & 0xff]!++;
    }
    for (const counts of cells) expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(256));
  });

  test("outputs of one record, of neighbouring records and of two streams are independent", () => {
    const random = new Random("pairs");
    const [x, y] = [random.key("x"), random.key("y")];
    const within = new Int32Array(1024);
    const between = new Int32Array(1024);
    const across = new Int32Array(1024);
    let before = 0;
    for (let index = 0; index < 300_000; index++) {
      random.record(index);
      random.stream(x);
      const first = random.below(32);
      within[first * 32 + random.below(32)]!++;
      random.stream(y);
      across[first * 32 + random.below(32)]!++;
      if (index % 2 === 1) between[before * 32 + first]!++;
      before = first;
    }
    for (const counts of [within, between, across]) expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(1024));
  });

  test.each([3, 100, 2 ** 20, 2 ** 20 + 1, 2 ** 40 + 3, 2 ** 53])("below(%d) stays below and is even", (bound) => {
    const random = at(new Random("bounds"), 0, "x");
    const cells = new Int32Array(bound <= 100 ? bound : 16);
    for (let i = 0; i < 50_000; i++) {
      const drawn = random.below(bound);
      if (!(Number.isInteger(drawn) && drawn >= 0 && drawn < bound)) expect.fail(`${drawn} is not below ${bound}`);
      cells[bound === cells.length ? drawn : Math.floor((drawn / bound) * cells.length)]!++;
    }
    expect(chiSquare(cells)).toBeLessThan(chiSquareLimit(cells.length));
  });

  test.each([1n, 10n, 2n ** 64n, 10n ** 38n])("belowBig(%d) stays below and is even", (bound) => {
    const random = at(new Random("bounds"), 0, "x");
    const cells = new Int32Array(bound < 16n ? Number(bound) : 16);
    for (let i = 0; i < 20_000; i++) {
      const drawn = random.belowBig(bound);
      if (drawn < 0n || drawn >= bound) expect.fail(`${drawn} is not below ${bound}`);
      cells[Number((drawn * BigInt(cells.length)) / bound)]!++;
    }
    if (cells.length > 1) expect(chiSquare(cells)).toBeLessThan(chiSquareLimit(cells.length));
  });

  test("unit is in [0, 1)", () => {
    const random = at(new Random("unit"), 0, "x");
    const cells = new Int32Array(20);
    for (let i = 0; i < 50_000; i++) cells[Math.floor(random.unit() * 20)]!++;
    expect(chiSquare(cells)).toBeLessThan(chiSquareLimit(20));
  });
});
