import { sparkError } from "../../../common/index.ts";
import { type DataType, duckDbType, type SparkType, StructField, StructType } from "../../../types/index.ts";
import type {
  CallSite,
  GeneratorFunction,
  ResolvedCall,
  ResolvedExpression,
  ResolvedGeneratorCall,
  ScalarFunction,
} from "../../plan/index.ts";
import { constantOf, constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { anyStruct, anything, of, timestamp } from "../parameters.ts";
import { mismatch, unexpectedType } from "../refusal.ts";
import { stringType, timestampType } from "../type-rules.ts";

/** Size, distance and offset of time windows, in microseconds. */
export interface WindowSpan {
  readonly size: bigint;
  readonly slide: bigint;
  readonly start: bigint;
}

const units: Readonly<Record<string, bigint>> = {
  microsecond: 1n,
  millisecond: 1000n,
  second: 1_000_000n,
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
  week: 604_800_000_000n,
};
const calendarUnits: ReadonlySet<string> = new Set(["month", "year"]);

/**
 * A duration such as `10 minutes` or `interval 1 hour 30 minutes`.
 *
 * @throws SparkException `_LEGACY_ERROR_TEMP_3231` for months, which have no fixed length, `CANNOT_PARSE_INTERVAL` for what is no duration
 */
export function durationMicroseconds(text: string): bigint {
  let total = 0n;
  let rest = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, "");
  while (rest !== "") {
    const match = /^([+-]?\d+)(?:\.(\d{1,9}))?\s*([a-z]+?)s?(?:\s+|$)/.exec(rest);
    if (match !== null && calendarUnits.has(match[3]!)) throw sparkError("_LEGACY_ERROR_TEMP_3231", { interval: text });
    const unit = match === null ? undefined : units[match[3]!];
    if (match === null || unit === undefined)
      throw sparkError("CANNOT_PARSE_INTERVAL", { intervalString: `'${text}'` });
    const fraction = match[2] === undefined ? 0n : (BigInt(match[2].padEnd(9, "0")) * unit) / 1_000_000_000n;
    total += BigInt(match[1]!) * unit + fraction;
    rest = rest.slice(match[0].length);
  }
  return total;
}

/** The span of a call `window(time, size [, slide [, start]])`. */
function windowSpan(call: Pick<CallSite, "args">): WindowSpan {
  const [size = 0n, slide = size, start = 0n] = call.args.slice(1).map(spanOf);
  return { size, slide, start };
}

/** A text, or a whole number of microseconds. @throws AnalysisException `_LEGACY_ERROR_TEMP_1207` for anything else */
function spanOf(argument: ResolvedExpression): bigint {
  const value = constantOf(argument);
  const { kind } = uncast(argument).type;
  if (kind === "string" && typeof value === "string") return durationMicroseconds(value);
  if ((kind === "integer" || kind === "long") && (typeof value === "number" || typeof value === "bigint"))
    return BigInt(value);
  throw sparkError("_LEGACY_ERROR_TEMP_1207");
}

const uncast = (expression: ResolvedExpression): ResolvedExpression =>
  expression.kind === "cast" ? uncast(expression.child) : expression;

/** The span of a call. @throws AnalysisException `DATATYPE_MISMATCH` for one that makes no windows */
export function checkedSpan(call: CallSite): WindowSpan {
  const span = windowSpan(call);
  const { size, slide, start } = span;
  const refuse = (reason: string, parameters: Readonly<Record<string, string>>) =>
    mismatch(call, ([time]) => `window(${time}, ${size}, ${slide}, ${start})`, reason, parameters);
  const tooShort = (exprName: string, value: bigint) =>
    refuse("VALUE_OUT_OF_RANGE", { exprName, valueRange: "(0, 9223372036854775807]", currentValue: `${value}L` });
  const tooLong = (left: string, leftValue: bigint, constraint: string, right: string, rightValue: bigint) =>
    refuse("PARAMETER_CONSTRAINT_VIOLATION", {
      leftExprName: left,
      leftExprValue: `${leftValue}L`,
      constraint,
      rightExprName: right,
      rightExprValue: `${rightValue}L`,
    });
  if (size <= 0n) throw tooShort("`window_duration`", size);
  if (slide <= 0n) throw tooShort("`slide_duration`", slide);
  if (slide > size) throw tooLong("`slide_duration`", slide, "<=", "`window_duration`", size);
  const distance = start < 0n ? -start : start;
  if (distance >= slide) throw tooLong("`abs(start_time)`", distance, "<", "`slide_duration`", slide);
  return span;
}

const windowType = (time: DataType): DataType =>
  new StructType([new StructField("start", time), new StructField("end", time)]);

const make = (type: DataType): string => (type.kind === "timestamp" ? "make_timestamptz" : "make_timestamp");

/** `window` without overlap; with a slide the analyzer uses {@link slidingWindow} in its place. */
const tumblingWindow = scalar({
  name: "window",
  params: [timestamp, of(stringType), of(stringType), of(stringType)],
  optional: 2,
  type([time], call) {
    const { size, slide } = checkedSpan(call);
    if (size !== slide)
      throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
        functionName: "`window`",
        argument: "a slide here",
        reason: "overlapping windows may stand among the keys of groupBy or in a SELECT list.",
      });
    return windowType(time!);
  },
  sql([time], call) {
    const { size, start } = windowSpan(call);
    const from = `mr_window_start(epoch_us(${time}), ${size}, ${start})`;
    const bound = make((call.type as StructType).fields[0]!.dataType);
    const window = `struct_pack("start" := ${bound}(${from}), "end" := ${bound}(${from} + ${size}))`;
    // Without the condition DuckDB computes the start once for both bounds.
    return call.args[0]!.nullable ? `CASE WHEN ${time} IS NOT NULL THEN ${window} END` : window;
  },
  print: () => "window",
});

/** `window` whose windows overlap: each row stands in several. */
export const slidingWindow: GeneratorFunction = {
  kind: "generator",
  name: "window",
  resolve(call) {
    const time = timestamp.accept(call.args[0]!.type, call.settings.ansi);
    if (time === undefined) throw unexpectedType(call, () => "window", 0, '"TIMESTAMP"');
    return { argTypes: [time, ...call.args.slice(1).map((arg) => arg.type)], type: windowType(time), nullable: false };
  },
  columns: (call) => [{ name: "window", type: slidingWindow.resolve(call).type, nullable: false }],
  rows([time], call) {
    const { size, slide, start } = windowSpan(call);
    const bound = make(timeType(call));
    const last = `mr_window_start(epoch_us(${time}), ${slide}, ${start})`;
    const overlap = (size + slide - 1n) / slide;
    const from = `(${last} - (i * ${slide}))`;
    const row = `{'f0': struct_pack("start" := ${bound}(${from}), "end" := ${bound}(${from} + ${size}))}`;
    const inside = `list_filter(range(${overlap}), lambda i: ${from} + ${size} > epoch_us(${time}))`;
    return `CASE WHEN ${time} IS NOT NULL THEN list_transform(${inside}, lambda i: ${row}) END`;
  },
  print: () => "window",
};

function timeType(call: ResolvedGeneratorCall | ResolvedCall): DataType {
  return call.args[0]!.type.kind === "timestamp_ntz" ? call.args[0]!.type : timestampType;
}

const windowTime = scalar({
  name: "window_time",
  params: [anyStruct],
  type: ([window]) => (window as StructType).fields[1]?.dataType ?? timestampType,
  sql: ([window], call) => `CAST(struct_extract(${window}, 'end') - to_microseconds(1) AS ${duckDbType(call.type)})`,
});

/**
 * Whether each row opens a session: its gap is the same for all, and above zero.
 *
 * @throws SparkException `CANNOT_PARSE_INTERVAL` for a gap that is no duration
 */
export function isConstantGap(gap: ResolvedExpression): boolean {
  const text = constantText(gap);
  return text !== undefined && !hasMonths(text) && durationMicroseconds(text) > 0n;
}

const hasMonths = (text: string): boolean => /\b(?:month|year)s?\b/i.test(text);

/** A type as Spark's message about gaps has it. */
function className(type: DataType): string {
  const t = type as SparkType;
  switch (t.kind) {
    case "interval_day_time":
      return `DayTimeIntervalType(${t.startField},${t.endField})`;
    case "interval_year_month":
      return `YearMonthIntervalType(${t.startField},${t.endField})`;
    default:
      return `${t.kind.charAt(0).toUpperCase()}${t.kind.slice(1)}Type`;
  }
}

/** The session that a row opens alone: from its time for as long as the gap, NULL where that is none. Grouping joins sessions that meet. */
const sessionWindow = scalar({
  name: "session_window",
  params: [timestamp, anything],
  type([time, gap]) {
    if (gap!.kind !== "string" && gap!.kind !== "interval")
      throw sparkError("_LEGACY_ERROR_TEMP_1040", { dt: className(gap!) });
    return windowType(time!);
  },
  sql([time, gap], call) {
    const text = constantText(call.args[1]);
    const length =
      text === undefined || hasMonths(text)
        ? call.args[1]!.type.kind === "string"
          ? `mr_parse_interval(${gap})`
          : gap
        : `to_microseconds(${durationMicroseconds(text)})`;
    return `CASE WHEN ${time} IS NOT NULL THEN struct_pack("start" := ${time}, "end" := CAST(${time} + ${length} AS ${duckDbType((call.type as StructType).fields[1]!.dataType)})) END`;
  },
  print: () => "session_window",
});

export const timeWindowFunctions: readonly ScalarFunction[] = [tumblingWindow, sessionWindow, windowTime];
