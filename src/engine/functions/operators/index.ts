import type { ScalarFunction } from "../../plan/index.ts";
import { arithmeticOperators } from "./arithmetic.ts";
import { bitwiseOperators } from "./bitwise.ts";
import { comparisonOperators } from "./comparison.ts";
import { conditionalFunctions } from "./conditional.ts";
import { logicOperators } from "./logic.ts";

export const operators: readonly ScalarFunction[] = [
  ...arithmeticOperators,
  ...bitwiseOperators,
  ...comparisonOperators,
  ...logicOperators,
  ...conditionalFunctions,
];
