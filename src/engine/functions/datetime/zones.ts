import type { ScalarFunction } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { of, type Parameter } from "../parameters.ts";
import { instantOf, localTime } from "../time-zone.ts";
import { isString, isTimestamp, stringType, timestampNtzType, timestampType } from "../type-rules.ts";

const text = of(stringType);
const instantOrLocal: Parameter = {
  required: '("TIMESTAMP" or "TIMESTAMP_NTZ")',
  accept: (from) => (isTimestamp(from) ? from : isString(from) || from.kind === "void" ? timestampType : undefined),
};
const bucketWidth: Parameter = {
  required: '"INTERVAL DAY TO SECOND"',
  accept: (from) => (from.kind === "interval_day_time" ? from : undefined),
};
const quoted = (zone: string): string => `'${zone.replaceAll("'", "''")}'`;

/** A shift between UTC and a zone, constant or not. */
function zoneShift(name: string, toZone: boolean): ScalarFunction {
  return scalar({
    name,
    params: [of(timestampType), text],
    type: timestampType,
    sql([t, zone], call) {
      const constant = constantText(call.args[1]);
      if (toZone)
        return `timezone('UTC', ${constant === undefined ? `timezone(${zone}, ${t})` : localTime(t!, constant)})`;
      const utc = `timezone('UTC', ${t})`;
      return constant === undefined ? `timezone(${zone}, ${utc})` : instantOf(utc, constant);
    },
  });
}

/** What clocks of one zone show when those of another show a given time. */
const convertTimezone: ScalarFunction = scalar({
  name: "convert_timezone",
  params: [text, text, of(timestampNtzType)],
  optional: 1,
  coerce: (_call, types) => [...types.slice(0, -1).map(() => stringType), timestampNtzType],
  type: timestampNtzType,
  sql(args, call, settings) {
    const [from, to, local] = args.length === 3 ? args : [quoted(settings.timeZone), args[0], args[1]];
    const zones =
      args.length === 3
        ? [constantText(call.args[0]), constantText(call.args[1])]
        : [settings.timeZone, constantText(call.args[0])];
    const instant = zones[0] === undefined ? `timezone(${from}, ${local})` : instantOf(local!, zones[0]);
    const shown = zones[1] === undefined ? `timezone(${to}, ${instant})` : localTime(instant, zones[1]);
    return call.args.slice(0, -1).some((zone) => zone.nullable)
      ? `CASE WHEN ${from} IS NOT NULL AND ${to} IS NOT NULL THEN ${shown} END`
      : shown;
  },
  print: (args) => `convert_timezone(${[...(args.length === 3 ? [] : ["current_timezone()"]), ...args].join(", ")})`,
});

/** The start of the span, counted from an origin, in which a time lies. */
const timeBucket: ScalarFunction = scalar({
  name: "time_bucket",
  params: [bucketWidth, instantOrLocal, instantOrLocal],
  optional: 1,
  coerce: (_call, [width, at, origin]) => [width!, at!, ...(origin === undefined ? [] : [at!])],
  type: ([, at]) => at!,
  nullable: (nullables) => nullables.some((nullable) => nullable),
  sql([width, at, origin], call) {
    const { kind } = call.type;
    const make = kind === "timestamp" ? "make_timestamptz" : "make_timestamp";
    const from = origin === undefined ? "CAST(0 AS BIGINT)" : `epoch_us(${origin})`;
    const since = `(epoch_us(${at}) - ${from})`;
    return `${make}(${from} + mr_floor_div(${since}, epoch_us(${width})) * epoch_us(${width}))`;
  },
  print: (args, name) => `${name}(${args.join(", ")})`,
});

/** The origin that is left out shows in the name, in the words of the time's type. */
const namedTimeBucket: ScalarFunction = {
  ...timeBucket,
  print(args, call) {
    const literal = call.type.kind === "timestamp" ? "TIMESTAMP" : "TIMESTAMP_NTZ";
    return `time_bucket(${[...args, ...(args.length === 2 ? [`${literal} '1970-01-01 00:00:00'`] : [])].join(", ")})`;
  },
};

export const zoneFunctions: readonly ScalarFunction[] = [
  zoneShift("from_utc_timestamp", true),
  zoneShift("to_utc_timestamp", false),
  convertTimezone,
  namedTimeBucket,
];
