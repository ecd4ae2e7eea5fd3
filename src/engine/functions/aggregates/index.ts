import type { AggregateFunction } from "../../plan/index.ts";
import { collections } from "./collections.ts";
import { counts } from "./counts.ts";
import { extremes } from "./extremes.ts";
import { logic } from "./logic.ts";
import { moments } from "./moments.ts";
import { picks } from "./picks.ts";
import { quantiles } from "./quantiles.ts";
import { sums } from "./sums.ts";

export const aggregateFunctions: readonly AggregateFunction[] = [
  ...counts,
  ...sums,
  ...extremes,
  ...moments,
  ...picks,
  ...collections,
  ...logic,
  ...quantiles,
];
