import type { ConditionCatalogue } from "./condition.ts";

/** Of relations: what joins, set operations, subqueries, limits and the methods of frames ask of their inputs. */
export const relationConditions: ConditionCatalogue = {
  STATISTIC_SUPPORT_OUT_OF_RANGE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The support of freqItems has to be from 1e-4 to 1, and is <support>.",
  },
  STATISTIC_FRACTION_OUT_OF_RANGE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "A fraction of sampleBy has to be from 0 to 1, and one is <fraction>.",
  },
  STATISTIC_PERCENTILE_OUT_OF_RANGE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "A percentile has to be from 0% to 100%; <percentile> is none.",
  },
  UNRECOGNIZED_STATISTIC: {
    sqlState: "42704",
    kind: "illegalArgument",
    message:
      "<stats> is no statistic of summary: take count, mean, stddev, min, max, count_distinct, approx_count_distinct or a percentile like 25%.",
  },
  ZIP_PLANS_NOT_MERGEABLE: {
    sqlState: "42K03",
    kind: "analysis",
    message:
      "zip() needs two selections of one DataFrame; these two come from different ones. Join them by a key instead.",
  },
  "AS_OF_JOIN.UNSUPPORTED_DIRECTION": {
    sqlState: "42604",
    kind: "analysis",
    message: "The direction '<direction>' of an as-of join is none of <supported>.",
  },
  "AS_OF_JOIN.TOLERANCE_IS_NON_NEGATIVE": {
    sqlState: "42604",
    kind: "analysis",
    message: "The tolerance of an as-of join cannot be less than zero.",
  },
  "NEAREST_BY_JOIN.UNSUPPORTED_DIRECTION": {
    sqlState: "42604",
    kind: "analysis",
    message: "The direction '<direction>' of a nearest-by join is none of <supported>.",
  },
  "NEAREST_BY_JOIN.UNSUPPORTED_MODE": {
    sqlState: "42604",
    kind: "analysis",
    message: "The mode '<mode>' of a nearest-by join is none of <supported>.",
  },
  "NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE": {
    sqlState: "42604",
    kind: "analysis",
    message: "A nearest-by join cannot be of the type <joinType>, only of <supported>.",
  },
  "NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE": {
    sqlState: "42604",
    kind: "analysis",
    message: "A nearest-by join gives <min> to <max> rows for each left one, and was asked for <numResults>.",
  },
  TRANSPOSE_INVALID_INDEX_COLUMN: {
    sqlState: "42804",
    kind: "analysis",
    message: "transpose() cannot take its new columns' names from the index column: <reason>.",
  },
  TRANSPOSE_NO_LEAST_COMMON_TYPE: {
    sqlState: "42K09",
    kind: "analysis",
    message: "The columns of a transpose() become rows, so they need one type; <dt1> and <dt2> have none in common.",
  },
  TRANSPOSE_EXCEED_ROW_LIMIT: {
    sqlState: "54006",
    kind: "analysis",
    message:
      "transpose() would make a column of each row, and there are more than <maxValues>. Set <config> to more where that is meant.",
  },
  STATISTIC_NOT_NUMERIC: {
    sqlState: "42K09",
    kind: "illegalArgument",
    message: "<statistic> takes columns of numbers; <columnName> is of the type <dataType>.",
  },
  "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH": {
    sqlState: "42K09",
    kind: "analysis",
    message:
      "<sqlExpr>: the types of both sides of IN do not agree: [<mismatchedColumns>], left [<leftType>], right [<rightType>].",
  },
  "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH": {
    sqlState: "42K09",
    kind: "analysis",
    message:
      "<sqlExpr>: IN compares <leftLength> columns [<leftColumns>] with the <rightLength> of the subquery [<rightColumns>].",
  },
  EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE: {
    sqlState: "42K09",
    kind: "analysis",
    message: 'The watermark\'s column <eventName> is of type <eventType> and has to be a "TIMESTAMP".',
  },
  INCOMPATIBLE_COLUMN_TYPE: {
    sqlState: "42825",
    kind: "analysis",
    message:
      "<operator> needs columns whose types agree: the <columnOrdinalNumber> column of the <tableOrdinalNumber> table is <dataType1>, that of the first table <dataType2><hint>.",
  },
  "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE": {
    sqlState: "42000",
    kind: "parse",
    message: "The values of column <colName> have no type in common.",
  },
  "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH": {
    sqlState: "42000",
    kind: "parse",
    message:
      "The rows of VALUES differ in length: <expectedNumCols> columns were expected, row <rowIndex> has <actualNumCols>.",
  },
  "INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The <name> expression <expr> must be a whole number, not <dataType>.",
  },
  "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The <name> expression <expr> must not be negative, and is <v>.",
  },
  "INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The <name> expression <expr> must not be NULL.",
  },
  "INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The <name> expression <expr> must be a constant.",
  },
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES": {
    sqlState: "0A000",
    kind: "analysis",
    message: "Rows of VALUES hold no subqueries.",
  },
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION": {
    sqlState: "0A000",
    kind: "analysis",
    message: "The arguments of a function that takes a lambda hold no subqueries: join the subquery's rows instead.",
  },
  "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY": {
    sqlState: "42823",
    kind: "analysis",
    message: "A subquery inside an expression cannot read a stream.",
  },
  "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN": {
    sqlState: "42823",
    kind: "analysis",
    message: "A scalar subquery gives one column, this one gives <number>.",
  },
  INVALID_WHERE_CONDITION: {
    sqlState: "42903",
    kind: "analysis",
    message:
      "The condition <condition> holds <expressionList>. Aggregates, window functions and generators have no place in WHERE.",
  },
  JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The join condition <joinCondition> is of type <conditionType>, not boolean.",
  },
  NEGATIVE_WATERMARK_DELAY: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The delay of a watermark must not be negative: <delay>.",
  },
  NUM_COLUMNS_MISMATCH: {
    sqlState: "42826",
    kind: "analysis",
    message:
      "<operator> needs inputs with equally many columns: the first has <firstNumColumns>, the <invalidOrdinalNum> has <invalidNumColumns>.",
  },
  ORDER_BY_POS_OUT_OF_RANGE: {
    sqlState: "42805",
    kind: "analysis",
    message: "ORDER BY <index> is not the number of an entry of the SELECT list, which has <size>.",
  },
  "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION": {
    sqlState: "42KDE",
    kind: "analysis",
    message: "The output mode <outputMode> does not go with <operation>.",
  },
  UDTF_ALIAS_NUMBER_MISMATCH: {
    sqlState: "42802",
    kind: "analysis",
    message: "The function makes <aliasesSize> columns, the names given are <aliasesNames>.",
  },
  UNRESOLVED_USING_COLUMN_FOR_JOIN: {
    sqlState: "42703",
    kind: "analysis",
    message: "The USING column <colName> is missing on the <side> side of the join, which has [<suggestion>].",
  },
  "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE": {
    sqlState: "0A000",
    kind: "analysis",
    message: "Rows with the column <colName> of type <dataType> cannot be compared: maps are never equal.",
  },
  "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "A generator must be an entry of its own in the SELECT list, not a part of <expression>.",
  },
  "UNSUPPORTED_GENERATOR.NOT_GENERATOR": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "<functionName> makes no rows: it is <classCanonicalName>.",
  },
  "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "A generator has its place in the SELECT list, not in <plan>.",
  },
  CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE: {
    sqlState: "42825",
    kind: "runtime",
    message: "<left> and <right> have no type in common. Cast one side.",
  },
  INVALID_RECURSIVE_CTE: {
    sqlState: "42836",
    kind: "analysis",
    message: "A table of WITH RECURSIVE that names itself is a query without it, UNION ALL a query with it.",
  },
  UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE: {
    sqlState: "42836",
    kind: "analysis",
    message: "A table of WITH RECURSIVE keeps equal rows. Write UNION ALL.",
  },
  RECURSION_LEVEL_LIMIT_EXCEEDED: {
    sqlState: "42836",
    kind: "runtime",
    message: "The recursion did not end within <levelLimit> steps. Let the step filter, or write MAX RECURSION LEVEL.",
  },
};
