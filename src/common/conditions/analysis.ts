import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of name, type and plan resolution. */
export const analysisConditions: ConditionCatalogue = {
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
  "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER": {
    sqlState: "42K09",
    kind: "analysis",
    message: "<sqlExpr>: a RANGE frame with offsets takes one key of ORDER BY, not <orderSpec>.",
  },
  "DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE": {
    sqlState: "42K09",
    kind: "analysis",
    message: "<sqlExpr>: a key of <orderSpecType> cannot be moved by <valueBoundaryType>.",
  },
  "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER": {
    sqlState: "42K09",
    kind: "analysis",
    message: "<sqlExpr>: a RANGE frame needs ORDER BY.",
  },
  "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE": {
    sqlState: "42K09",
    kind: "analysis",
    message: "<sqlExpr>: the <location> bound of the frame must be of type <expectedType>, and is <exprType>.",
  },
  "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON": {
    sqlState: "42K09",
    kind: "analysis",
    message: "<sqlExpr>: the lower bound of the frame must be <comparison> to the upper one.",
  },
  DISTINCT_WINDOW_FUNCTION_UNSUPPORTED: {
    sqlState: "0A000",
    kind: "analysis",
    message: "DISTINCT cannot be used over a window: <windowExpr>.",
  },
  DUPLICATED_METRICS_NAME: {
    sqlState: "42710",
    kind: "analysis",
    message: "Two observations of the plan are called <metricName> and do not give the same. Give each its own name.",
  },
  EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE: {
    sqlState: "42K09",
    kind: "analysis",
    message: 'The watermark\'s column <eventName> is of type <eventType> and has to be a "TIMESTAMP".',
  },
  FIELD_NOT_FOUND: {
    sqlState: "42704",
    kind: "analysis",
    message: "The struct has no field <fieldName>, only <fields>.",
  },
  GROUPING_COLUMN_MISMATCH: {
    sqlState: "42803",
    kind: "analysis",
    message: "<grouping> of grouping() is not among the grouping columns <groupingColumns>.",
  },
  GROUPING_ID_COLUMN_MISMATCH: {
    sqlState: "42803",
    kind: "analysis",
    message: "The columns <groupingIdColumn> of grouping_id() are not the grouping columns <groupByColumns>.",
  },
  GROUP_BY_AGGREGATE: { sqlState: "42903", kind: "analysis", message: "GROUP BY cannot hold the aggregate <sqlExpr>." },
  GROUP_BY_POS_AGGREGATE: {
    sqlState: "42903",
    kind: "analysis",
    message: "GROUP BY <index> names <aggExpr>, which holds an aggregate.",
  },
  GROUP_BY_POS_OUT_OF_RANGE: {
    sqlState: "42805",
    kind: "analysis",
    message: "GROUP BY <index> is not the number of an entry of the SELECT list, which has <size>.",
  },
  GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE: {
    sqlState: "42822",
    kind: "analysis",
    message: "Rows cannot be grouped by <sqlExpr>: values of type <dataType> have no order.",
  },
  INCOMPATIBLE_COLUMN_TYPE: {
    sqlState: "42825",
    kind: "analysis",
    message:
      "<operator> needs columns whose types agree: the <columnOrdinalNumber> column of the <tableOrdinalNumber> table is <dataType1>, that of the first table <dataType2><hint>.",
  },
  "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN": {
    sqlState: "42903",
    kind: "analysis",
    message: "The FILTER condition <filterExpr> is not boolean.",
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
  "INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The metric <expr> is invalid: DISTINCT is not allowed in observed metrics.",
  },
  "INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED": {
    sqlState: "42K0E",
    kind: "analysis",
    message:
      "The metric <expr> is invalid: FILTER is not allowed in observed metrics. Use count_if, or an aggregate of a CASE.",
  },
  "INVALID_OBSERVED_METRICS.MISSING_NAME": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The observation has no name: <operator>.",
  },
  "INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The metric <expr> is invalid: it has an aggregate within an aggregate.",
  },
  "INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The metric <expr> is invalid: a column may only stand within an aggregate function.",
  },
  "INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The metric <expr> is invalid: what is not deterministic may only stand within an aggregate function.",
  },
  "INVALID_OBSERVED_METRICS.WINDOW_EXPRESSIONS_UNSUPPORTED": {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The metric <expr> is invalid: window functions are not allowed in observed metrics.",
  },
  "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX": {
    sqlState: "42000",
    kind: "analysis",
    message: "The function <prettyName> does not take <syntax>.",
  },
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES": {
    sqlState: "0A000",
    kind: "analysis",
    message: "Rows of VALUES hold no subqueries.",
  },
  SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION: {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "The subquery <sqlExpr>, which names columns of the groups, is neither a key of GROUP BY nor within an aggregate.",
  },
  "INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE": {
    sqlState: "42903",
    kind: "analysis",
    message: "The filter <filterExpr> of an aggregate holds an aggregate, <aggExpr>.",
  },
  "INVALID_AGGREGATE_FILTER.CONTAINS_WINDOW_FUNCTION": {
    sqlState: "42903",
    kind: "analysis",
    message: "The filter <filterExpr> of an aggregate holds a window function, <windowExpr>.",
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
  MISSING_AGGREGATION: {
    sqlState: "42803",
    kind: "analysis",
    message:
      "<expression> is neither grouped by nor aggregated. Add it to GROUP BY, or use <expressionAnyValue> where any of its values will do.",
  },
  MISSING_GROUP_BY: {
    sqlState: "42803",
    kind: "analysis",
    message:
      "Columns and aggregates stand side by side without GROUP BY. Add GROUP BY, or compute the aggregates over windows.",
  },
  NAMED_PARAMETERS_NOT_SUPPORTED: {
    sqlState: "4274K",
    kind: "analysis",
    message: "<functionName> takes no arguments by name.",
  },
  NEGATIVE_WATERMARK_DELAY: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The delay of a watermark must not be negative: <delay>.",
  },
  NESTED_AGGREGATE_FUNCTION: {
    sqlState: "42607",
    kind: "analysis",
    message: "An aggregate cannot be the argument of another one. Compute the inner one in a subquery.",
  },
  NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING: {
    sqlState: "42KDE",
    kind: "analysis",
    message:
      "Streams take only windows over time; <windowFunc> in the column <columnName> is computed over <windowSpec>.",
  },
  NULLABLE_COLUMN_OR_FIELD: {
    sqlState: "42000",
    kind: "analysis",
    message: "<name> may hold NULL, which the schema does not allow.",
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
  "INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING": {
    sqlState: "42K0K",
    kind: "analysis",
    message: "<funcName> needs WITHIN GROUP (ORDER BY …), which tells the order of its values.",
  },
  NON_LITERAL_PIVOT_VALUES: {
    sqlState: "42K08",
    kind: "analysis",
    message: "The values of a pivot are constants, and <expression> is none.",
  },
  INCOMPARABLE_PIVOT_COLUMN: {
    sqlState: "42818",
    kind: "analysis",
    message: "The pivot's column <columnName> has values that cannot be compared.",
  },
  PIVOT_VALUE_DATA_TYPE_MISMATCH: {
    sqlState: "42K09",
    kind: "analysis",
    message:
      "The pivot value '<value>' is of type <valueType>, which does not fit the pivot column's type <pivotType>.",
  },
  "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION": {
    sqlState: "42KDE",
    kind: "analysis",
    message: "The output mode <outputMode> does not go with <operation>.",
  },
  TABLE_OR_VIEW_NOT_FOUND: {
    sqlState: "42P01",
    kind: "analysis",
    message:
      "There is no table or view <relationName>. Check the name and its schema, or use IF EXISTS where a missing one is fine.",
  },
  UDTF_ALIAS_NUMBER_MISMATCH: {
    sqlState: "42802",
    kind: "analysis",
    message: "The function makes <aliasesSize> columns, the names given are <aliasesNames>.",
  },
  UNPIVOT_REQUIRES_VALUE_COLUMNS: {
    sqlState: "42K0A",
    kind: "analysis",
    message: "UNPIVOT needs a value column; all columns are ids.",
  },
  UNPIVOT_VALUE_DATA_TYPE_MISMATCH: {
    sqlState: "42K09",
    kind: "analysis",
    message: "The value columns of UNPIVOT have no type in common: [<types>].",
  },
  UNPIVOT_VALUE_SIZE_MISMATCH: {
    sqlState: "428C4",
    kind: "analysis",
    message: "Each value of UNPIVOT needs as many columns as it has names for them: [<names>].",
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
  UNRESOLVED_USING_COLUMN_FOR_JOIN: {
    sqlState: "42703",
    kind: "analysis",
    message: "The USING column <colName> is missing on the <side> side of the join, which has [<suggestion>].",
  },
  UNSUPPORTED_EXPR_FOR_OPERATOR: {
    sqlState: "42K0E",
    kind: "analysis",
    message:
      "<operator> computes row by row and cannot hold [<invalidExprSqls>]. Compute aggregates, window functions and generators in a query below.",
  },
  UNSUPPORTED_EXPR_FOR_WINDOW: {
    sqlState: "42P20",
    kind: "analysis",
    message: "<sqlExpr> cannot be computed over a window.",
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
  UNSUPPORTED_GROUPING_EXPRESSION: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "grouping() and grouping_id() need GROUPING SETS, CUBE or ROLLUP.",
  },
  WINDOW_FUNCTION_FRAME_NOT_ORDERED: {
    sqlState: "42601",
    kind: "analysis",
    message: "The window function <wf_name> needs ORDER BY in its window: <wf_expr>.",
  },
  WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE: {
    sqlState: "42601",
    kind: "analysis",
    message: "Window functions have no place in <clauseName>. Compute them in a query below.",
  },
  WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE: {
    sqlState: "42601",
    kind: "analysis",
    message: "The window function <funcName> needs an OVER clause.",
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
  UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING: {
    sqlState: "0A000",
    kind: "analysis",
    message: "A schema cannot have columns of type CHAR or VARCHAR; declare them as STRING.",
  },
  QUALIFY_REQUIRES_WINDOW_FUNCTION: {
    sqlState: "42903",
    kind: "analysis",
    message: "QUALIFY needs a window function, in its condition or in the SELECT list.",
  },
  QUALIFY_AGGREGATE_NOT_ALLOWED: {
    sqlState: "42903",
    kind: "analysis",
    message: "QUALIFY cannot aggregate: <aggregateExpr>.",
  },
  _LEGACY_ERROR_TEMP_1036: {
    sqlState: "42K0E",
    kind: "analysis",
    message: "The frame <wf> must be <required>, which the function asks for.",
  },
  _LEGACY_ERROR_TEMP_3102: { sqlState: "0A000", kind: "analysis", message: "<msg>" },
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
  FAILED_FUNCTION_CALL: {
    sqlState: "38000",
    kind: "analysis",
    message: "The arguments of <funcName> make no sense together.",
  },
};
