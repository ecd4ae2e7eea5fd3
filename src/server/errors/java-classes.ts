import type { ErrorKind } from "../../common/index.ts";

/** Java classes that errors have on the wire, each with the class above it. */
const parents: Readonly<Record<string, string>> = {
  "java.lang.Throwable": "java.lang.Object",
  "java.lang.Exception": "java.lang.Throwable",
  "java.lang.RuntimeException": "java.lang.Exception",
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
  "org.apache.spark.SparkDateTimeException": "java.time.DateTimeException",
  "org.apache.spark.SparkException": "java.lang.Exception",
  "org.apache.spark.SparkIllegalArgumentException": "java.lang.IllegalArgumentException",
  "org.apache.spark.SparkNoSuchElementException": "java.util.NoSuchElementException",
  "org.apache.spark.SparkNumberFormatException": "java.lang.NumberFormatException",
  "org.apache.spark.SparkRuntimeException": "java.lang.RuntimeException",
  "org.apache.spark.api.python.PythonException": "java.lang.RuntimeException",
  "org.apache.spark.SparkSQLException": "java.sql.SQLException",
  "org.apache.spark.SparkUnsupportedOperationException": "java.lang.UnsupportedOperationException",
  "org.apache.spark.sql.AnalysisException": "java.lang.Exception",
  "org.apache.spark.sql.catalyst.parser.ParseException": "org.apache.spark.sql.AnalysisException",
  "org.apache.spark.sql.streaming.StreamingQueryException": "java.lang.Exception",
};

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
  io: "org.apache.spark.SparkException",
  cancelled: "org.apache.spark.SparkSQLException",
};

/** Conditions that Spark raises in a class of their own. */
const ofCondition: Readonly<Record<string, string>> = {
  INTERNAL_ERROR: "org.apache.spark.SparkException",
  PYTHON_EXCEPTION: "org.apache.spark.api.python.PythonException",
};

/** The Java classes of an error, from its own up to Object: clients choose their exception by them. */
export function javaClasses(condition: string, kind: ErrorKind): string[] {
  const classes: string[] = [];
  let name: string | undefined = ofCondition[condition] ?? ofKind[kind];
  while (name !== undefined) {
    classes.push(name);
    name = parents[name];
  }
  return classes;
}
