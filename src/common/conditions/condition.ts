/** What decides the class of a raised error; one for each exception class that PySpark programs catch. */
export type ErrorKind =
  | "analysis"
  | "parse"
  | "runtime"
  | "arithmetic"
  | "numberFormat"
  | "dateTime"
  | "arrayIndex"
  | "illegalArgument"
  | "unsupported"
  | "noSuchElement"
  | "streaming"
  | "io"
  | "cancelled";

/** One error condition: names, SQLSTATE and parameters are Spark's where Spark has it, the wording is our own. */
export interface ConditionSpec {
  readonly sqlState: string;
  readonly kind: ErrorKind;
  /** Parameters stand as `<name>`. */
  readonly message: string;
}

export type ConditionCatalogue = Readonly<Record<string, ConditionSpec>>;
