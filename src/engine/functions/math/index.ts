import type { ScalarFunction } from "../../plan/index.ts";
import { elementary } from "./elementary.ts";
import { randomFunctions } from "./random.ts";
import { roundingFunctions } from "./rounding.ts";
import { tryFunctions } from "./try.ts";

export const mathFunctions: readonly ScalarFunction[] = [
  ...elementary,
  ...roundingFunctions,
  ...tryFunctions,
  ...randomFunctions,
];
