import type { ConditionCatalogue } from "./condition.ts";

/** Conditions raised while rows are computed. */
export const executionConditions: ConditionCatalogue = {
  DIVIDE_BY_ZERO: {
    sqlState: "22012",
    kind: "arithmetic",
    message: 'Division by zero. Use try_divide to get NULL instead; <config> set to "false" switches the check off.',
  },
  BINARY_ARITHMETIC_OVERFLOW: {
    sqlState: "22003",
    kind: "arithmetic",
    message: "<value1> <symbol> <value2> does not fit its type. <functionName> gives NULL instead.",
  },
  ARITHMETIC_OVERFLOW: {
    sqlState: "22003",
    kind: "arithmetic",
    message: '<message>.<alternative> Setting <config> to "false" switches the check off.',
  },
  CAST_INVALID_INPUT: {
    sqlState: "22018",
    kind: "numberFormat",
    message:
      "The <sourceType> <expression> is not a valid <targetType>. Correct the value or the type; `try_cast` gives NULL instead.",
  },
  CAST_OVERFLOW: {
    sqlState: "22003",
    kind: "arithmetic",
    message: "The <sourceType> <value> does not fit into <targetType>. `try_cast` gives NULL instead.",
  },
  "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION": {
    sqlState: "22003",
    kind: "arithmetic",
    message: '<value> does not fit into Decimal(<precision>, <scale>). Setting <config> to "false" gives NULL instead.',
  },
  REMAINDER_BY_ZERO: {
    sqlState: "22012",
    kind: "arithmetic",
    message:
      'Remainder of a division by zero. Use `try_mod` to get NULL instead; <config> set to "false" switches the check off.',
  },
  INVALID_ARRAY_INDEX: {
    sqlState: "22003",
    kind: "arrayIndex",
    message: "Index <indexValue> is outside the array of <arraySize> elements. `get()` gives NULL instead.",
  },
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: {
    sqlState: "22003",
    kind: "arrayIndex",
    message: "Index <indexValue> is outside the array of <arraySize> elements. `try_element_at` gives NULL instead.",
  },
  INVALID_INDEX_OF_ZERO: {
    sqlState: "22003",
    kind: "runtime",
    message: "Index 0 does not exist: the first element is 1, the last is -1.",
  },
  CANNOT_PARSE_TIMESTAMP: {
    sqlState: "22007",
    kind: "dateTime",
    message: "<message>. Use <func> to get NULL instead.",
  },
  "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION": {
    sqlState: "22023",
    kind: "dateTime",
    message: "<rangeMessage>.",
  },
  DUPLICATED_MAP_KEY: {
    sqlState: "23505",
    kind: "runtime",
    message: 'The map key <key> occurs twice. Setting <mapKeyDedupPolicy> to "LAST_WIN" lets the last one win.',
  },
  NULL_MAP_KEY: { sqlState: "2200E", kind: "runtime", message: "A map key cannot be null." },
  USER_RAISED_EXCEPTION: { sqlState: "P0001", kind: "runtime", message: "<errorMessage>" },
  SCALAR_SUBQUERY_TOO_MANY_ROWS: {
    sqlState: "21000",
    kind: "runtime",
    message: "A subquery that is used as an expression gave more than one row.",
  },
  OPERATION_CANCELED: { sqlState: "HY008", kind: "cancelled", message: "The operation was cancelled." },
  INTERNAL_ERROR: { sqlState: "XX000", kind: "runtime", message: "<message>" },
  INVALID_TIMEZONE: {
    sqlState: "22009",
    kind: "dateTime",
    message: "There is no time zone <timeZone>. Write an area and city, as 'Europe/Zurich', or an offset, as '+01:00'.",
  },
  "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION": {
    sqlState: "22023",
    kind: "runtime",
    message:
      "The record <badRecord> is wrong, and the parse mode is <failFastMode>. The mode PERMISSIVE gives NULL instead.",
  },
  "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN": {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "A query of JSON or CSV files cannot use the column of corrupt records alone. Use another column with it, or cache the rows first.",
  },
  INVALID_JSON_SCHEMA_MAP_TYPE: {
    sqlState: "22032",
    kind: "analysis",
    message: "The keys of a map that is read from JSON must be STRING: <jsonSchema>.",
  },
  INVALID_JSON_RECORD_TYPE: {
    sqlState: "22023",
    kind: "runtime",
    message: "The mode <failFastMode> wants every JSON record to be a STRUCT, but one is <invalidType>.",
  },
  INVALID_CORRUPT_RECORD_TYPE: {
    sqlState: "42804",
    kind: "analysis",
    message: "The column <columnName> of corrupt records must be a nullable STRING, not <actualType>.",
  },
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION": {
    sqlState: "42K0B",
    kind: "runtime",
    message: "The datetime pattern <pattern> meant something in Spark 2 only.",
  },
};
