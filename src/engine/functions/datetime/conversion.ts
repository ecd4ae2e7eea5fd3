import { sparkError } from "../../../common/index.ts";
import { type DataType, duckDbType, quoteString } from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCall, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { castSql } from "../cast/index.ts";
import { constantOf, constantText } from "../constant.ts";
import { type ScalarSpec, scalar } from "../define.ts";
import { anything, numeric, of, timestamp } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { localTime } from "../time-zone.ts";
import {
  dateType,
  intType,
  isDatetime,
  isDecimal,
  isFloating,
  isNumeric,
  isString,
  longType,
  stringType,
  timestampNtzType,
  timestampType,
} from "../type-rules.ts";
import { formatSql } from "./format.ts";
import { formatRowsSql } from "./format-rows.ts";
import { patternReader } from "./parse.ts";

const text = of(stringType);
const defaultPattern = "yyyy-MM-dd HH:mm:ss";

function patternOf(expression: ResolvedExpression | undefined, name: string, fallback?: string): string | undefined {
  if (expression === undefined) return fallback;
  const pattern = constantText(expression);
  if (pattern !== undefined) return pattern;
  throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
    functionName: `\`${name}\``,
    argument: "a pattern that is not a constant string",
    reason: "patterns are translated before rows are read; write one call for each pattern and choose with CASE.",
  });
}

/** Text that a pattern does not match: an error that names the function which gives NULL, or NULL outside of ANSI mode. */
function orRefuse(value: string, source: string, tryName: string, strict: boolean): string {
  if (!strict) return value;
  const message = `'Text ''' || ${source} || ''' could not be parsed'`;
  const error = raiseSql("CANNOT_PARSE_TIMESTAMP", { message, func: quoteString(`\`${tryName}\``) });
  return `coalesce(${value}, CASE WHEN ${source} IS NOT NULL THEN ${error} END)`;
}

/** `to_date`, `to_timestamp` and their like: a cast, or text read by a pattern. */
function reader(name: string, type: DataType, strict: boolean): ScalarFunction {
  return scalar({
    name,
    params: [anything, text],
    optional: 1,
    coerce: (call, types) => {
      const [from] = types as [DataType];
      // Numbers are seconds, as in a cast.
      const counts = isNumeric(from) && type.kind === "timestamp" && call.args.length === 1;
      return types.map((other, i) => (i === 0 && !isDatetime(from) && !counts ? stringType : other));
    },
    type,
    nullable: (nullables, call) =>
      nullables.some((nullable) => nullable) ||
      !strict ||
      (call.args.length === 1 && isString(call.args[0]!.type)) ||
      !call.settings.ansi,
    sql([source, pattern], call, settings) {
      const from = call.args[0]!.type;
      const mode = strict && settings.ansi ? "ansi" : "try";
      if (pattern !== undefined && constantOf(call.args[1]) === null) return `CAST(NULL AS ${duckDbType(type)})`;
      const format = pattern === undefined || !isString(from) ? undefined : patternOf(call.args[1], name);
      if (format === undefined) return castSql(source!, from, type, mode, settings);
      return orRefuse(
        readSql(source!, format, type, settings),
        source!,
        name.startsWith("try_") ? name : `try_${name}`,
        mode === "ansi",
      );
    },
  });
}

function readSql(source: string, pattern: string, type: DataType, settings: ExpressionSettings): string {
  const read = patternReader(pattern);
  if (type.kind === "date") return `CAST(${read.local(source)} AS DATE)`;
  return type.kind === "timestamp" ? read.instant(source, settings.timeZone) : read.local(source);
}

/** Seconds since the epoch; before it, a fraction is cut off towards the epoch, as by Spark and unlike in `unix_seconds`. */
function unixSeconds(source: string, call: ResolvedCall, settings: ExpressionSettings): string {
  const [{ type }] = call.args as [ResolvedExpression];
  // A time without a zone counts as one of UTC here.
  if (type.kind === "timestamp_ntz") return `(epoch_us(${source}) // 1000000)`;
  if (!isString(type)) {
    const instant = castSql(source, type, timestampType, "ansi", settings);
    return `(epoch_us(${instant}) // 1000000)`;
  }
  const instant = readSql(source, patternOf(call.args[1], call.name, defaultPattern)!, timestampType, settings);
  return `(epoch_us(${orRefuse(instant, source, "try_to_timestamp", settings.ansi)}) // 1000000)`;
}

function unixTimestamp(name: string, optional: number): ScalarFunction {
  return scalar({
    name,
    params: [anything, text],
    optional,
    type: longType,
    nullable: (nullables, call) => call.args.length > 0 && (nullables[0]! || !call.settings.ansi),
    deterministic: true,
    sql: ([source], call, settings) =>
      source === undefined ? "mr_floor_div(epoch_us(now()), 1000000)" : unixSeconds(source, call, settings),
    print: (args, written) => `${written}(${[args[0] ?? "current_timestamp()", args[1] ?? defaultPattern].join(", ")})`,
  });
}

function instantFrom(name: string, perSecond: number): ScalarFunction {
  return scalar({
    name,
    params: [name === "timestamp_seconds" ? numeric : of(longType)],
    type: timestampType,
    nullable: ([nullable], call) => nullable! || isFloating(call.args[0]!.type),
    sql([n], call) {
      const { type } = call.args[0]!;
      if (isFloating(type)) return `make_timestamptz(CAST(trunc(${n}::DOUBLE * 1000000) AS BIGINT))`;
      if (isDecimal(type)) return `make_timestamptz(CAST(trunc(${n} * CAST(1000000 AS DECIMAL(7,0))) AS BIGINT))`;
      if (perSecond === 1_000_000) return `make_timestamptz(CAST(${n} AS BIGINT))`;
      const unit = perSecond === 1 ? "seconds" : "milliseconds";
      const limit = 9_223_372_036_854_775_807n / BigInt(1_000_000 / perSecond);
      const overflow = raiseSql("DATETIME_OVERFLOW", {
        operation: `'create a TIMESTAMP from ' || ${n} || 'L ${unit} since the epoch'`,
      });
      return `CASE WHEN abs(CAST(${n} AS HUGEINT)) > ${limit} THEN ${overflow} ELSE make_timestamptz(CAST(${n} AS BIGINT) * ${1_000_000 / perSecond}) END`;
    },
  });
}

function unixFrom(name: string, micros: number): ScalarFunction {
  return scalar({
    name,
    params: [of(timestampType)],
    type: longType,
    sql: ([t]) => (micros === 1 ? `epoch_us(${t})` : `mr_floor_div(epoch_us(${t}), ${micros})`),
  });
}

function now(
  name: string,
  aliases: readonly string[],
  type: DataType,
  sql: (settings: ExpressionSettings) => string,
): ScalarFunction {
  const spec: ScalarSpec = {
    name,
    aliases,
    params: [],
    type,
    nullable: false,
    sql: (_args, _call, settings) => sql(settings),
    print: () => `${name}()`,
  };
  return scalar(spec);
}

export const conversionFunctions: readonly ScalarFunction[] = [
  reader("to_date", dateType, true),
  reader("try_to_date", dateType, false),
  reader("to_timestamp", timestampType, true),
  reader("to_timestamp_ltz", timestampType, true),
  reader("to_timestamp_ntz", timestampNtzType, true),
  reader("try_to_timestamp", timestampType, false),
  scalar({
    name: "date_format",
    params: [timestamp, text],
    type: stringType,
    sql([t, written], call, { timeZone }) {
      const pattern = constantText(call.args[1]!);
      const instant = call.args[0]!.type.kind === "timestamp" ? t : undefined;
      const local = instant === undefined ? t! : localTime(t!, timeZone);
      return pattern === undefined
        ? formatRowsSql(local, written!, timeZone, instant)
        : formatSql(local, pattern, timeZone, instant);
    },
  }),
  scalar({
    name: "from_unixtime",
    params: [of(longType), text],
    optional: 1,
    printDefaults: [defaultPattern],
    type: stringType,
    nullable: true,
    sql([seconds, written], call, { timeZone }) {
      const instant = `mr_seconds_timestamp(${seconds})`;
      const pattern = call.args[1] === undefined ? defaultPattern : constantText(call.args[1]);
      const local = localTime(instant, timeZone);
      return pattern === undefined
        ? formatRowsSql(local, written!, timeZone, instant)
        : formatSql(local, pattern, timeZone, instant);
    },
  }),
  unixTimestamp("unix_timestamp", 2),
  unixTimestamp("to_unix_timestamp", 1),
  instantFrom("timestamp_seconds", 1),
  instantFrom("timestamp_millis", 1000),
  instantFrom("timestamp_micros", 1_000_000),
  unixFrom("unix_seconds", 1_000_000),
  unixFrom("unix_millis", 1000),
  unixFrom("unix_micros", 1),
  scalar({
    name: "unix_date",
    params: [of(dateType)],
    type: intType,
    sql: ([d]) => `CAST((${d} - DATE '1970-01-01') AS INTEGER)`,
  }),
  scalar({
    name: "date_from_unix_date",
    params: [of(intType)],
    type: dateType,
    sql: ([n]) => `(DATE '1970-01-01' + ${n})`,
  }),
  now("current_timestamp", [], timestampType, () => "now()"),
  now("now", [], timestampType, () => "now()"),
  now("localtimestamp", [], timestampNtzType, ({ timeZone }) => localTime("now()", timeZone)),
  now("current_date", ["curdate"], dateType, ({ timeZone }) => `CAST(${localTime("now()", timeZone)} AS DATE)`),
  now("current_timezone", [], stringType, ({ timeZone }) => quoteString(timeZone)),
];
