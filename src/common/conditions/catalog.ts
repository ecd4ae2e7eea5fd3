import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of tables, views and databases by name. */
export const catalogConditions: ConditionCatalogue = {
  INVALID_BUCKET_COUNT: {
    sqlState: "22003",
    kind: "analysis",
    message: "A table has from 1 to <bucketingMaxBuckets> buckets, and not <numBuckets>.",
  },
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
  "UNSUPPORTED_OVERWRITE.TABLE": {
    sqlState: "42902",
    kind: "analysis",
    message:
      "The table <table> is read by what is to replace its rows. Write to another table first, and replace this one from there.",
  },
  "UNSUPPORTED_FEATURE.TABLE_OPERATION": {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "<operation> is not supported for <tableName>. Make a new table of the rows that are wanted: CREATE TABLE … AS SELECT, or DROP TABLE and CREATE TABLE.",
  },
  NO_MERGE_ACTION_SPECIFIED: {
    sqlState: "42K0E",
    kind: "runtime",
    message: "mergeInto says with whenMatched, whenNotMatched or whenNotMatchedBySource what to do with the rows.",
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
  _LEGACY_ERROR_TEMP_1147: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "The table is partitioned by <partColumns>, and PARTITION gives a value behind a column without one. Give values from the first column on.",
  },
  _LEGACY_ERROR_TEMP_1163: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "The table <tableName> is partitioned by [<existingPartCols>], not by [<specifiedPartCols>]. Name the same columns in partitionBy, or use insertInto.",
  },
  _LEGACY_ERROR_TEMP_1169: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "PARTITION names <normalizedPartSpec>, and the table <tableName> is partitioned by <partColNames>. Name all of its columns, without a value where the rows give it.",
  },
  INVALID_PARTITION_SPEC: {
    sqlState: "42601",
    kind: "analysis",
    message: "The partition is not valid. <details>.",
  },
  CREATE_PERMANENT_VIEW_WITHOUT_ALIAS: {
    sqlState: "0A000",
    kind: "analysis",
    message: "The column <attr> of the view <name> has no name of its own. Give it one with AS.",
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
    kind: "runtime",
    message: "There is no catalog <catalogName>; a plugin would be set by <config>.",
  },
  CANNOT_TRUNCATE_EXTERNAL_TABLE: {
    sqlState: "0A000",
    kind: "analysis",
    message: "The files of the external table <tableName> are not the table's to delete. Delete them where they are.",
  },
  COLUMN_NOT_FOUND: {
    sqlState: "42703",
    kind: "analysis",
    message: "There is no column <colName>. Whether letter case counts is set by <caseSensitiveConfig>.",
  },
  "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS": {
    sqlState: "21S01",
    kind: "analysis",
    message: "The view <viewName> names the columns <viewColumns>, and its query has only <dataColumns>.",
  },
  "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS": {
    sqlState: "21S01",
    kind: "analysis",
    message: "The view <viewName> names only the columns <viewColumns>, and its query has <dataColumns>.",
  },
  "EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW": {
    sqlState: "42809",
    kind: "analysis",
    message: "<viewName> is a view; <operation> takes a table. Use ALTER VIEW.",
  },
  CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION: {
    sqlState: "42601",
    kind: "analysis",
    message: "An external table has its files elsewhere: say where with LOCATION.",
  },
  "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE": {
    sqlState: "42809",
    kind: "analysis",
    message: "<tableName> is a table; <operation> takes a view.",
  },
  "EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE": {
    sqlState: "42809",
    kind: "analysis",
    message: "<tableName> is a table; <operation> takes a view. Use ALTER TABLE.",
  },
  FORBIDDEN_OPERATION: {
    sqlState: "42809",
    kind: "analysis",
    message: "<statement> is not for the <objectType> <objectName>, which is built in.",
  },
  "INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME": {
    sqlState: "KD000",
    kind: "analysis",
    message: "The rows for <tableName> have the column <colName> twice.",
  },
  "INCOMPATIBLE_DATA_FOR_TABLE.STRUCT_MISSING_FIELDS": {
    sqlState: "KD000",
    kind: "analysis",
    message: "The structs for the column <colName> of <tableName> lack <missingFields>.",
  },
  INCOMPATIBLE_VIEW_SCHEMA_CHANGE: {
    sqlState: "51024",
    kind: "analysis",
    message:
      "The query of the view <viewName> no longer has the column <colName>: expected <expectedNum>, found <actualCols>. Make the view anew: <suggestion>.",
  },
  INSERT_PARTITION_COLUMN_ARITY_MISMATCH: {
    sqlState: "21S01",
    kind: "analysis",
    message:
      "The rows for <tableName> do not fit: the table has <tableColumns>, PARTITION gives <staticPartCols>, and the rows have <dataColumns>.",
  },
  "INVALID_DEFAULT_VALUE.DATA_TYPE": {
    sqlState: "42623",
    kind: "analysis",
    message:
      "<statement>: the default <defaultValue> of the column <colName> is of type <actualType>, which does not become <expectedType> by itself.",
  },
  "INVALID_DEFAULT_VALUE.UNRESOLVED_EXPRESSION": {
    sqlState: "42623",
    kind: "analysis",
    message:
      "<statement>: the default <defaultValue> of the column <colName> means nothing by itself. A default is made of constants.",
  },
  "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY": {
    sqlState: "42601",
    kind: "analysis",
    message: "<name> is not partitioned.",
  },
  INVALID_SCHEMA_OR_RELATION_NAME: {
    sqlState: "42602",
    kind: "analysis",
    message: "<name> is no name for a table or schema: letters of English, digits and _ make one.",
  },
  INVALID_TEMP_OBJ_REFERENCE: {
    sqlState: "42K0F",
    kind: "analysis",
    message:
      "The <obj> <objName> would outlive the temporary <tempObj> <tempObjName> that it names. Make that one lasting, or this one temporary.",
  },
  LOCATION_ALREADY_EXISTS: {
    sqlState: "42710",
    kind: "runtime",
    message:
      "The table <identifier> would be at <location>, where there is something already. Choose another name, or clear the folder.",
  },
  NOT_A_PARTITIONED_TABLE: {
    sqlState: "42809",
    kind: "analysis",
    message: "<operation> takes a partitioned table, and <tableIdentWithDB> is none.",
  },
  NOT_A_SCALAR_FUNCTION: {
    sqlState: "42887",
    kind: "analysis",
    message: "<functionName> gives a table; it stands in FROM.",
  },
  NOT_A_TABLE_FUNCTION: {
    sqlState: "42887",
    kind: "analysis",
    message: "<functionName> gives a value; it does not stand in FROM.",
  },
  NOT_SUPPORTED_CHANGE_COLUMN: {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "The column <originName> of <table>, of type <originType>, cannot become <newName> of type <newType>: files keep what they were written with.",
  },
  PARTITIONS_ALREADY_EXIST: {
    sqlState: "428FT",
    kind: "analysis",
    message: "<tableName> has the partitions <partitionList> already. Add IF NOT EXISTS to pass over them.",
  },
  PARTITIONS_NOT_FOUND: {
    sqlState: "428FT",
    kind: "analysis",
    message: "<tableName> has no partitions <partitionList>. Add IF EXISTS to pass over them.",
  },
  RECURSIVE_VIEW: {
    sqlState: "42K0H",
    kind: "analysis",
    message: "The view <viewIdent> would read itself: <newPath>.",
  },
  RENAME_TABLE_SOURCE_DESTINATION_DATABASE_MISMATCH: {
    sqlState: "3F000",
    kind: "analysis",
    message: "A table keeps its schema when it is renamed: <db> is not <newDb>.",
  },
  REQUIRES_SINGLE_PART_NAMESPACE: {
    sqlState: "42K05",
    kind: "analysis",
    message: "Names of <sessionCatalog> have one part for the schema; <identifier> has another number.",
  },
  ROUTINE_ALREADY_EXISTS: {
    sqlState: "42723",
    kind: "analysis",
    message:
      "There already is a <existingRoutineType> <routineName>, so no <newRoutineType> can be made. Choose another name, or write OR REPLACE.",
  },
  ROUTINE_NOT_FOUND: {
    sqlState: "42883",
    kind: "analysis",
    message: "There is no function <routineName>. Add IF EXISTS to pass over it.",
  },
  SCHEMA_ALREADY_EXISTS: {
    sqlState: "42P06",
    kind: "analysis",
    message: "There already is a schema <schemaName>. Choose another name, or add IF NOT EXISTS.",
  },
  SCHEMA_NOT_EMPTY: {
    sqlState: "2BP01",
    kind: "analysis",
    message: "The schema <schemaName> has something in it. Add CASCADE to drop that too.",
  },
  UNRECOGNIZED_PARAMETER_NAME: {
    sqlState: "4274K",
    kind: "analysis",
    message: "<routineName> has no parameter <argumentName>; it has <proposal>.",
  },
  "UNSUPPORTED_FEATURE.DROP_DATABASE": {
    sqlState: "0A000",
    kind: "analysis",
    message: "The default schema <database> stays.",
  },
  "UNSUPPORTED_FEATURE.TIME_TRAVEL": {
    sqlState: "0A000",
    kind: "analysis",
    message: "<relationId> keeps no earlier rows to read. Read the current ones.",
  },
  "USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS": {
    sqlState: "42601",
    kind: "analysis",
    message: "A function of values holds no aggregate, window or generator outside a query: <queryText>.",
  },
  "USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH": {
    sqlState: "42601",
    kind: "analysis",
    message: "<name> says that it gives <returnParamSize> columns, and its body gives <outputSize>.",
  },
  WRONG_COMMAND_FOR_OBJECT_TYPE: {
    sqlState: "42809",
    kind: "analysis",
    message: "<operation> takes a <requiredType>, and <objectName> is a <foundType>. Use <alternative>.",
  },
  EXCEED_LIMIT_LENGTH: {
    sqlState: "54006",
    kind: "runtime",
    message: "Text is longer than the <limit> characters of its column.",
  },
  _LEGACY_ERROR_TEMP_1052: {
    sqlState: "XX000",
    kind: "analysis",
    message: "A new column cannot be NOT NULL, since the rows that are there have no value for it.",
  },
  _LEGACY_ERROR_TEMP_1159: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The table <tableName> is of the format <existingProvider>, not <specifiedProvider>.",
  },
  _LEGACY_ERROR_TEMP_1251: {
    sqlState: "XX000",
    kind: "analysis",
    message: "<action> takes a partitioned table, and <tableName> is none.",
  },
  _LEGACY_ERROR_TEMP_1267: {
    sqlState: "XX000",
    kind: "analysis",
    message: "<tableIdentWithDB> is not partitioned, so it has no partitions to truncate.",
  },
};
