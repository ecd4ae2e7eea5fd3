import { sparkError } from "../../../common/index.ts";
import { epochDay, instantOf, type LocalTime, zoneNamed } from "./date-text.ts";

/** A date and time as a pattern finds it. */
export interface PatternTime extends LocalTime {
  /** Where the text names one. */
  readonly zone: string | undefined;
}

/** A compiled pattern. */
export interface Pattern {
  /** @returns undefined for texts that do not fit, and for times that do not exist */
  parse(text: string): PatternTime | undefined;
}

const months = "january february march april may june july august september october november december".split(" ");
/** Letters that Spark 3 and later no longer take, or not for reading. */
const refused = "YWweuFEcABnNpg";

/** What a run of one letter matches; the group's name is the letter. Undefined for runs that are not supported. */
function matcher(letter: string, count: number, isNextDigit: boolean): string | undefined {
  const digits = (most: number): string | undefined =>
    count === 1 ? `\\d{1,${most}}` : count === 2 ? "\\d{2}" : undefined;
  const minutes = [":?", "", ":", "", ":"][count - 1];
  switch (letter) {
    case "y":
      if (count === 2) return "\\d{2}";
      if (count === 4) return isNextDigit ? "\\d{4}" : "\\d{4}|\\+\\d{5,6}|-\\d{4,6}";
      return count === 1 ? "-?\\d{1,6}" : undefined;
    case "M":
    case "L":
      if (count === 3) return months.map((name) => name.slice(0, 3)).join("|");
      return count === 4 ? months.join("|") : digits(2);
    case "d":
    case "H":
    case "h":
    case "k":
    case "K":
    case "m":
    case "s":
      return digits(2);
    case "D":
      return count === 3 ? "\\d{3}" : count === 1 ? "\\d{1,3}" : undefined;
    case "S":
      return count <= 9 ? `\\d{1,${count}}` : undefined;
    case "a":
      return count === 1 ? "am|pm" : undefined;
    case "X":
    case "x": {
      if (minutes === undefined) return undefined;
      const offset =
        count === 1 ? "[+-]\\d{2}(?:\\d{2})?" : `[+-]\\d{2}${minutes}\\d{2}${count > 3 ? `(?:${minutes}\\d{2})?` : ""}`;
      return letter === "X" ? `Z|${offset}` : offset;
    }
    case "Z":
      return count <= 3 ? "[+-]\\d{4}" : undefined;
    case "O":
      return count === 1 ? "(?:GMT|UTC|UT)(?:[+-]\\d{1,2}(?::\\d{2})?)?" : undefined;
    case "V":
      return count === 2 ? "[A-Za-z0-9~/._+:-]+" : undefined;
    case "z":
      return count <= 4 ? "[A-Za-z0-9~/._+:-]+" : undefined;
    default:
      return undefined;
  }
}

/**
 * Compiles a pattern of Java's DateTimeFormatter as Spark uses it for reading.
 *
 * @throws SparkException for letters that Spark refuses, and for those that Millrace does not support
 */
export function compilePattern(pattern: string): Pattern {
  const { source, letters, isEmpty } = translate(pattern);
  if (isEmpty) return nothingFits;
  const expression = new RegExp(`^(?:${source})$`, "i");
  const parse = (text: string): PatternTime | undefined => {
    const match = expression.exec(text);
    if (match === null) return undefined;
    const fields = new Map<string, string>();
    for (const [i, letter] of letters.entries()) {
      const value = match[i + 1];
      if (value === undefined) continue;
      // A field that occurs twice must say the same.
      if (fields.has(letter) && Number(fields.get(letter)) !== Number(value)) return undefined;
      fields.set(letter, value);
    }
    return timeOf(fields);
  };
  return { parse };
}

/** A pattern that no text fits. */
export const nothingFits: Pattern = { parse: () => undefined };

interface Translation {
  readonly source: string;
  /** The letter of each group. */
  readonly letters: readonly string[];
  /** Nothing fits the pattern. */
  readonly isEmpty: boolean;
}

function translate(pattern: string): Translation {
  const letters: string[] = [];
  let [source, depth, isEmpty] = ["", 0, false];
  for (let at = 0; at < pattern.length; ) {
    const letter = pattern[at]!;
    if (letter === "'") {
      const end = pattern.indexOf("'", at + 1);
      if (end < 0) throw unsupported(pattern, letter);
      source += escaped(end === at + 1 ? "'" : pattern.slice(at + 1, end));
      at = end + 1;
    } else if (letter === "[") {
      source += "(?:";
      depth++;
      at++;
    } else if (letter === "]") {
      if (--depth < 0) throw unsupported(pattern, letter);
      source += ")?";
      at++;
    } else if (/[A-Za-z]/.test(letter)) {
      let end = at + 1;
      while (pattern[end] === letter) end++;
      if (refused.includes(letter))
        throw sparkError("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", {
          pattern: `'${pattern}'`,
        });
      const part = matcher(letter, end - at, /[yMdHhkKmsSD]/.test(pattern[end] ?? ""));
      if (part === undefined && !/[qQ]/.test(letter)) throw unsupported(pattern, letter);
      // Quarters may be written, and never fit.
      isEmpty ||= part === undefined;
      source += `(${part})`;
      letters.push(letter === "L" ? "M" : letter);
      at = end;
    } else {
      source += escaped(letter);
      at++;
    }
  }
  if (depth > 0) throw unsupported(pattern, "[");
  return { source, letters, isEmpty };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function unsupported(pattern: string, letter: string): Error {
  return sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
    feature: `"${letter}" in the date pattern ${pattern}`,
    hint: "Read the column as a string and convert it with to_timestamp or to_date.",
  });
}

function timeOf(fields: ReadonlyMap<string, string>): PatternTime | undefined {
  const number = (letter: string): number | undefined => {
    const text = fields.get(letter);
    return text === undefined ? undefined : Number(text);
  };
  const yearText = fields.get("y");
  const year = yearText === undefined ? 1970 : Number(yearText) + (/^\d\d$/.test(yearText) ? 2000 : 0);
  const dayOfYear = number("D");
  const first = epochDay(year, 1, 1)!;
  const day =
    dayOfYear === undefined
      ? epochDay(year, monthOf(fields.get("M") ?? "1"), number("d") ?? 1)
      : dayOfYear >= 1 && first + dayOfYear - 1 < epochDay(year + 1, 1, 1)!
        ? first + dayOfYear - 1
        : undefined;
  const hour = hourOf(fields, number);
  const [minute, second] = [number("m") ?? 0, number("s") ?? 0];
  if (day === undefined || hour === undefined || minute > 59 || second > 59) return undefined;
  const zoneText = ["X", "x", "Z", "O", "V", "z"]
    .map((letter) => fields.get(letter))
    .find((text) => text !== undefined);
  const zone = zoneText === undefined ? undefined : zoneNamed(zoneText);
  if (zoneText !== undefined && zone === undefined) return undefined;
  const microseconds = Number((fields.get("S") ?? "").slice(0, 6).padEnd(6, "0"));
  return { day, secondOfDay: hour * 3600 + minute * 60 + second, microseconds, zone };
}

function monthOf(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  return months.findIndex((name) => name.startsWith(text.toLowerCase())) + 1;
}

function hourOf(
  fields: ReadonlyMap<string, string>,
  number: (letter: string) => number | undefined,
): number | undefined {
  const half = fields.get("a")?.toLowerCase();
  const within = (value: number, least: number, most: number): number | undefined =>
    value >= least && value <= most ? value : undefined;
  const whole = number("H");
  if (whole !== undefined) return within(whole, 0, 23);
  const counted = number("k");
  if (counted !== undefined) return within(counted, 1, 24) === undefined ? undefined : counted % 24;
  const short = number("h") ?? number("K");
  if (short === undefined) return half === "pm" ? 12 : 0;
  const inRange = fields.has("h") ? within(short, 1, 12) : within(short, 0, 11);
  return inRange === undefined ? undefined : (inRange % 12) + (half === "pm" ? 12 : 0);
}

/** The day of a text; zones in it do not matter. */
export function dayOfPattern(pattern: Pattern, text: string): number | undefined {
  return pattern.parse(text)?.day;
}

/** The instant of a text, read in the session's zone where it names none: microseconds since the epoch. */
export function instantOfPattern(pattern: Pattern, text: string, timeZone: string): bigint | undefined {
  const found = pattern.parse(text);
  return found && instantOf(found, found.zone ?? timeZone);
}
