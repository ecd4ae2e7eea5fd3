import { SparkException, sparkError } from "../../common/index.ts";

const raised = "millrace:{";
const ansiConfig = '"spark.sql.ansi.enabled"';

/** Names of types in DuckDB's messages, as Spark's messages have them. */
const typeNames: Readonly<Record<string, string>> = {
  BOOL: "BOOLEAN",
  INT8: "TINYINT",
  INT16: "SMALLINT",
  INT32: "INT",
  INT64: "BIGINT",
  FLOAT: "FLOAT",
  DOUBLE: "DOUBLE",
  VARCHAR: "STRING",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
  TIMESTAMP: "TIMESTAMP_NTZ",
};

const quotedType = (name: string): string => `"${typeNames[name] ?? name}"`;

/** A message of DuckDB and the Spark error that it stands for. */
type Rule = readonly [pattern: RegExp, error: (match: RegExpExecArray, cause: unknown) => SparkException];

/** Functions that give NULL where the operation of DuckDB's message overflows. */
const tolerant: Readonly<Record<string, string>> = {
  addition: "try_add",
  subtraction: "try_subtract",
  multiplication: "try_multiply",
};

function overflow(operation: string, cause: unknown): SparkException {
  const instead = tolerant[operation];
  const alternative = instead === undefined ? "" : ` \`${instead}\` gives NULL instead.`;
  return sparkError("ARITHMETIC_OVERFLOW", { message: "overflow", alternative, config: ansiConfig }, { cause });
}

const outOfRange = (value: string, precision: string, scale: string, cause: unknown): SparkException =>
  sparkError("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", { value, precision, scale, config: ansiConfig }, { cause });

const badInput = (text: string, type: string, cause: unknown): SparkException =>
  sparkError("CAST_INVALID_INPUT", { expression: `'${text}'`, sourceType: '"STRING"', targetType: type }, { cause });

const rules: readonly Rule[] = [
  [
    /Invalid Input Error: ((?:missing|unexpected) [\])]|invalid (?:perl operator|escape sequence|character class|repetition size|named capture group|UTF-8)[^:]*|bad repetition operator|no argument for repetition operator|trailing \\)(?:: ?(.*))?$/s,
    ([, fault, part], cause) =>
      sparkError(
        "UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT",
        {
          functionName: "a regular expression",
          argument: `\`${part ?? ""}\` in its pattern`,
          reason: `${fault}. The engine's expressions (RE2) know no lookaround, back references or possessive quantifiers.`,
        },
        { cause },
      ),
  ],
  [
    /Unknown TimeZone '(.*?)'!/,
    ([, timeZone], cause) => sparkError("INVALID_TIMEZONE", { timeZone: timeZone! }, { cause }),
  ],
  [
    /Could not (?:write|fsync|truncate|move|preallocate)[^"]*file "(.*?)"[^:]*: ([^\n]*)/,
    ([, path, reason], cause) => sparkError("FAILED_WRITE_FILE", { path: path!, reason: reason! }, { cause }),
  ],
  [
    /Failed to read file "(.*?)": Unsupported compression codec "(.*?)"/,
    ([, path, kind], cause) => sparkError("UNSUPPORTED_COMPRESSION", { path: path!, kind: kind! }, { cause }),
  ],
  [
    /No files found that match the pattern "(.*?)"/,
    ([, path], cause) => sparkError("FAILED_READ_FILE.FILE_NOT_EXIST", { path: path! }, { cause }),
  ],
  [/^INTERRUPT Error/, (_, cause) => sparkError("OPERATION_CANCELED", {}, { cause })],
  [/ivision by zero/i, (_, cause) => sparkError("DIVIDE_BY_ZERO", { config: ansiConfig }, { cause })],
  [
    /More than one row returned by a subquery/,
    (_, cause) => sparkError("SCALAR_SUBQUERY_TOO_MANY_ROWS", {}, { cause }),
  ],
  [
    /Overflow in \w+ of DECIMAL\((\d+)\) \(([^)]*)\)/,
    ([, precision, value], cause) => outOfRange(value!, precision!, "0", cause),
  ],
  [
    /Casting value "(.*)" to type DECIMAL\((\d+),(\d+)\) failed/,
    ([, value, precision, scale], cause) => outOfRange(value!, precision!, scale!, cause),
  ],
  [
    /Could not cast value (\S+) to DECIMAL\((\d+),(\d+)\)/,
    ([, value, precision, scale], cause) => outOfRange(value!, precision!, scale!, cause),
  ],
  [
    /Map keys must be unique/,
    (_, cause) =>
      sparkError("DUPLICATED_MAP_KEY", { key: "?", mapKeyDedupPolicy: '"spark.sql.mapKeyDedupPolicy"' }, { cause }),
  ],
  [
    /map key list does not align with the map value list/,
    (_, cause) => sparkError("_LEGACY_ERROR_TEMP_2128", {}, { cause }),
  ],
  [/Map keys can not be NULL/, (_, cause) => sparkError("NULL_MAP_KEY", {}, { cause })],
  // Only sums and products that DuckDB widens by itself are of this type.
  [/Type U?INT128 with value \S+ can't be cast/, (_, cause) => overflow("addition", cause)],
  [
    /Type (.+?) with value (.+?) can't be cast because the value is out of range for the destination type (\S+)/,
    ([, source, value, target], cause) =>
      sparkError(
        "CAST_OVERFLOW",
        { value: value!, sourceType: quotedType(source!), targetType: quotedType(target!) },
        { cause },
      ),
  ],
  [
    /Could not convert string ["'](.*)["'] to (?:type )?([A-Z0-9_]+(?:\(\d+,\d+\))?)/s,
    ([, text, type], cause) => badInput(text!, quotedType(type!), cause),
  ],
  [
    /(date|timestamp) field value out of range: "(.*?)"/i,
    ([, type, text], cause) => badInput(text!, `"${type!.toUpperCase()}"`, cause),
  ],
  [
    /invalid (date|timestamp) field format: "(.*?)"/i,
    ([, type, text], cause) => badInput(text!, `"${type!.toUpperCase()}"`, cause),
  ],
  // Spark shows the sides of bytes and shorts, and of no wider numbers.
  [
    /^Out of Range Error: Overflow in (\w+) of INT(?:8|16) \((-?\d+) (\S) (-?\d+)\)/,
    ([, operation, value1, symbol, value2], cause) =>
      sparkError(
        "BINARY_ARITHMETIC_OVERFLOW",
        { value1: `${value1}S`, symbol: symbol!, value2: `${value2}S`, functionName: `\`${tolerant[operation!]}\`` },
        { cause },
      ),
  ],
  [/^Out of Range Error: Overflow (?:in|on) (\w+)/, ([, operation], cause) => overflow(operation!, cause)],
];

/** What a query raised on purpose: `millrace:` and the condition with its parameters as JSON. */
function raisedError(message: string, cause: unknown): SparkException | undefined {
  const start = message.indexOf(raised);
  if (start < 0) return undefined;
  // The JSON has no line breaks of its own; DuckDB adds the statement's line behind one.
  const line = message.slice(start + raised.length - 1).split("\n", 1)[0]!;
  const { condition, parameters } = JSON.parse(line.slice(0, line.lastIndexOf("}") + 1)) as {
    condition: string;
    parameters?: Record<string, string>;
  };
  return sparkError(condition, parameters ?? {}, { cause });
}

/**
 * The Spark error that an error of DuckDB stands for; errors of our own pass as they are. What has no counterpart is an
 * `INTERNAL_ERROR` with DuckDB's text.
 */
export function sparkErrorOf(error: unknown): SparkException {
  if (error instanceof SparkException) return error;
  const message = error instanceof Error ? error.message : String(error);
  const known = raisedError(message, error);
  if (known !== undefined) return known;
  for (const [pattern, make] of rules) {
    const match = pattern.exec(message);
    if (match !== null) return make(match, error);
  }
  return sparkError("INTERNAL_ERROR", { message }, { cause: error });
}

/** DuckDB's own words for a failure, from the error that was made of it. */
export function duckDbMessage(error: unknown): string {
  const origin = error instanceof SparkException ? (error.cause ?? error) : error;
  return origin instanceof Error ? origin.message : String(origin);
}
