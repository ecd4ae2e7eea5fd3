import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of tables, views and databases by name. */
export const catalogConditions: ConditionCatalogue = {
  TABLE_OR_VIEW_ALREADY_EXISTS: {
    sqlState: "42P07",
    kind: "analysis",
    message: "There is already a table or view <relationName>. Choose another name, or drop or replace it.",
  },
  TEMP_TABLE_OR_VIEW_ALREADY_EXISTS: {
    sqlState: "42P07",
    kind: "analysis",
    message: "There is already a temporary view <relationName>. Choose another name, or drop or replace it.",
  },
  VIEW_NOT_FOUND: { sqlState: "42P01", kind: "analysis", message: "There is no view <relationName>." },
  SCHEMA_NOT_FOUND: { sqlState: "42704", kind: "analysis", message: "There is no schema <schemaName>." },
  CATALOG_NOT_FOUND: {
    sqlState: "42P08",
    kind: "analysis",
    message: "There is no catalog <catalogName>; a plugin would be set by <config>.",
  },
};
