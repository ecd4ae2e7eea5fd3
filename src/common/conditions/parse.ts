import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of SQL text and schema strings. */
export const parseConditions: ConditionCatalogue = {
  PARSE_SYNTAX_ERROR: { sqlState: "42601", kind: "parse", message: "Syntax error at or near <error><hint>." },
  INVALID_ATTRIBUTE_NAME_SYNTAX: {
    sqlState: "42601",
    kind: "analysis",
    message: "The column name <name> is malformed: back quotes come in pairs and enclose whole pieces between dots.",
  },
  PARSE_EMPTY_STATEMENT: { sqlState: "42617", kind: "parse", message: "There is nothing to parse: the text is empty." },
  INVALID_IDENTIFIER: {
    sqlState: "42602",
    kind: "parse",
    message:
      "The name <ident> needs back quotes: `<ident>`. Without them a name has ASCII letters, digits and underscores only.",
  },
  UNSUPPORTED_DATATYPE: { sqlState: "0A000", kind: "parse", message: "There is no data type <typeName>." },
  DATATYPE_MISSING_SIZE: {
    sqlState: "42K01",
    kind: "parse",
    message: "The type <type> needs a length, as in <type>(10).",
  },
  "INCOMPLETE_TYPE_DEFINITION.ARRAY": {
    sqlState: "42K01",
    kind: "parse",
    message: "An ARRAY needs the type of its elements, as in ARRAY<elementType>.",
  },
  "INCOMPLETE_TYPE_DEFINITION.MAP": {
    sqlState: "42K01",
    kind: "parse",
    message: "A MAP needs the types of its keys and values, as in MAP<keyType, valueType>.",
  },
  "INCOMPLETE_TYPE_DEFINITION.STRUCT": {
    sqlState: "42K01",
    kind: "parse",
    message: "A STRUCT needs its fields, as in STRUCT<name1 type1, name2 type2>.",
  },
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: {
    sqlState: "22003",
    kind: "parse",
    message: "A decimal has at most <maxPrecision> digits, not <precision>.",
  },
  DECIMAL_SCALE_EXCEEDS_PRECISION: {
    sqlState: "22003",
    kind: "parse",
    message: "A decimal cannot have more digits behind the point (<scale>) than digits (<precision>).",
  },
  INVALID_JSON_DATA_TYPE: {
    sqlState: "2203G",
    kind: "illegalArgument",
    message: "The JSON '<invalidType>' describes no data type.",
  },
  UNCLOSED_BRACKETED_COMMENT: { sqlState: "42601", kind: "parse", message: "A comment that /* begins has no */." },
  FAILED_TO_PARSE_TOO_COMPLEX: {
    sqlState: "54001",
    kind: "parse",
    message:
      "The statement or plan nests too deeply. Divide it, with temporary views or a checkpoint between the parts.",
  },
  UNSUPPORTED_TYPED_LITERAL: {
    sqlState: "0A000",
    kind: "parse",
    message: "There are no literals of the type <unsupportedType>, only of <supportedTypes>.",
  },
  INVALID_TYPED_LITERAL: {
    sqlState: "42604",
    kind: "parse",
    message: "<value> is not a value of the type <valueType>.",
  },
  INVALID_NUMERIC_LITERAL_RANGE: {
    sqlState: "22003",
    kind: "parse",
    message:
      "The number <rawStrippedQualifier> does not fit into <typeName>, which goes from <minValue> to <maxValue>.",
  },
  INVALID_ESC: {
    sqlState: "42604",
    kind: "parse",
    message: "ESCAPE takes a string of exactly one character, not <invalidEscape>.",
  },
  "INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE": {
    sqlState: "42000",
    kind: "parse",
    message: "IN needs at least one value between its parentheses.",
  },
  "INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC": {
    sqlState: "42000",
    kind: "parse",
    message: "LATERAL stands before a subquery or a table function.",
  },
  "INVALID_PARAMETER_VALUE.DATETIME_UNIT": {
    sqlState: "22023",
    kind: "parse",
    message:
      "<parameter> of <functionName> is a bare word (YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND), not the string <invalidValue>.",
  },
  "INVALID_INTERVAL_FORMAT.INVALID_FRACTION": {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "'<input>' is not an interval: <unit> cannot have a fraction.",
  },
  "INVALID_INTERVAL_FORMAT.ARITHMETIC_EXCEPTION": {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "'<input>' is not an interval: it is too long.",
  },
  "INVALID_INTERVAL_FORMAT.INTERVAL_PARSING": {
    sqlState: "22006",
    kind: "parse",
    message: "'<input>' is not an interval: a field of the <interval> string is out of range.",
  },
  "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION": {
    sqlState: "22006",
    kind: "parse",
    message: "'<input>' is not an interval: there are none from <from> to <to>.",
  },
  "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING": {
    sqlState: "22006",
    kind: "parse",
    message:
      "'<input>' is not of the type <typeName>; <intervalStr> intervals of that type look like <supportedFormat>.",
  },
  // Conditions that Spark has not named yet; it gives them no SQLSTATE either.
  _LEGACY_ERROR_TEMP_0024: {
    sqlState: "42601",
    kind: "parse",
    message: "An interval with TO has one value only.",
  },
  _LEGACY_ERROR_TEMP_0026: {
    sqlState: "42601",
    kind: "parse",
    message: "Before the unit of an interval stands a number, not <value>.",
  },
  _LEGACY_ERROR_TEMP_0027: {
    sqlState: "42601",
    kind: "parse",
    message: "The value of an interval with TO is a string.",
  },
  _LEGACY_ERROR_TEMP_0029: {
    sqlState: "42601",
    kind: "parse",
    message: "<literal> mixes years and months with days and times, which do not convert into each other.",
  },
  MISSING_WINDOW_SPECIFICATION: {
    sqlState: "42P20",
    kind: "analysis",
    message: "The WINDOW clause does not define <windowName>.",
  },
  "INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE": {
    sqlState: "42000",
    kind: "parse",
    message: "A definition of the WINDOW clause names <windowName>, which is not defined before it.",
  },
  "INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION": {
    sqlState: "42000",
    kind: "parse",
    message: "The WINDOW clause defines <windowName> more than once.",
  },
  "INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND": {
    sqlState: "42000",
    kind: "parse",
    message: "A bound of a window frame is a constant.",
  },
  TRAILING_COMMA_IN_SELECT: {
    sqlState: "42601",
    kind: "parse",
    message: "A comma stands before FROM. Take it away.",
  },
  DUPLICATE_CLAUSES: { sqlState: "42614", kind: "parse", message: "<clauseName> stands twice. Take one away." },
  DUPLICATED_CTE_NAMES: {
    sqlState: "42602",
    kind: "parse",
    message: "WITH defines <duplicateNames> more than once.",
  },
  UNBOUND_SQL_PARAMETER: {
    sqlState: "42P02",
    kind: "analysis",
    message: "The statement has the parameter <name>, but no value was given for it.",
  },
  NOT_A_CONSTANT_STRING: {
    sqlState: "42601",
    kind: "parse",
    message: "<name> takes a string that is known before the query runs, not <expr>.",
  },
  INVALID_SCHEMA_TYPE_NON_STRUCT: {
    sqlState: "42K09",
    kind: "analysis",
    message: "A schema is a struct, as in 'a INT, b STRING'; <dataType> is none.",
  },
  INVALID_SET_SYNTAX: {
    sqlState: "42000",
    kind: "parse",
    message:
      "SET is written as SET, SET -v, SET key or SET key = value; a key with other than word characters needs back quotes.",
  },
  _LEGACY_ERROR_TEMP_0014: { sqlState: "42601", kind: "parse", message: "TABLESAMPLE does not say how many rows." },
  _LEGACY_ERROR_TEMP_0035: {
    sqlState: "42601",
    kind: "parse",
    message: "This is not allowed: <message>.",
  },
  _LEGACY_ERROR_TEMP_0053: {
    sqlState: "42601",
    kind: "parse",
    message: "A temporary view cannot be created with IF NOT EXISTS; use OR REPLACE.",
  },
  _LEGACY_ERROR_TEMP_0015: {
    sqlState: "42601",
    kind: "parse",
    message: "There is no TABLESAMPLE(<msg>). Ask for a number of ROWS or a PERCENT of them.",
  },
  INVALID_TABLESAMPLE_FRACTION: {
    sqlState: "22023",
    kind: "parse",
    message: "The share of rows in TABLESAMPLE, <fraction>, is not between 0 and 1.",
  },
  INVALID_LATERAL_JOIN_TYPE: {
    sqlState: "42613",
    kind: "parse",
    message: "A <joinType> JOIN cannot be LATERAL: its right side looks at rows of the left one.",
  },
  "UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES": {
    sqlState: "0A000",
    kind: "parse",
    message: "Of ORDER BY, CLUSTER BY and DISTRIBUTE BY with SORT BY only one can stand behind a query.",
  },
  DUPLICATE_KEY: {
    sqlState: "23505",
    kind: "parse",
    message: "<keyColumn> stands twice.",
  },
  DUPLICATE_ROUTINE_PARAMETER_NAMES: {
    sqlState: "42734",
    kind: "analysis",
    message: "Parameters of <routineName> stand twice: <names>.",
  },
  DUPLICATE_ROUTINE_RETURNS_COLUMNS: {
    sqlState: "42711",
    kind: "analysis",
    message: "Columns that <routineName> returns stand twice: <columns>.",
  },
  CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE: {
    sqlState: "42710",
    kind: "parse",
    message: "<optionName> stands twice behind the column <columnName>. Take one away.",
  },
  ALTER_TABLE_COLUMN_DESCRIPTOR_DUPLICATE: {
    sqlState: "42710",
    kind: "parse",
    message: "<optionName> stands twice behind the column <columnName> of <type>. Take one away.",
  },
  CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE: {
    sqlState: "42601",
    kind: "parse",
    message: "<viewName> is either replaced or made only where there is none: take OR REPLACE or IF NOT EXISTS away.",
  },
  SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED: {
    sqlState: "42908",
    kind: "parse",
    message: "CLUSTER BY and CLUSTERED BY do not go together; leave one out.",
  },
  "INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE": {
    sqlState: "22006",
    kind: "parse",
    message: "A zone is at most 18 hours away from UTC, and <input> is more.",
  },
  INVALID_RESET_COMMAND_FORMAT: {
    sqlState: "42000",
    kind: "parse",
    message: "RESET takes one key. Put one with spaces in backquotes.",
  },
  INVALID_STATEMENT_OR_CLAUSE: {
    sqlState: "42601",
    kind: "parse",
    message: "<operation> is not valid here.",
  },
  INVALID_TEMP_OBJ_QUALIFIER: {
    sqlState: "42602",
    kind: "parse",
    message: "The temporary <objectType> <objectName> is the session's; it takes no <qualifier> in front.",
  },
  _LEGACY_ERROR_TEMP_0032: {
    sqlState: "XX000",
    kind: "parse",
    message: "The folder is given twice: '<pathOne>' and '<pathTwo>'.",
  },
  _LEGACY_ERROR_TEMP_0052: {
    sqlState: "XX000",
    kind: "parse",
    message: "INSERT OVERWRITE DIRECTORY takes one path: behind DIRECTORY, or as the option path.",
  },
  _LEGACY_ERROR_TEMP_0046: {
    sqlState: "XX000",
    kind: "parse",
    message:
      "A temporary table is a view of files, and needs USING. Of a query make a view: CREATE TEMPORARY VIEW … AS.",
  },
};
