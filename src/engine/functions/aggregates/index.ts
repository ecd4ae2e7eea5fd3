import type { AggregateFunction } from "../../plan/index.ts";
import { counts } from "./counts.ts";
import { extremes } from "./extremes.ts";
import { sums } from "./sums.ts";

export const aggregateFunctions: readonly AggregateFunction[] = [...counts, ...sums, ...extremes];
