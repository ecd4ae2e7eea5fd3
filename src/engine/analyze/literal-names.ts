import {
  type CalendarInterval,
  type DataType,
  type DayTimeIntervalType,
  Timestamp,
  type YearMonthIntervalType,
} from "../../types/index.ts";

const pad = (value: number | bigint, width = 2) => String(value).padStart(width, "0");

/** Java's text of a double: `1.0`, `1.0E10`, `1.5E-5`. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits, exponent] = value.toExponential().split("e") as [string, string];
    return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function offsetOf(microseconds: bigint, timeZone: string): bigint {
  const date = new Timestamp(microseconds).toDate();
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    era: "short",
  }).formatToParts(date);
  const get = (type: string) => Number(parts.find((part) => part.type === type)!.value);
  const local = Date.UTC(get("year"), get("month") - 1, get("day"), get("hour"), get("minute"), get("second"));
  return BigInt(local - Math.floor(date.getTime() / 1000) * 1000) * 1000n;
}

/** A timestamp as text, with as many digits of a second as it has; in UTC without a zone. */
export function timestampText(value: Timestamp, timeZone?: string): string {
  const micros = value.microseconds;
  const zone = timeZone?.replace(/^(GMT|UTC)(?=[+-])/, "");
  const local = new Timestamp(zone === undefined || zone === "UTC" ? micros : micros + offsetOf(micros, zone));
  const [seconds, fraction] = local.toISOString().slice(0, -1).split(".") as [string, string];
  const digits = fraction.replace(/0+$/, "");
  return `${seconds.replace("T", " ")}${digits ? `.${digits}` : ""}`;
}

const DAY = 86_400_000_000n;
const HOUR = 3_600_000_000n;
const MINUTE = 60_000_000n;
const SECOND = 1_000_000n;

function fractionText(micros: bigint): string {
  const digits = pad(micros, 6).replace(/0+$/, "");
  return digits ? `.${digits}` : "";
}

function dayTimeText(value: bigint, type: DayTimeIntervalType): string {
  const size = value < 0n ? -value : value;
  const units = [DAY, HOUR, MINUTE, SECOND];
  const names = ["DAY", "HOUR", "MINUTE", "SECOND"];
  const separators = ["", " ", ":", ":"];
  let rest = size;
  let text = value < 0n ? "-" : "";
  for (let field = type.startField; field <= type.endField; field++) {
    const first = field === type.startField;
    const amount = rest / units[field]!;
    rest %= units[field]!;
    text += first ? (field === 0 ? String(amount) : pad(amount)) : `${separators[field]}${pad(amount)}`;
  }
  if (type.endField === 3) text += fractionText(rest);
  const [start, end] = [names[type.startField]!, names[type.endField]!];
  return `INTERVAL '${text}' ${start === end ? start : `${start} TO ${end}`}`;
}

function yearMonthText(value: number, type: YearMonthIntervalType): string {
  const sign = value < 0 ? "-" : "";
  const size = Math.abs(value);
  const [years, months] = [Math.floor(size / 12), size % 12];
  if (type.startField === 1) return `INTERVAL '${sign}${size}' MONTH`;
  if (type.endField === 0) return `INTERVAL '${sign}${years}' YEAR`;
  return `INTERVAL '${sign}${years}-${months}' YEAR TO MONTH`;
}

function calendarText(value: CalendarInterval): string {
  const parts: string[] = [];
  const add = (amount: number | bigint, unit: string) => {
    if (Number(amount) !== 0) parts.push(`${amount} ${unit}`);
  };
  add(Math.trunc(value.months / 12), "years");
  add(value.months % 12, "months");
  add(value.days, "days");
  let rest = value.microseconds;
  add(rest / HOUR, "hours");
  rest %= HOUR;
  add(rest / MINUTE, "minutes");
  rest %= MINUTE;
  if (rest !== 0n) {
    const size = rest < 0n ? -rest : rest;
    parts.push(`${rest < 0n ? "-" : ""}${size / SECOND}${fractionText(size % SECOND)} seconds`);
  }
  return `INTERVAL '${parts.length === 0 ? "0 seconds" : parts.join(" ")}'`;
}

/** A constant as automatic column names show it: numbers and text bare, dates and times with their type. */
export function literalName(type: DataType, value: unknown, timeZone: string): string {
  if (value === null || value === undefined) return "NULL";
  switch (type.kind) {
    case "double":
      return doubleText(value as number);
    case "float":
      return floatText(value as number);
    case "binary":
      return `X'${Buffer.from(value as Uint8Array)
        .toString("hex")
        .toUpperCase()}'`;
    case "date":
      return `DATE '${(value as Date).toISOString().slice(0, 10)}'`;
    case "timestamp":
      return `TIMESTAMP '${timestampText(value as Timestamp, timeZone)}'`;
    case "timestamp_ntz":
      return `TIMESTAMP_NTZ '${timestampText(value as Timestamp)}'`;
    case "interval_day_time":
      return dayTimeText(value as bigint, type as DayTimeIntervalType);
    case "interval_year_month":
      return yearMonthText(value as number, type as YearMonthIntervalType);
    case "interval":
      return calendarText(value as CalendarInterval);
    default:
      return String(value);
  }
}

/** The shortest decimal text that reads back as the same 32-bit number. */
function floatText(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return doubleText(short);
  }
  return doubleText(value);
}
