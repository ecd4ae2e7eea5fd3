import type { ConditionCatalogue } from "./condition.ts";

/** Of aggregations, windows over rows, pivots and observed metrics. */
export const groupingConditions: ConditionCatalogue = {
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
  "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN": {
    sqlState: "42903",
    kind: "analysis",
    message: "The FILTER condition <filterExpr> is not boolean.",
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
  UNSUPPORTED_EXPR_FOR_WINDOW: {
    sqlState: "42P20",
    kind: "analysis",
    message: "<sqlExpr> cannot be computed over a window.",
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
};
