import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of tables, views and databases by name. */
export const catalogConditions: ConditionCatalogue = {
  UNSUPPORTED_PARTITION_TRANSFORM: {
    sqlState: "0A000",
    kind: "unsupported",
    message:
      "A table can be partitioned by columns only, not by <transform>. Add a column of it first and partition by that.",
  },
  "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE": {
    sqlState: "42809",
    kind: "analysis",
    message: "<viewName> is a view; <operation> takes a table.",
  },
  "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS": {
    sqlState: "KD000",
    kind: "analysis",
    message: "The table <tableName> has no columns <extraColumns>.",
  },
  "UNSUPPORTED_FEATURE.TABLE_OPERATION": {
    sqlState: "0A000",
    kind: "analysis",
    message: "<operation> is not supported for <tableName>. Drop the table first.",
  },
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
  "UNSUPPORTED_INSERT.RDD_BASED": {
    sqlState: "42809",
    kind: "analysis",
    message: "Rows go into saved tables, and this is a temporary view. Save it with saveAsTable first.",
  },
  "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST": {
    sqlState: "KD000",
    kind: "analysis",
    message:
      "The column <colName> of <tableName> is of type <targetType>, and values of type <srcType> do not become that by themselves. Cast them.",
  },
  CAST_OVERFLOW_IN_TABLE_INSERT: {
    sqlState: "22003",
    kind: "arithmetic",
    message:
      "A value of type <sourceType> does not fit the column <columnName> of type <targetType>. Use try_cast for NULL instead.",
  },
  PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO: {
    sqlState: "42601",
    kind: "analysis",
    message: "partitionBy does not go with insertInto: <tableName> has its columns already.",
  },
  COLUMN_NOT_DEFINED_IN_TABLE: {
    sqlState: "42703",
    kind: "analysis",
    message: "The <colType> column <colName> is no column of <tableName>, which has <tableCols>.",
  },
  _LEGACY_ERROR_TEMP_1161: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "The table <tableName> has other columns than the rows: <existingTableSchema>, and the rows have <querySchema>.",
  },
  _LEGACY_ERROR_TEMP_1162: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The table's column <col> is not among the columns of the rows: <inputColumns>.",
  },
  TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS: {
    sqlState: "428EK",
    kind: "analysis",
    message: "The name of a temporary view has one part, and <actualName> has more.",
  },
  _LEGACY_ERROR_TEMP_1321: {
    sqlState: "XX000",
    kind: "analysis",
    message: "<viewName> is no name of a view. Put a name with other characters in backquotes.",
  },
  SCHEMA_NOT_FOUND: { sqlState: "42704", kind: "analysis", message: "There is no schema <schemaName>." },
  CATALOG_NOT_FOUND: {
    sqlState: "42P08",
    kind: "analysis",
    message: "There is no catalog <catalogName>; a plugin would be set by <config>.",
  },
};
