import { describe, expect, test } from "vitest";
import { as, call, cast, col, lit, resolve, table } from "../../../test/support/plans.ts";
import { IntegerType } from "../../types/index.ts";
import type { Expression, ResolvedRelation } from "../plan/index.ts";

const pivoted = (aggregate: Expression): ResolvedRelation =>
  resolve({
    kind: "aggregate",
    input: table(["k", "p"], [1, "a"]),
    keys: [col("k")],
    aggregates: [aggregate],
    grouping: { type: "pivot", column: col("p"), values: [lit("a")] },
    includeKeys: true,
  });

const star: Expression = { kind: "star", target: [] };

describe("aggregates of a pivot", () => {
  test.each([
    ["alone", call("count", star)],
    ["under a name", as(call("count", star), "n")],
    ["within a call", call("+", call("sum", col("k")), cast(call("count", star), new IntegerType()))],
  ])("a star %s is refused, as in Spark", (_, aggregate) => {
    expect(() => pivoted(aggregate)).toThrow("[INVALID_USAGE_OF_STAR_OR_REGEX]");
  });

  test("rows are counted by a constant", () => {
    expect(pivoted(call("count", lit(1))).output.map(({ name }) => name)).toEqual(["k", "a"]);
  });
});
