import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of name, type and plan resolution. */
export const analysisConditions: ConditionCatalogue = {
  "UNRESOLVED_COLUMN.WITH_SUGGESTION": {
    sqlState: "42703",
    kind: "analysis",
    message:
      "No column, variable or function parameter is called <objectName> here. Did you mean one of these: <proposal>?",
  },
  "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION": {
    sqlState: "42703",
    kind: "analysis",
    message: "No column, variable or function parameter is called <objectName> here.",
  },
};
