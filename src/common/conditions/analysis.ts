import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of name, type and plan resolution. */
export const analysisConditions: ConditionCatalogue = {
  _LEGACY_ERROR_TEMP_1324: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "The column <pivotColumn> has more than <maxValues> values. Name those that are wanted: pivot(column, [value, …]).",
  },
  AMBIGUOUS_COLUMN_REFERENCE: {
    sqlState: "42702",
    kind: "analysis",
    message:
      "The column <name> comes from a DataFrame that occurs more than once here. Give each its own alias with DataFrame.alias and name the column by it.",
  },
  AMBIGUOUS_LATERAL_COLUMN_ALIAS: {
    sqlState: "42702",
    kind: "analysis",
    message: "The lateral alias <name> stands for <n> entries of the SELECT list.",
  },
  AMBIGUOUS_REFERENCE: {
    sqlState: "42704",
    kind: "analysis",
    message: "The name <name> may mean any of <referenceNames>. Put a table or alias in front of it.",
  },
  AMBIGUOUS_REFERENCE_TO_FIELDS: {
    sqlState: "42000",
    kind: "analysis",
    message: "The field <field> occurs <count> times in the struct.",
  },
  ASSIGNMENT_ARITY_MISMATCH: {
    sqlState: "42802",
    kind: "analysis",
    message: "<numTarget> names were given for <numExpr> columns.",
  },
  CANNOT_PARSE_INTERVAL: {
    sqlState: "22006",
    kind: "analysis",
    message: "<intervalString> is not an interval. Write it as '10 minutes' or '1 hour 30 seconds'.",
  },
  CANNOT_RESOLVE_DATAFRAME_COLUMN: {
    sqlState: "42704",
    kind: "analysis",
    message:
      "The column <name> does not come up to here from the DataFrame that it was taken from. Use a DataFrame that this one was made from.",
  },
  CANNOT_RESOLVE_STAR_EXPAND: {
    sqlState: "42704",
    kind: "analysis",
    message: "<targetString>.* stands for nothing here; the columns are <columns>.",
  },
  COLUMN_ALREADY_EXISTS: {
    sqlState: "42711",
    kind: "analysis",
    message: "The column <columnName> occurs twice. Rename one of them.",
  },
  "DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS": {
    sqlState: "42K09",
    kind: "analysis",
    message: "<sqlExpr>: the last field of a struct cannot be dropped.",
  },
  "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN": {
    sqlState: "42K09",
    kind: "analysis",
    message: "<sqlExpr>: the condition <filter> is of type <type>, not boolean.",
  },
  FIELD_NOT_FOUND: {
    sqlState: "42704",
    kind: "analysis",
    message: "The struct has no field <fieldName>, only <fields>.",
  },
  INVALID_COLUMN_OR_FIELD_DATA_TYPE: {
    sqlState: "42000",
    kind: "analysis",
    message: "<name> is of type <type>, the schema asks for <expectedType>.",
  },
  INVALID_EXTRACT_BASE_FIELD_TYPE: {
    sqlState: "42000",
    kind: "analysis",
    message: "Nothing can be extracted from <base>: a struct, array or map is needed, not <other>.",
  },
  INVALID_EXTRACT_FIELD_TYPE: {
    sqlState: "42000",
    kind: "analysis",
    message: "A field is named by constant text, not by <extraction>.",
  },
  "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION": {
    sqlState: "42K0D",
    kind: "analysis",
    message: "A lambda was given to <class>, which takes none.",
  },
  "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH": {
    sqlState: "42K0D",
    kind: "analysis",
    message: "The lambda names <expectedNumArgs> parameters, it is called with <actualNumArgs>.",
  },
  "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX": {
    sqlState: "42000",
    kind: "analysis",
    message: "The function <prettyName> does not take <syntax>.",
  },
  EXCEPT_OVERLAPPING_COLUMNS: {
    sqlState: "42702",
    kind: "analysis",
    message: "EXCEPT names a column more than once: <columns>.",
  },
  SEED_EXPRESSION_IS_UNFOLDABLE: {
    sqlState: "42K08",
    kind: "analysis",
    message: "The seed <seedExpr> of <exprWithSeed> is a constant.",
  },
  PARSE_MODE_UNSUPPORTED: {
    sqlState: "42601",
    kind: "analysis",
    message: "<funcName> does not know the mode <mode>; there are PERMISSIVE and FAILFAST.",
  },
  "INVALID_SCHEMA.NON_STRING_LITERAL": {
    sqlState: "42K07",
    kind: "analysis",
    message: "A schema is a constant text, not <inputSchema>.",
  },
  INVALID_USAGE_OF_STAR_OR_REGEX: {
    sqlState: "42000",
    kind: "analysis",
    message: "<elem> cannot be used in <prettyName>.",
  },
  INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT: {
    sqlState: "42000",
    kind: "analysis",
    message: "count(<tableName>.*) is not allowed. Use count(*), or name the columns.",
  },
  NAMED_PARAMETERS_NOT_SUPPORTED: {
    sqlState: "4274K",
    kind: "analysis",
    message: "<functionName> takes no arguments by name.",
  },
  NULLABLE_COLUMN_OR_FIELD: {
    sqlState: "42000",
    kind: "analysis",
    message: "<name> may hold NULL, which the schema does not allow.",
  },
  TABLE_OR_VIEW_NOT_FOUND: {
    sqlState: "42P01",
    kind: "analysis",
    message:
      "There is no table or view <relationName>. Check the name and its schema, or use IF EXISTS where a missing one is fine.",
  },
  UNRESOLVABLE_TABLE_VALUED_FUNCTION: {
    sqlState: "42883",
    kind: "analysis",
    message: "No table function is called <name>.",
  },
  "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION": {
    sqlState: "42703",
    kind: "analysis",
    message: "No column, variable or function parameter is called <objectName> here.",
  },
  "UNRESOLVED_COLUMN.WITH_SUGGESTION": {
    sqlState: "42703",
    kind: "analysis",
    message:
      "No column, variable or function parameter is called <objectName> here. Did you mean one of these: <proposal>?",
  },
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: {
    sqlState: "42703",
    kind: "analysis",
    message: "There is no column <colName> among (<fieldNames>).",
  },
  UNRESOLVED_ROUTINE: {
    sqlState: "42883",
    kind: "analysis",
    message: "No function is called <routineName>; looked in <searchPath>.",
  },
  UNSUPPORTED_EXPR_FOR_OPERATOR: {
    sqlState: "42K0E",
    kind: "analysis",
    message:
      "<operator> computes row by row and cannot hold [<invalidExprSqls>]. Compute aggregates, window functions and generators in a query below.",
  },
  _LEGACY_ERROR_TEMP_1006: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "A pivot takes aggregates, and <sql> is none.",
  },
  _LEGACY_ERROR_TEMP_1035: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The window function <prettyName> takes no frame.",
  },
  _LEGACY_ERROR_TEMP_1050: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "Only structs have fields that a star could stand for: <attributes>.",
  },
  _LEGACY_ERROR_TEMP_1039: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "A query may have one kind of time window; windows of several kinds would multiply the rows.",
  },
  _LEGACY_ERROR_TEMP_1040: {
    sqlState: "42K0E",
    kind: "analysis",
    message:
      "The gap of a session window is a text such as '5 minutes' or an interval that make_interval makes, not of type <dt>.",
  },
  _LEGACY_ERROR_TEMP_1207: {
    sqlState: "42K0E",
    kind: "analysis",
    message:
      "Length, slide and start of a window are constants: a text such as '10 minutes', or a number of microseconds.",
  },
  _LEGACY_ERROR_TEMP_3231: {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "<interval> has no fixed length, since months differ. Use weeks, days or less.",
  },
  UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING: {
    sqlState: "0A000",
    kind: "analysis",
    message: "A schema cannot have columns of type CHAR or VARCHAR; declare them as STRING.",
  },
  _LEGACY_ERROR_TEMP_1036: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The frame <wf> must be <required>, which the function asks for.",
  },
  _LEGACY_ERROR_TEMP_3102: { sqlState: "0A000", kind: "analysis", message: "<msg>" },
  FAILED_FUNCTION_CALL: {
    sqlState: "38000",
    kind: "analysis",
    message: "The arguments of <funcName> make no sense together.",
  },
};
