import {
  CalendarIntervalType,
  type DataType,
  DayTimeIntervalType,
  DecimalType,
  YearMonthIntervalType,
} from "../../../types/index.ts";
import type { ExpressionSettings, ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { of, type Parameter } from "../parameters.ts";
import { ansiConfig, raiseSql, raiseText } from "../raise.ts";
import { dateType, intType, stringType, timestampNtzType, timestampType } from "../type-rules.ts";

const int = of(intType);
const text = of(stringType);
const seconds = of(new DecimalType(16, 6));

/** SQL over values that are computed once each; DuckDB refuses TRY around what may raise an error, so they are computed outside of it. */
function overParts(args: readonly string[], sql: (parts: readonly string[]) => string): string {
  const names = args.map((_, i) => `p.p${i}`);
  const fields = args.map((arg, i) => `'p${i}': ${arg}`).join(", ");
  return `list_transform([{${fields}}], lambda p: ${sql(names)})[1]`;
}

const allPresent = (parts: readonly string[]): string => parts.map((part) => `${part} IS NOT NULL`).join(" AND ");

const outOfBounds = (name: string): string =>
  raiseText("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", { rangeMessage: `Invalid arguments of ${name}` });

const makeDate: ScalarFunction = scalar({
  name: "make_date",
  params: [int, int, int],
  type: dateType,
  nullable: (nullables, call) => !call.settings.ansi || nullables.includes(true),
  sql: (args, _call, { ansi }) =>
    overParts(args, (parts) => {
      const made = `TRY(make_date(${parts.map((part) => `${part}::BIGINT`).join(", ")}))`;
      return ansi ? `coalesce(${made}, CASE WHEN ${allPresent(parts)} THEN ${outOfBounds("make_date")} END)` : made;
    }),
});

/** A local timestamp; of seconds, 60 without a fraction is the next minute. NULL where a field is out of its bounds. */
const localSql = ([y, m, d, h, i, s]: readonly string[]): string =>
  `CASE WHEN ${s} >= 0 AND ${s} <= 60 AND ${h} < 24 THEN TRY(make_timestamp(${[y, m, d, h, i].map((part) => `${part}::BIGINT`).join(", ")}, 0::DOUBLE)) + to_microseconds(CAST(${s} * 1000000 AS BIGINT)) END`;

/** A timestamp of its fields, and with a seventh parameter the zone in which they are meant. */
function timestampOf(name: string, aliases: readonly string[], type: DataType): ScalarFunction {
  const zoned = type.kind === "timestamp";
  const tolerant = name.startsWith("try_");
  const params: readonly Parameter[] = [int, int, int, int, int, seconds, ...(zoned ? [text] : [])];
  const whole = (fields: readonly string[], zone: string | undefined): string =>
    zone === undefined ? localSql(fields) : `mr_at_zone(${localSql(fields)}, ${zone})`;
  const valueSql = (parts: readonly string[], settings: ExpressionSettings): string => {
    const fields = parts.slice(0, 6);
    const zone = zoned ? (parts[6] ?? `'${settings.timeZone.replaceAll("'", "''")}'`) : undefined;
    const made = whole(fields, zone);
    if (tolerant || !settings.ansi) return made;
    const second = fields[5]!;
    const fraction = raiseSql("INVALID_FRACTION_OF_SECOND", {
      secAndMicros: `CAST(${second} AS VARCHAR)`,
    });
    const unknownZone =
      zone === undefined || parts[6] === undefined
        ? ""
        : ` WHEN ${localSql(fields)} IS NOT NULL THEN ${raiseSql("INVALID_TIMEZONE", { timeZone: zone })}`;
    const fault = `CASE WHEN NOT (${allPresent(parts)}) THEN NULL WHEN ${second} > 60 AND ${second} < 61 THEN ${fraction}${unknownZone} ELSE ${outOfBounds(name)} END`;
    return `coalesce(${made}, ${fault})`;
  };
  return scalar({
    name,
    aliases,
    params,
    optional: zoned ? 1 : 0,
    type,
    nullable: (nullables, call) => tolerant || !call.settings.ansi || nullables.includes(true),
    sql: (args, _call, settings) => overParts(args, (parts) => valueSql(parts, settings)),
    // Spark forgets the zone in the name of the shorter one.
    ...(tolerant && zoned
      ? {
          print: (args, written) => `${written}(${args.slice(0, written === "try_make_timestamp" ? 6 : 7).join(", ")})`,
        }
      : {}),
  });
}

/** A calendar interval of its parts; what exceeds its months, days or microseconds is an error, or NULL outside of ANSI mode. */
function intervalOf(name: "make_interval" | "try_make_interval"): ScalarFunction {
  const tolerant = name === "try_make_interval";
  return scalar({
    name,
    params: [int, int, int, int, int, int, of(new DecimalType(18, 6))],
    optional: tolerant ? 6 : 7,
    printDefaults: ["0", "0", "0", "0", "0", "0", "0.000000"],
    type: new CalendarIntervalType(),
    nullable: (nullables, call) => tolerant || !call.settings.ansi || nullables.some((nullable) => nullable),
    sql(args, _call, settings) {
      const [years, months, weeks, days, hours, minutes] = Array.from(
        { length: 6 },
        (_, i) => `CAST(${args[i] ?? 0} AS HUGEINT)`,
      );
      const fitting = (sum: string, type: string): string => {
        if (tolerant || !settings.ansi) return `TRY_CAST(${sum} AS ${type})`;
        const overflow = raiseText("ARITHMETIC_OVERFLOW", { message: "overflow", alternative: "", ...ansiConfig });
        return `coalesce(TRY_CAST(${sum} AS ${type}), CASE WHEN ${sum} IS NOT NULL THEN ${overflow} END)`;
      };
      const clock = `${hours} * 3600000000 + ${minutes} * 60000000 + CAST(${args[6] ?? 0} * 1000000 AS HUGEINT)`;
      const parts = [
        `to_months(${fitting(`(${years} * 12 + ${months})`, "INTEGER")})`,
        `to_days(${fitting(`(${weeks} * 7 + ${days})`, "INTEGER")})`,
        `to_microseconds(${fitting(`(${clock})`, "BIGINT")})`,
      ];
      return `(${parts.join(" + ")})`;
    },
  });
}

export const makingFunctions: readonly ScalarFunction[] = [
  makeDate,
  timestampOf("make_timestamp", ["make_timestamp_ltz"], timestampType),
  timestampOf("try_make_timestamp", ["try_make_timestamp_ltz"], timestampType),
  timestampOf("make_timestamp_ntz", [], timestampNtzType),
  timestampOf("try_make_timestamp_ntz", [], timestampNtzType),
  intervalOf("make_interval"),
  intervalOf("try_make_interval"),
  scalar({
    name: "make_dt_interval",
    params: [int, int, int, of(new DecimalType(18, 6))],
    optional: 4,
    printDefaults: ["0", "0", "0", "0.000000"],
    type: new DayTimeIntervalType(),
    sql: ([d = "0", h = "0", m = "0", s = "0"]) =>
      `to_microseconds(CAST(${d}::BIGINT * 86400000000 + ${h}::BIGINT * 3600000000 + ${m}::BIGINT * 60000000 + CAST(${s} * 1000000 AS BIGINT) AS BIGINT))`,
  }),
  scalar({
    name: "make_ym_interval",
    params: [int, int],
    optional: 2,
    printDefaults: ["0", "0"],
    type: new YearMonthIntervalType(),
    sql: ([y = "0", m = "0"]) => `to_months(CAST(${y} * 12 + ${m} AS INTEGER))`,
  }),
];
