import type { ScalarFunction } from "../../plan/index.ts";
import { arithmeticFunctions } from "./arithmetic.ts";
import { conversionFunctions } from "./conversion.ts";
import { fieldFunctions } from "./fields.ts";
import { makingFunctions } from "./make.ts";
import { timeOfDayFunctions } from "./time-of-day.ts";
import { timeWindowFunctions } from "./window.ts";
import { zoneFunctions } from "./zones.ts";

export { checkedSpan, isConstantGap, slidingWindow, type WindowSpan } from "./window.ts";

export const datetimeFunctions: readonly ScalarFunction[] = [
  ...fieldFunctions,
  ...arithmeticFunctions,
  ...conversionFunctions,
  ...makingFunctions,
  ...zoneFunctions,
  ...timeWindowFunctions,
  ...timeOfDayFunctions,
];
