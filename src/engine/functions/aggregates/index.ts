import type { AggregateFunction } from "../../plan/index.ts";
import { bitmapAggregates } from "./bitmaps.ts";
import { collections } from "./collections.ts";
import { counts } from "./counts.ts";
import { extremes } from "./extremes.ts";
import { listAggregates } from "./lists.ts";
import { logic } from "./logic.ts";
import { moments } from "./moments.ts";
import { picks } from "./picks.ts";
import { quantiles } from "./quantiles.ts";
import { sums } from "./sums.ts";

export { bitmapFunctions } from "./bitmaps.ts";

export const aggregateFunctions: readonly AggregateFunction[] = [
  ...counts,
  ...sums,
  ...extremes,
  ...moments,
  ...picks,
  ...collections,
  ...logic,
  ...quantiles,
  ...bitmapAggregates,
  ...listAggregates,
];
