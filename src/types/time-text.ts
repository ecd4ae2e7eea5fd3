import type { DayTimeIntervalType, YearMonthIntervalType } from "./data-type.ts";
import type { CalendarInterval } from "./timestamp.ts";
import { zoneOffset } from "./zone.ts";

const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

const floorDiv = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b);
const two = (n: bigint | number): string => n.toString().padStart(2, "0");
/** `.5` for half a second in microseconds, nothing for none. */
const fractionText = (micros: bigint): string =>
  micros === 0n ? "" : `.${micros.toString().padStart(6, "0").replace(/0+$/, "")}`;

/** A day since 1970-01-01 as `2026-11-22`, in the proleptic Gregorian calendar; years beyond 9999 have a sign. */
export function dayText(epochDay: number): string {
  // Eras of 400 years from 1 March 0000, so that the leap day ends the year.
  const shifted = epochDay + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0);
  return `${yearText(year)}-${two(month < 10 ? month + 3 : month - 9)}-${two(day)}`;
}

function yearText(year: number): string {
  const digits = Math.abs(year).toString().padStart(4, "0");
  return year < 0 ? `-${digits}` : year > 9999 ? `+${digits}` : digits;
}

interface LocalTime {
  readonly day: string;
  readonly time: string;
  /** Microseconds of the second. */
  readonly micros: bigint;
  /** Seconds ahead of UTC. */
  readonly offset: number;
}

/** @param zone - where the microseconds count from the epoch of UTC; `undefined` for local times */
function localTime(microseconds: bigint, zone: string | undefined): LocalTime {
  const offset = zone === undefined ? 0 : zoneOffset(zone, Number(floorDiv(microseconds, SECOND)));
  const local = microseconds + BigInt(offset) * SECOND;
  const day = floorDiv(local, DAY);
  const rest = local - day * DAY;
  const seconds = rest / SECOND;
  const time = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return { day: dayText(Number(day)), time, micros: rest % SECOND, offset };
}

/** `2026-11-22 10:11:12.5` */
export function timestampText(microseconds: bigint, zone?: string): string {
  const { day, time, micros } = localTime(microseconds, zone);
  return `${day} ${time}${fractionText(micros)}`;
}

/** `2026-11-22T10:11:12.500-05:00`; without the offset where there is no zone. Digits below milliseconds are cut. */
export function isoTimestampText(microseconds: bigint, zone?: string): string {
  const { day, time, micros, offset } = localTime(microseconds, zone);
  const text = `${day}T${time}.${(micros / 1000n).toString().padStart(3, "0")}`;
  return zone === undefined ? text : text + offsetText(offset);
}

function offsetText(offset: number): string {
  if (offset === 0) return "Z";
  const seconds = Math.abs(offset);
  const text = `${offset < 0 ? "-" : "+"}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`;
}

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND` */
export function dayTimeText(microseconds: bigint, type: DayTimeIntervalType): string {
  const units = [DAY, 3600n * SECOND, 60n * SECOND];
  let rest = microseconds < 0n ? -microseconds : microseconds;
  let text = microseconds < 0n ? "-" : "";
  for (let field = type.startField; field <= type.endField; field++) {
    if (field > type.startField) text += field === 1 ? " " : ":";
    const unit = units[field] ?? SECOND;
    text += field === 0 ? `${rest / unit}` : two(rest / unit);
    rest %= unit;
    if (field === 3) text += fractionText(rest);
  }
  return intervalText(text, type.simpleString());
}

/** `INTERVAL '1-2' YEAR TO MONTH` */
export function yearMonthText(months: number, type: YearMonthIntervalType): string {
  const [years, rest] = [Math.trunc(Math.abs(months) / 12), Math.abs(months) % 12];
  const sign = months < 0 ? "-" : "";
  if (type.startField === type.endField)
    return intervalText(`${sign}${type.startField === 0 ? years : Math.abs(months)}`, type.simpleString());
  return intervalText(`${sign}${years}-${rest}`, type.simpleString());
}

const intervalText = (text: string, type: string) => type.toUpperCase().replace("INTERVAL", `INTERVAL '${text}'`);

/** `1 years 2 months 25 days 5 hours 6 minutes 7.5 seconds`, without the parts that are 0. */
export function calendarIntervalText({ months, days, microseconds }: CalendarInterval): string {
  const hour = 3600n * SECOND;
  const rest = microseconds % (60n * SECOND);
  const magnitude = rest < 0n ? -rest : rest;
  const seconds = `${rest < 0n ? "-" : ""}${magnitude / SECOND}${fractionText(magnitude % SECOND)}`;
  const parts: [string, string][] = [
    [`${Math.trunc(months / 12)}`, "years"],
    [`${months % 12}`, "months"],
    [`${days}`, "days"],
    [`${microseconds / hour}`, "hours"],
    [`${(microseconds % hour) / (60n * SECOND)}`, "minutes"],
    [seconds, "seconds"],
  ];
  const shown = parts.filter(([count]) => Number(count) !== 0).map((part) => part.join(" "));
  return shown.length === 0 ? "0 seconds" : shown.join(" ");
}
