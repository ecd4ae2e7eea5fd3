import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of SQL text and schema strings. */
export const parseConditions: ConditionCatalogue = {
  PARSE_SYNTAX_ERROR: { sqlState: "42601", kind: "parse", message: "Syntax error at or near <error><hint>." },
  INVALID_ATTRIBUTE_NAME_SYNTAX: {
    sqlState: "42601",
    kind: "analysis",
    message: "The column name <name> is malformed: back quotes come in pairs and enclose whole pieces between dots.",
  },
};
