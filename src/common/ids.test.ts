import { expect, it } from "vitest";
import { randomId, timeOrderedId } from "./index.ts";

it("makes random ids of version 4", () => {
  const ids = Array.from({ length: 100 }, randomId);
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("makes ids that sort as they were made, also within a millisecond", () => {
  const ids = Array.from({ length: 10_000 }, timeOrderedId);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

it("puts the time into an id that sorts by time", () => {
  const before = Date.now();
  const made = Number.parseInt(timeOrderedId().replaceAll("-", "").slice(0, 12), 16);
  expect(made).toBeGreaterThanOrEqual(before);
  expect(made).toBeLessThanOrEqual(Date.now() + 1);
});
