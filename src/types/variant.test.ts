import { describe, expect, it } from "vitest";
import { Variant, variantOf } from "./variant.ts";
import { nodeOf, type VariantNode } from "./variant-bytes.ts";

const text = (value: string): VariantNode => ({ kind: "string", value });
const whole = (value: bigint): VariantNode => ({ kind: "whole", value });

describe("Variant", () => {
  it("has Spark's bytes", () => {
    const { value, metadata } = variantOf({ kind: "object", fields: new Map([["a", whole(1n)]]) });
    expect(Buffer.from(metadata).toString("hex")).toBe("0101000161");
    expect(Buffer.from(value).toString("hex")).toBe("02010000020c01");
  });

  it.each<readonly [string, VariantNode]>([
    ["null", { kind: "null" }],
    ["true", { kind: "boolean", value: true }],
    ["-128", whole(-128n)],
    ["40000", whole(40_000n)],
    ["-2147483648", whole(-2_147_483_648n)],
    ["9223372036854775807", whole(2n ** 63n - 1n)],
    ["1.0E10", { kind: "double", value: 1e10 }],
    ["0.5", { kind: "float", value: 0.5 }],
    ["-1.5", { kind: "decimal", unscaled: -150n, scale: 2 }],
    ["1234567890.5", { kind: "decimal", unscaled: 12_345_678_905n, scale: 1 }],
    ["-12345678901234567890.5", { kind: "decimal", unscaled: -123_456_789_012_345_678_905n, scale: 1 }],
    ['"2020-02-29"', { kind: "date", value: 18_321 }],
    ['"1970-01-01 00:00:01"', { kind: "timestamp_ntz", value: 1_000_000n }],
    ['"AP8="', { kind: "binary", value: Buffer.of(0, 255) }],
    [`"${"x".repeat(100)}"`, text("x".repeat(100))],
    ['["a",[1]]', { kind: "array", items: [text("a"), { kind: "array", items: [whole(1n)] }] }],
    [
      '{"a":2,"b":1}',
      {
        kind: "object",
        fields: new Map([
          ["b", whole(1n)],
          ["a", whole(2n)],
        ]),
      },
    ],
  ])("keeps %s", (json, node) => {
    const variant = variantOf(node);
    expect(new Variant(variant.value, variant.metadata).toJson()).toBe(json);
  });

  it("holds many fields and long values", () => {
    const fields = new Map(Array.from({ length: 300 }, (_, i) => [`key${i}`, text("v".repeat(i))] as const));
    const read = nodeOf(variantOf({ kind: "object", fields }));
    expect(read.kind === "object" && [...read.fields.keys()].sort()).toEqual([...fields.keys()].sort());
    expect(read.kind === "object" && read.fields.get("key299")).toEqual(text("v".repeat(299)));
  });

  it("shows instants in a zone", () => {
    expect(variantOf({ kind: "timestamp", value: 0n }).toJson("America/New_York")).toBe('"1969-12-31 19:00:00"');
  });

  it("refuses bytes that are none", () => {
    expect(() => nodeOf(new Variant(Buffer.of(200), Buffer.of(1, 0, 0)))).toThrow(RangeError);
    expect(() => nodeOf(new Variant(Buffer.of(0), Buffer.of(2, 0, 0)))).toThrow(RangeError);
  });
});
