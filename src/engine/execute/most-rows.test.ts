import { expect, test } from "vitest";
import type { ResolvedRelation } from "../plan/index.ts";
import { mostRows } from "./most-rows.ts";

const output = [] as const;
const values = (rows: number): ResolvedRelation => ({
  kind: "values",
  output,
  rows: Array.from({ length: rows }, () => []),
});
const million: ResolvedRelation = { kind: "range", output, start: 0n, end: 1_000_000n, step: 1n };
const limited = (input: ResolvedRelation, limit?: bigint): ResolvedRelation => ({
  kind: "limit",
  output,
  input,
  offset: 0n,
  ...(limit !== undefined && { limit }),
});

test("what a plan is made of tells how many rows it has at most", () => {
  const project: ResolvedRelation = { kind: "project", output, input: values(2), items: [] };
  expect(mostRows(project)).toBe(2);
  expect(mostRows({ kind: "union", output, inputs: [project, values(3)] })).toBe(5);
  expect(mostRows(limited(million, 7n))).toBe(7);
  expect(mostRows(limited(values(3), 7n))).toBe(3);
  expect(mostRows({ kind: "tail", output, input: million, limit: 4n })).toBe(4);
  expect(mostRows({ kind: "aggregate", output, input: million, keys: [], aggregates: [] })).toBe(1);
});

test("what depends on the data is not known", () => {
  const rollup: ResolvedRelation = {
    kind: "aggregate",
    output,
    input: million,
    keys: [],
    aggregates: [],
    groupingSets: [[], []],
  };
  expect(mostRows(million)).toBe(Number.POSITIVE_INFINITY);
  expect(mostRows(limited(million))).toBe(Number.POSITIVE_INFINITY);
  expect(mostRows(rollup)).toBe(Number.POSITIVE_INFINITY);
  expect(mostRows({ kind: "join", output, left: values(1), right: million, type: "inner", lateral: false })).toBe(
    Number.POSITIVE_INFINITY,
  );
});
