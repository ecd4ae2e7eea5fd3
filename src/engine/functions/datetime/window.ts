import { sparkError } from "../../../common/index.ts";
import { type DataType, duckDbType, StructField, StructType } from "../../../types/index.ts";
import type {
  CallSite,
  GeneratorFunction,
  ResolvedCall,
  ResolvedGeneratorCall,
  ScalarFunction,
} from "../../plan/index.ts";
import { constantOf, constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { anyStruct, anything, of, timestamp } from "../parameters.ts";
import { unexpectedType } from "../refusal.ts";
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

/** A duration such as `10 minutes` or `interval 1 hour 30 minutes`; months have no fixed length and are refused. */
export function durationMicroseconds(text: string): bigint {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, "");
  let total = 0n;
  let rest = words;
  while (rest !== "") {
    const match = /^([+-]?\d+)(?:\.(\d{1,9}))?\s*([a-z]+?)s?(?:\s+|$)/.exec(rest);
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
export function windowSpan(call: Pick<CallSite, "args">): WindowSpan {
  const [size = 0n, slide = size, start = 0n] = call.args.slice(1).map((arg) => {
    const value = constantOf(arg);
    return typeof value === "bigint" ? value : durationMicroseconds(constantText(arg) ?? "");
  });
  if (size <= 0n || slide <= 0n || slide > size || start < -slide || start >= slide)
    throw sparkError("DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION", {
      sqlExpr: '"window"',
      leftExprName: "`slide_duration`",
      leftExprValue: String(slide),
      constraint: "<=",
      rightExprName: "`window_duration`",
      rightExprValue: String(size),
    });
  return { size, slide, start };
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
    const { size, slide } = windowSpan(call);
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

/** The session that a row opens alone: from its time for as long as the gap. Grouping joins sessions that meet. */
const sessionWindow = scalar({
  name: "session_window",
  params: [timestamp, anything],
  type: ([time]) => windowType(time!),
  sql([time, gap], call) {
    const constant = constantOf(call.args[1]);
    const microseconds = typeof constant === "bigint" ? constant : constantText(call.args[1]);
    const length =
      microseconds === undefined
        ? `CAST(${gap} AS INTERVAL)`
        : `to_microseconds(${typeof microseconds === "bigint" ? microseconds : durationMicroseconds(microseconds)})`;
    return `CASE WHEN ${time} IS NOT NULL THEN struct_pack("start" := ${time}, "end" := CAST(${time} + ${length} AS ${duckDbType((call.type as StructType).fields[1]!.dataType)})) END`;
  },
  print: () => "session_window",
});

export const timeWindowFunctions: readonly ScalarFunction[] = [tumblingWindow, sessionWindow, windowTime];
