import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of functions in Python. */
export const pythonConditions: ConditionCatalogue = {
  PYTHON_EXCEPTION: {
    sqlState: "38000",
    kind: "runtime",
    message: "<msg>: <traceback>",
  },
  STREAMING_PYTHON_RUNNER_INITIALIZATION_FAILURE: {
    sqlState: "XXKST",
    kind: "runtime",
    message: "The Python process for a streaming query did not start, it answered <resFromPython>: <msg>",
  },
  UNEXPECTED_POSITIONAL_ARGUMENT: {
    sqlState: "4274K",
    kind: "analysis",
    message: "A call of <routineName> has an argument without a name behind the one named <parameterName>.",
  },
  "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE": {
    sqlState: "4274K",
    kind: "analysis",
    message: "A call of <routineName> gives the argument <parameterName> twice.",
  },
  "UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE": {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "A Python function of columns of both sides cannot stand in the ON clause of a <joinType> JOIN. For an INNER JOIN, write a CROSS JOIN with a WHERE clause.",
  },
  INVALID_PANDAS_UDF_PLACEMENT: {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "A query that sums up groups with the Python functions <functionList> cannot use built-in aggregates as well. Aggregate with each by itself and join the results.",
  },
  "UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF": {
    sqlState: "0A000",
    kind: "analysis",
    message: "The Python function <funcName> cannot be called within a lambda function.",
  },
};
