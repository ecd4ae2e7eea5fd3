import type { ErrorKind } from "../../common/index.ts";

/** Java classes that errors have on the wire, each with the class above it. */
const parents: Readonly<Record<string, string>> = {
  "java.lang.Throwable": "java.lang.Object",
  "java.lang.Exception": "java.lang.Throwable",
  "java.lang.RuntimeException": "java.lang.Exception",
  "java.lang.ReflectiveOperationException": "java.lang.Exception",
  "java.lang.ClassNotFoundException": "java.lang.ReflectiveOperationException",
  "java.lang.ArithmeticException": "java.lang.RuntimeException",
  "java.lang.IllegalArgumentException": "java.lang.RuntimeException",
  "java.lang.NumberFormatException": "java.lang.IllegalArgumentException",
  "java.lang.IndexOutOfBoundsException": "java.lang.RuntimeException",
  "java.lang.ArrayIndexOutOfBoundsException": "java.lang.IndexOutOfBoundsException",
  "java.lang.UnsupportedOperationException": "java.lang.RuntimeException",
  "java.sql.SQLException": "java.lang.Exception",
  "java.time.DateTimeException": "java.lang.RuntimeException",
  "java.util.NoSuchElementException": "java.lang.RuntimeException",
  "org.apache.spark.SparkArithmeticException": "java.lang.ArithmeticException",
  "org.apache.spark.SparkArrayIndexOutOfBoundsException": "java.lang.ArrayIndexOutOfBoundsException",
  "org.apache.spark.SparkClassNotFoundException": "java.lang.ClassNotFoundException",
  "org.apache.spark.SparkDateTimeException": "java.time.DateTimeException",
  "org.apache.spark.SparkException": "java.lang.Exception",
  "org.apache.spark.SparkIllegalArgumentException": "java.lang.IllegalArgumentException",
  "org.apache.spark.SparkNoSuchElementException": "java.util.NoSuchElementException",
  "org.apache.spark.SparkNumberFormatException": "java.lang.NumberFormatException",
  "org.apache.spark.SparkRuntimeException": "java.lang.RuntimeException",
  "org.apache.spark.SparkSQLException": "java.sql.SQLException",
  "org.apache.spark.SparkUnsupportedOperationException": "java.lang.UnsupportedOperationException",
  "org.apache.spark.SparkUpgradeException": "java.lang.RuntimeException",
  "org.apache.spark.api.python.PythonException": "java.lang.RuntimeException",
  "org.apache.spark.sql.AnalysisException": "java.lang.Exception",
  "org.apache.spark.sql.catalyst.ExtendedAnalysisException": "org.apache.spark.sql.AnalysisException",
  "org.apache.spark.sql.catalyst.analysis.NoSuchDatabaseException": "org.apache.spark.sql.AnalysisException",
  "org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException":
    "org.apache.spark.sql.catalyst.analysis.NoSuchDatabaseException",
  "org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException": "org.apache.spark.sql.AnalysisException",
  "org.apache.spark.sql.catalyst.analysis.TempTableAlreadyExistsException": "org.apache.spark.sql.AnalysisException",
  "org.apache.spark.sql.catalyst.parser.ParseException": "org.apache.spark.sql.AnalysisException",
  "org.apache.spark.sql.connect.common.InvalidPlanInput": "java.lang.Exception",
  "org.apache.spark.sql.connector.catalog.CatalogNotFoundException": "org.apache.spark.SparkException",
  "org.apache.spark.sql.streaming.StreamingQueryException": "java.lang.Exception",
};

const EXTENDED_ANALYSIS = "org.apache.spark.sql.catalyst.ExtendedAnalysisException";
const SPARK_EXCEPTION = "org.apache.spark.SparkException";
const SQL_EXCEPTION = "org.apache.spark.SparkSQLException";

/** The class of most errors of a kind. */
const ofKind: Readonly<Record<ErrorKind, string>> = {
  analysis: "org.apache.spark.sql.AnalysisException",
  parse: "org.apache.spark.sql.catalyst.parser.ParseException",
  runtime: "org.apache.spark.SparkRuntimeException",
  arithmetic: "org.apache.spark.SparkArithmeticException",
  numberFormat: "org.apache.spark.SparkNumberFormatException",
  dateTime: "org.apache.spark.SparkDateTimeException",
  arrayIndex: "org.apache.spark.SparkArrayIndexOutOfBoundsException",
  illegalArgument: "org.apache.spark.SparkIllegalArgumentException",
  unsupported: "org.apache.spark.SparkUnsupportedOperationException",
  noSuchElement: "org.apache.spark.SparkNoSuchElementException",
  streaming: "org.apache.spark.sql.streaming.StreamingQueryException",
  io: SPARK_EXCEPTION,
  cancelled: SQL_EXCEPTION,
};

/** Where Spark's class is another one than that of the kind: by condition, or by main condition for all of its subclasses. */
const ofCondition: Readonly<Record<string, string>> = {
  CATALOG_NOT_FOUND: "org.apache.spark.sql.connector.catalog.CatalogNotFoundException",
  CONNECT_INVALID_PLAN: "org.apache.spark.sql.connect.common.InvalidPlanInput",
  DATA_SOURCE_NOT_FOUND: "org.apache.spark.SparkClassNotFoundException",
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION": "org.apache.spark.SparkUpgradeException",
  INTERNAL_ERROR: SPARK_EXCEPTION,
  INVALID_ARTIFACT_PATH: "org.apache.spark.SparkRuntimeException",
  INVALID_CLONE_SESSION_REQUEST: SQL_EXCEPTION,
  INVALID_CURSOR: SQL_EXCEPTION,
  "INVALID_FORMAT.MISMATCH_INPUT": "org.apache.spark.SparkIllegalArgumentException",
  INVALID_HANDLE: SQL_EXCEPTION,
  MALFORMED_RECORD_IN_PARSING: SPARK_EXCEPTION,
  PYTHON_EXCEPTION: "org.apache.spark.api.python.PythonException",
  SCALAR_SUBQUERY_TOO_MANY_ROWS: SPARK_EXCEPTION,
  SCHEMA_NOT_FOUND: "org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException",
  TABLE_OR_VIEW_ALREADY_EXISTS: "org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException",
  TEMP_TABLE_OR_VIEW_ALREADY_EXISTS: "org.apache.spark.sql.catalyst.analysis.TempTableAlreadyExistsException",
  // What Spark finds when it checks a whole plan comes with that plan.
  DATATYPE_MISMATCH: EXTENDED_ANALYSIS,
  DISTINCT_WINDOW_FUNCTION_UNSUPPORTED: EXTENDED_ANALYSIS,
  GROUP_BY_AGGREGATE: EXTENDED_ANALYSIS,
  INVALID_FORMAT: EXTENDED_ANALYSIS,
  INCOMPATIBLE_COLUMN_TYPE: EXTENDED_ANALYSIS,
  INVALID_LIMIT_LIKE_EXPRESSION: EXTENDED_ANALYSIS,
  INVALID_SUBQUERY_EXPRESSION: EXTENDED_ANALYSIS,
  INVALID_USAGE_OF_STAR_OR_REGEX: EXTENDED_ANALYSIS,
  INVALID_WHERE_CONDITION: EXTENDED_ANALYSIS,
  JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE: EXTENDED_ANALYSIS,
  MISSING_AGGREGATION: EXTENDED_ANALYSIS,
  MISSING_GROUP_BY: EXTENDED_ANALYSIS,
  MISSING_WINDOW_SPECIFICATION: EXTENDED_ANALYSIS,
  NESTED_AGGREGATE_FUNCTION: EXTENDED_ANALYSIS,
  NUM_COLUMNS_MISMATCH: EXTENDED_ANALYSIS,
  TABLE_OR_VIEW_NOT_FOUND: EXTENDED_ANALYSIS,
  UNPIVOT_REQUIRES_VALUE_COLUMNS: EXTENDED_ANALYSIS,
  UNPIVOT_VALUE_DATA_TYPE_MISMATCH: EXTENDED_ANALYSIS,
  UNRESOLVED_COLUMN: EXTENDED_ANALYSIS,
  UNSUPPORTED_EXPR_FOR_OPERATOR: EXTENDED_ANALYSIS,
  UNSUPPORTED_EXPR_FOR_WINDOW: EXTENDED_ANALYSIS,
  "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE": EXTENDED_ANALYSIS,
  UNSUPPORTED_GROUPING_EXPRESSION: EXTENDED_ANALYSIS,
  WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE: EXTENDED_ANALYSIS,
  _LEGACY_ERROR_TEMP_3102: EXTENDED_ANALYSIS,
};

/** The Java classes of an error, from its own up to Object: clients choose their exception by them. */
export function javaClasses(condition: string, kind: ErrorKind): string[] {
  return lineage(ofCondition[condition] ?? ofCondition[condition.split(".")[0]!] ?? ofKind[kind]);
}

/** A class and those above it. */
export function lineage(name: string): string[] {
  const above = parents[name];
  return above === undefined ? [name] : [name, ...lineage(above)];
}
