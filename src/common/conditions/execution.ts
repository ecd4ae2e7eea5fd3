import type { ConditionCatalogue } from "./condition.ts";

/** Conditions raised while rows are computed. */
export const executionConditions: ConditionCatalogue = {
  DIVIDE_BY_ZERO: {
    sqlState: "22012",
    kind: "arithmetic",
    message: 'Division by zero. Use try_divide to get NULL instead; <config> set to "false" switches the check off.',
  },
  INTERNAL_ERROR: { sqlState: "XX000", kind: "runtime", message: "<message>" },
};
