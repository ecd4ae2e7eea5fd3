import { zoneOffset } from "../../../types/index.ts";

const microsecondsPerSecond = 1_000_000n;
/** Days before 1582-10-15 were written by old Spark in the Julian calendar. */
const gregorianStart = -141_427;

/** A local date and time. */
export interface LocalTime {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly secondOfDay: number;
  readonly microseconds: number;
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Days since 1970-01-01 in the proleptic Gregorian calendar; undefined where there is no such day. */
export function epochDay(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  if (day > daysOfMonth[month - 1]! + (month === 2 && isLeap(year) ? 1 : 0)) return undefined;
  // Years begin in March, so that the leap day is the last.
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leaps + dayOfYear - 719_468;
}

const trimmed = (text: string): string => {
  let [start, end] = [0, text.length];
  const isBlank = (at: number): boolean => text.charCodeAt(at) <= 0x20 || text.charCodeAt(at) === 0x7f;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
};

const datePattern = /^([+-]?)(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;

/** A date as a cast to DATE takes it: days since 1970-01-01. */
export function dayOfText(text: string): number | undefined {
  const match = datePattern.exec(trimmed(text));
  if (match === null) return undefined;
  const [, sign, year, month = "1", day = "1"] = match;
  return epochDay(Number(year) * (sign === "-" ? -1 : 1), Number(month), Number(day));
}

/** What the earliest Spark wrote: `GMT` in front of an offset, or the number of the day. */
export function legacyDayOfText(text: string): number | undefined {
  const day = dayOfText(withoutGmt(text));
  if (day !== undefined) return day;
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const days = Number(text);
  if (days < -(2 ** 31) || days >= 2 ** 31) return undefined;
  return days >= gregorianStart ? days : fromJulian(days);
}

export const withoutGmt = (text: string): string => text.replace("GMT", "");

/** The day with the same year, month and day in the Gregorian calendar. */
function fromJulian(days: number): number {
  const shifted = days + 719_470;
  const cycle = Math.floor(shifted / 1461);
  const rest = shifted - cycle * 1461;
  const yearOfCycle = Math.min(3, Math.floor(rest / 365));
  const dayOfYear = rest - yearOfCycle * 365;
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const year = cycle * 4 + yearOfCycle + (month >= 10 ? 1 : 0);
  // 29 February of a year that is a leap year in the Julian calendar only becomes 1 March.
  const civil = month < 10 ? month + 3 : month - 9;
  return epochDay(year, civil, day) ?? epochDay(year, civil + 1, 1)!;
}

const timestampPattern =
  /^(?:([+-]?)(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?([^\d.].*)?)?)?)?)?)?)?|(?:T(\d{1,2})|(\d{1,2})(?=:))(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?([^\d.].*)?)?)?)$/s;

/** A timestamp as a cast takes it, with the zone that it names; without a date where it is a time alone. */
function parts(text: string): { day: number | undefined; time: LocalTime; zone: string | undefined } | undefined {
  const match = timestampPattern.exec(trimmed(text));
  if (match === null) return undefined;
  const hasDate = match[2] !== undefined;
  const [hour = "0", minute = "0", second = "0", fraction = "", zone] = hasDate
    ? match.slice(5, 10)
    : [match[10] ?? match[11], ...match.slice(12, 16)];
  const day = hasDate
    ? epochDay(Number(match[2]) * (match[1] === "-" ? -1 : 1), Number(match[3] ?? 1), Number(match[4] ?? 1))
    : undefined;
  if (hasDate && day === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const secondOfDay = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const microseconds = Number(fraction.slice(0, 6).padEnd(6, "0"));
  return { day, time: { day: day ?? 0, secondOfDay, microseconds }, zone: zone?.trim() };
}

/** @returns microseconds since the epoch */
export function instantOfText(text: string, sessionZone: string): bigint | undefined {
  const found = parts(text);
  if (found === undefined) return undefined;
  const zone = found.zone === undefined ? sessionZone : zoneNamed(found.zone);
  if (zone === undefined) return undefined;
  // A time alone is of today.
  const day = found.day ?? Math.floor((Date.now() / 1000 + zoneOffset(zone, Date.now() / 1000)) / 86_400);
  return inRange(instantOf({ ...found.time, day }, zone));
}

/** @returns microseconds since the epoch, the local time read as UTC */
export function localOfText(text: string): bigint | undefined {
  const found = parts(text);
  if (found?.day === undefined || found.zone !== undefined) return undefined;
  return inRange(localMicroseconds(found.time));
}

export function localMicroseconds(time: LocalTime): bigint {
  return BigInt(time.day * 86_400 + time.secondOfDay) * microsecondsPerSecond + BigInt(time.microseconds);
}

/** Microseconds that a timestamp can hold; undefined for others. */
function inRange(microseconds: bigint): bigint | undefined {
  return BigInt.asIntN(64, microseconds) === microseconds ? microseconds : undefined;
}

/** The instant of a local time: the earlier one where clocks are set back, later by the gap where they are set forward. */
export function instantOf(time: LocalTime, zone: string): bigint {
  const local = time.day * 86_400 + time.secondOfDay;
  const before = zoneOffset(zone, local - 86_400);
  let offset = before;
  if (zoneOffset(zone, local - before) !== before) {
    const after = zoneOffset(zone, local + 86_400);
    if (zoneOffset(zone, local - after) === after) offset = after;
  }
  return localMicroseconds(time) - BigInt(offset) * microsecondsPerSecond;
}

/** Java's short names. */
const shortZones: Readonly<Record<string, string>> = {
  ACT: "Australia/Darwin",
  AET: "Australia/Sydney",
  AGT: "America/Argentina/Buenos_Aires",
  ART: "Africa/Cairo",
  AST: "America/Anchorage",
  BET: "America/Sao_Paulo",
  BST: "Asia/Dhaka",
  CAT: "Africa/Harare",
  CNT: "America/St_Johns",
  CST: "America/Chicago",
  CTT: "Asia/Shanghai",
  EAT: "Africa/Addis_Ababa",
  ECT: "Europe/Paris",
  IET: "America/Indiana/Indianapolis",
  IST: "Asia/Kolkata",
  JST: "Asia/Tokyo",
  MIT: "Pacific/Apia",
  NET: "Asia/Yerevan",
  NST: "Pacific/Auckland",
  PLT: "Asia/Karachi",
  PNT: "America/Phoenix",
  PRT: "America/Puerto_Rico",
  PST: "America/Los_Angeles",
  SST: "Pacific/Guadalcanal",
  VST: "Asia/Ho_Chi_Minh",
  EST: "-05:00",
  MST: "-07:00",
  HST: "-10:00",
};

const knownZones = new Map<string, string | undefined>();

/** A zone as timestamps name it; undefined where there is none of that name. */
export function zoneNamed(name: string): string | undefined {
  if (!knownZones.has(name)) {
    if (knownZones.size > 1000) knownZones.clear();
    knownZones.set(name, resolveZone(name));
  }
  return knownZones.get(name);
}

function resolveZone(name: string): string | undefined {
  const offset = /^(?:UTC|GMT|UT)?(?:([+-])(\d{1,2})(?::?(\d{1,2}))?(?::?(\d{2}))?)?$/.exec(name);
  if (name === "Z") return "UTC";
  if (offset !== null) {
    const [, sign, hours, minutes = "0", seconds = "0"] = offset;
    if (sign === undefined) return name === "" ? undefined : "UTC";
    const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    if (total > 18 * 3600 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
    return `${sign}${hours!.padStart(2, "0")}:${minutes.padStart(2, "0")}:${seconds}`.replace(/:0$/, ":00");
  }
  const short = shortZones[name];
  if (short !== undefined) return short;
  if (!/^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(name)) return undefined;
  try {
    zoneOffset(name, 0);
    return name;
  } catch {
    // A name that is no zone makes the value a wrong one, not the read.
    return undefined;
  }
}
