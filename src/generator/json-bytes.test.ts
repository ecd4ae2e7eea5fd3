import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonBytes, Pieces } from "./json-bytes.ts";

const written = (write: (out: JsonBytes) => void): string => {
  const out = new JsonBytes(1);
  write(out);
  return out.text();
};

test("integers are written as JavaScript writes them", () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -1000, max: 1000 })), (value) => {
      expect(written((out) => out.integer(value))).toBe(String(value));
    }),
  );
  for (let digits = 1; digits <= 15; digits++) {
    for (const value of [10 ** digits - 1, 10 ** digits, 10 ** digits + 1, -(10 ** digits)]) {
      expect(written((out) => out.integer(value))).toBe(String(value));
    }
  }
});

test("bigints keep all digits", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }), (value) => {
      expect(written((out) => out.bigint(value))).toBe(String(value));
    }),
  );
});

test("strings are written as JSON", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(written((out) => out.string(text))).toBe(JSON.stringify(text));
    }),
  );
});

test("pieces follow one another without gaps", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { minLength: 1 }), (texts) => {
      const pieces = new Pieces(texts);
      expect(
        written((out) => {
          for (let i = 0; i < pieces.count; i++) out.piece(pieces, i);
        }),
      ).toBe(texts.join(""));
    }),
  );
});

test("slices are copies", () => {
  const out = new JsonBytes(4);
  out.ascii("abc");
  const slice = out.slice(1);
  out.length = 0;
  out.ascii("xyz");
  expect(Buffer.from(slice).toString()).toBe("bc");
});
