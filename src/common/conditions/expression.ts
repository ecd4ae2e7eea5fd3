import type { ConditionCatalogue, ConditionSpec } from "./condition.ts";

/** Reasons why an expression cannot take its arguments; each stands behind `Cannot resolve <sqlExpr>: `. */
const mismatches = {
  ARRAY_FUNCTION_DIFF_TYPES:
    "<functionName> takes <dataType> and a value of the type of its elements, but got [<leftType>, <rightType>].",
  BINARY_ARRAY_DIFF_TYPES:
    "<functionName> takes two <arrayType> whose elements are of one type, but got [<leftType>, <rightType>].",
  BINARY_OP_DIFF_TYPES: "the operator's two sides have types that do not go together (<left> and <right>).",
  BINARY_OP_WRONG_TYPE: "the operator takes <inputType>, not <actualDataType>.",
  CAST_WITHOUT_SUGGESTION: "there is no cast from <srcType> to <targetType>.",
  CAST_WITH_CONF_SUGGESTION:
    "ANSI mode has no cast from <srcType> to <targetType>; setting <config> to <configVal> allows it.",
  CAST_WITH_FUNC_SUGGESTION:
    "there is no cast from <srcType> to <targetType>; the functions <functionNames> convert such values.",
  CREATE_MAP_KEY_DIFF_TYPES: "the keys given to <functionName> should be of one type, but they are <dataType>.",
  CREATE_MAP_VALUE_DIFF_TYPES: "the values given to <functionName> should be of one type, but they are <dataType>.",
  CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING:
    "field names, at the odd positions, must be constant strings, but they are <inputExprs>.",
  DATA_DIFF_TYPES: "the arguments of <functionName> should be of one type, but they are <dataType>.",
  HASH_MAP_TYPE: "<functionName> takes nothing that holds a MAP, since equal maps may lie differently in memory.",
  HASH_VARIANT_TYPE: "<functionName> takes nothing that holds a VARIANT.",
  INPUT_SIZE_NOT_ONE: "<exprName> should be one character long.",
  INVALID_ARG_VALUE: "<inputName> should be a <requireType> literal, one of <validValues>, but it is <inputValue>.",
  INVALID_JSON_SCHEMA: "the schema <schema> should be a struct, an array or a map.",
  INVALID_ORDERING_TYPE: "<functionName> cannot order values of type <dataType>.",
  MAP_CONCAT_DIFF_TYPES: "the arguments of <functionName> should be maps of one type, but they are <dataType>.",
  MAP_ZIP_WITH_DIFF_TYPES:
    "<functionName> takes two maps whose keys are of one type, but got [<leftType>, <rightType>].",
  MAP_FUNCTION_DIFF_TYPES:
    "<functionName> takes <dataType> and a value of the type of its keys, but got [<leftType>, <rightType>].",
  INVALID_JSON_MAP_KEY_TYPE: "keys of a map are text in JSON, so they cannot be those of <schema>.",
  NON_FOLDABLE_INPUT: "<inputName> must be a constant <inputType>, but it is <inputExpr>.",
  PARAMETER_CONSTRAINT_VIOLATION:
    "<leftExprName> (<leftExprValue>) must be <constraint> <rightExprName> (<rightExprValue>).",
  STACK_COLUMN_DIFF_TYPES:
    "column <columnIndex> gets values of different types: <leftType> (<leftParamIndex>) and <rightType> (<rightParamIndex>).",
  UNEXPECTED_INPUT_TYPE:
    "the <paramIndex> argument should be <requiredType>, however <inputSql> is of type <inputType>.",
  UNEXPECTED_NULL: "<exprName> must not be NULL.",
  VALUE_OUT_OF_RANGE: "<exprName> must be in <valueRange>, but it is <currentValue>.",
  UNSUPPORTED_INPUT_TYPE: "<functionName> does not take <dataType>.",
} as const;

const mismatch = (reason: string): ConditionSpec => ({
  sqlState: "42K09",
  kind: "analysis",
  message: `Cannot resolve <sqlExpr>: ${reason}`,
});

/** Conditions of calls whose arguments do not fit, by number or by type. */
export const expressionConditions: ConditionCatalogue = {
  ...Object.fromEntries(
    Object.entries(mismatches).map(([name, text]) => [`DATATYPE_MISMATCH.${name}`, mismatch(text)]),
  ),
  "WRONG_NUM_ARGS.WITHOUT_SUGGESTION": {
    sqlState: "42605",
    kind: "analysis",
    message: "<functionName> takes <expectedNum> arguments, but it was given <actualNum>.",
  },
  "WRONG_NUM_ARGS.WITH_SUGGESTION": {
    sqlState: "42605",
    kind: "analysis",
    message:
      "<functionName> takes <expectedNum> arguments, but it was given <actualNum>. Spark's legacy setting <legacyConfKey> = <legacyConfValue> would allow <legacyNum>.",
  },
  "INVALID_PARAMETER_VALUE.LENGTH": {
    sqlState: "22023",
    kind: "runtime",
    message: "<parameter> of <functionName> must not be negative, but it is <length>.",
  },
  "INVALID_PARAMETER_VALUE.START": {
    sqlState: "22023",
    kind: "runtime",
    message: "<parameter> of <functionName> must not be 0; positions count from 1, or from -1 at the end.",
  },
  "INVALID_PARAMETER_VALUE.CHARSET": {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "<parameter> of <functionName> must be one of <charsets>, not <charset>.",
  },
  "UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT": {
    sqlState: "0A000",
    kind: "unsupported",
    message: "Millrace does not compute <functionName> with <argument>: <reason>",
  },
  INVALID_EXTRACT_FIELD: {
    sqlState: "42601",
    kind: "analysis",
    message: "A value such as <expr> has no part <field>.",
  },
  ILLEGAL_DAY_OF_WEEK: {
    sqlState: "22009",
    kind: "illegalArgument",
    message: "There is no such day of the week: <string>.",
  },
  INTERVAL_DIVIDED_BY_ZERO: {
    sqlState: "22012",
    kind: "arithmetic",
    message: "An interval was divided by zero. Use `try_divide` to get NULL instead.",
  },
  "INVALID_PARAMETER_VALUE.PATTERN": {
    sqlState: "22023",
    kind: "runtime",
    message: "<parameter> of <functionName> is not a regular expression: <value>.",
  },
  "INVALID_DATETIME_PATTERN.WITH_SUGGESTION": {
    sqlState: "22007",
    kind: "runtime",
    message:
      "Something in the datetime pattern <pattern> means nothing. The patterns are told at <docroot>/sql-ref-datetime-pattern.html.",
  },
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN": {
    sqlState: "42K0B",
    kind: "illegalArgument",
    message: "The letter <c> of week-based patterns means nothing since Spark 3. Use EXTRACT instead.",
  },
  "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER": {
    sqlState: "22007",
    kind: "illegalArgument",
    message: "The letter <c> means nothing in the datetime pattern <pattern>.",
  },
  "INVALID_DATETIME_PATTERN.LENGTH": {
    sqlState: "22007",
    kind: "illegalArgument",
    message: "The datetime pattern <pattern> repeats a letter too often.",
  },
};
