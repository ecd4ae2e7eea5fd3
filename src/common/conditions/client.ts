import type { ConditionCatalogue } from "./condition.ts";

/** Conditions that the API raises itself, before anything is sent; PySpark gives them no SQLSTATE. */
export const clientConditions: ConditionCatalogue = {
  INVALID_WHEN_USAGE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "<method>() continues a column that when() has begun, and nothing follows otherwise().",
  },
  AXIS_LENGTH_MISMATCH: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "A row has <actual_length> values where there are <expected_length> columns.",
  },
  INVALID_WINDOW_BOUND: {
    sqlState: "22023",
    kind: "illegalArgument",
    message:
      "<bound> is no bound of a window: give a whole number, Window.unboundedPreceding or Window.unboundedFollowing.",
  },
  VALUE_NOT_BETWEEN: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The value for `<arg_name>` has to be between <min> and <max>.",
  },
  VALUE_NOT_POSITIVE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The value for `<arg_name>` has to be positive, but is <arg_value>.",
  },
  VALUE_NOT_NON_EMPTY_STR: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The value for `<arg_name>` has to be a text that is not empty, but is '<arg_value>'.",
  },
  NO_OBSERVE_BEFORE_GET: {
    sqlState: "42601",
    kind: "illegalArgument",
    message: "The observation observes no frame yet: give it to observe() before its metrics are asked for.",
  },
  REUSE_OBSERVATION: {
    sqlState: "42601",
    kind: "illegalArgument",
    message: "The observation observes a frame already; make another one for each frame.",
  },
  "UNSUPPORTED_DESERIALIZER.FIELD_NUMBER_MISMATCH": {
    sqlState: "0A000",
    kind: "analysis",
    message: "Rows of <schema> are no texts: there has to be <ordinal> column.",
  },
  CANNOT_BE_EMPTY: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "At least one <item> has to be given.",
  },
  UNSUPPORTED_DATA_TYPE: {
    sqlState: "0A000",
    kind: "unsupported",
    message: "Values of type `<data_type>` are not supported here.",
  },
  UNKNOWN_EXPLAIN_MODE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "There is no explain mode '<explainMode>'. Modes: simple, extended, codegen, cost, formatted.",
  },
  UNSUPPORTED_JOIN_TYPE: {
    sqlState: "0A000",
    kind: "analysis",
    message: "There is no join type '<typ>'. Supported join types: <supported>.",
  },
  ONLY_ALLOW_SINGLE_TRIGGER: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "Give exactly one trigger.",
  },
  INVALID_STREAMING_SOURCE_NAME: {
    sqlState: "42601",
    kind: "illegalArgument",
    message: "'<source_name>' cannot name a streaming source: use letters, digits and underscores.",
  },
  INVALID_SAVE_MODE: {
    sqlState: "42000",
    kind: "analysis",
    message: "There is no save mode <mode>. Modes: append, overwrite, error, errorifexists, ignore.",
  },
  UNSUPPORTED_OPERATION: {
    sqlState: "0A000",
    kind: "unsupported",
    message: "<operation> is not supported.",
  },
  INVALID_OPERATION_TAG: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "'<tag>' cannot be a tag: a tag is not empty and has no comma.",
  },
  UNSUPPORTED_MASTER: {
    sqlState: "0A000",
    kind: "illegalArgument",
    message:
      "The master '<master>' cannot be started from here. Use 'local[*]' for the embedded engine, or .remote(\"sc://host:port\") for a Spark Connect server of the cluster.",
  },
  WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The function given to `<func_name>` takes 1 to 3 parameters, not <num_args>.",
  },
  HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The function given to `<func_name>` has to return a Column, not a <return_type>.",
  },
  SESSION_NOT_SAME: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "Both DataFrames have to belong to the same SparkSession.",
  },
  SESSION_STOPPED: {
    sqlState: "08003",
    kind: "illegalArgument",
    message: "The SparkSession was stopped. Make a new one with SparkSession.builder.getOrCreate().",
  },
  NO_EMBEDDED_ENGINE: {
    sqlState: "08001",
    kind: "illegalArgument",
    message:
      'This entry point has no embedded engine. Import SparkSession from "millrace", or name a server with .remote("sc://host:port") or SPARK_REMOTE.',
  },
  CANNOT_CONFIGURE_SPARK_CONNECT_MASTER: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "spark.master is '<master_url>' and spark.remote is '<connect_url>': set only one of them.",
  },
  CANNOT_INFER_EMPTY_SCHEMA: {
    sqlState: "42K0E",
    kind: "illegalArgument",
    message: "A schema cannot be inferred from no rows. Give one as the second argument.",
  },
  CANNOT_INFER_TYPE_FOR_FIELD: {
    sqlState: "42K0E",
    kind: "illegalArgument",
    message: "No type can be inferred for the field `<field_name>`: <reason>. Give a schema as the second argument.",
  },
  FIELD_DATA_TYPE_UNACCEPTABLE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The value <obj> of the field `<field_name>` does not fit the type <data_type>.",
  },
  FIELD_NOT_NULLABLE: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The field `<field_name>` is not nullable, but a row has no value for it.",
  },
  STREAMING_CONNECT_LOCAL_FUNCTION: {
    sqlState: "0A000",
    kind: "unsupported",
    message:
      "<name> with a JavaScript function runs in this process, and a remote Spark server cannot call it. Use the embedded engine, or write to a sink that the server has: a table, files, Kafka.",
  },
  INVALID_RESPONSE: {
    sqlState: "08P01",
    kind: "runtime",
    message: "The server broke the Spark Connect protocol: <detail>",
  },
  RESPONSE_ALREADY_RECEIVED: {
    sqlState: "08007",
    kind: "runtime",
    message:
      "The server has forgotten the operation before its results were all read (<error_type>). Run it again; how long a server keeps an operation that nobody reads is its setting.",
  },
  SERVER_TOO_OLD: {
    sqlState: "0A000",
    kind: "unsupported",
    message:
      "<feature> came with Spark <needed>. The server at <address> is Spark <version>, which does not know it and could leave it out without a word.",
  },
  SERVER_UNREACHABLE: {
    sqlState: "08001",
    kind: "runtime",
    message:
      "No Spark Connect server answers at <address>: <reason>. <hint> Without .remote() and SPARK_REMOTE, the embedded engine is used.",
  },
  UNAUTHENTICATED: {
    sqlState: "28000",
    kind: "runtime",
    message:
      "The server at <address> does not accept the token: <reason>. Give its token in the connection string: sc://host:port/;token=…",
  },
  REMOTE_ERROR: {
    sqlState: "XX000",
    kind: "runtime",
    message: "<message>",
  },
  TELEMETRY_NOT_INSTALLED: {
    sqlState: "42K0I",
    kind: "illegalArgument",
    message:
      "<setting> needs the package @opentelemetry/api: npm install @opentelemetry/api, with an SDK that sends the spans.",
  },
  PROGRAM_SYNTAX: {
    sqlState: "42601",
    kind: "parse",
    message: "<path>, line <line>, column <column>: <message>.",
  },
};
