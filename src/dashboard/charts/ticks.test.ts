import { expect, it } from "vitest";
import { niceTicks } from "./ticks.ts";

it.each([
  [0, 361, [0, 100, 200, 300, 400]],
  [0, 3, [0, 1, 2, 3]],
  [0, 0, [0, 0.25, 0.5, 0.75, 1].slice(0, 2)],
  [-5, 10, [-5, 0, 5, 10]],
  [0, 0.003, [0, 0.001, 0.002, 0.003]],
  [0, 51_000_000, [0, 20_000_000, 40_000_000, 60_000_000]],
])("an axis from %d to %d has round values", (least, most, ticks) => {
  expect(niceTicks(least, most)).toEqual(ticks);
});
