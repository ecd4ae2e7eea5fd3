import { quoteString } from "../../../types/index.ts";
import { type Script, script } from "../script.ts";
import { longType, stringType } from "../type-rules.ts";
import { datetimePattern, type PatternToken } from "./pattern.ts";

/**
 * SQL of a local timestamp as text in a pattern that is another one in each row.
 *
 * @param local - SQL of a TIMESTAMP
 * @param instant - SQL of the TIMESTAMPTZ that it stands for, for letters of the zone; undefined for timestamps without one
 */
export const formatRowsSql = (local: string, pattern: string, zone: string, instant: string | undefined): string =>
  `js_format_datetime(epoch_us(${local}), epoch_us(${instant ?? local}), ${pattern}, ${quoteString(zone)})`;

const months = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];
const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const ordinals = ["1st", "2nd", "3rd", "4th"];

const tokensOf = new Map<string, readonly PatternToken[]>();

/** A pattern's tokens, which are kept, since rows share patterns. */
function tokens(pattern: string): readonly PatternToken[] {
  let known = tokensOf.get(pattern);
  if (known === undefined) {
    known = datetimePattern(pattern);
    if (tokensOf.size >= 1000) tokensOf.clear();
    tokensOf.set(pattern, known);
  }
  return known;
}

/** @throws SparkException for a pattern with a fault, as {@link datetimePattern} */
function format(local: bigint, instant: bigint, pattern: string, zone: string): string {
  const micros = ((local % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const at = new Date(Number((local - micros) / 1000n));
  const offset = Number((local - instant) / 1_000_000n);
  return tokens(pattern)
    .map((token) => {
      if (token.kind === "text") return token.text;
      return token.kind === "letter" ? letterText(token.letter, token.count, { at, micros, offset, zone }) : "";
    })
    .join("");
}

interface Moment {
  /** The local time, as if it were UTC. */
  readonly at: Date;
  readonly micros: bigint;
  /** Of the zone from UTC in seconds. */
  readonly offset: number;
  readonly zone: string;
}

function letterText(letter: string, count: number, { at, micros, offset, zone }: Moment): string {
  const number = (value: number): string => String(value).padStart(count, "0");
  const [month, hour] = [at.getUTCMonth(), at.getUTCHours()];
  switch (letter) {
    case "y":
    case "u":
      return count === 2 ? String(at.getUTCFullYear() % 100).padStart(2, "0") : number(at.getUTCFullYear());
    case "M":
    case "L":
      return count > 2 ? months[month]!.slice(0, count === 3 ? 3 : undefined) : number(month + 1);
    case "d":
      return number(at.getUTCDate());
    case "D":
      return number(Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1);
    case "E":
      return weekdays[at.getUTCDay()]!.slice(0, count < 4 ? 3 : undefined);
    // The how manieth such weekday of the month: so the documentation; what comes out is the day of its week.
    case "F":
      return number(((at.getUTCDate() - 1) % 7) + 1);
    case "Q":
    case "q": {
      const quarter = Math.floor(month / 3);
      if (count < 3) return number(quarter + 1);
      return count === 3 ? `Q${quarter + 1}` : `${ordinals[quarter]} quarter`;
    }
    case "a":
      return hour < 12 ? "AM" : "PM";
    case "H":
      return number(hour);
    case "h":
      return number(((hour + 11) % 12) + 1);
    case "K":
      return number(hour % 12);
    case "k":
      return number(((hour + 23) % 24) + 1);
    case "m":
      return number(at.getUTCMinutes());
    case "s":
      return number(at.getUTCSeconds());
    case "S":
      return String(micros).padStart(6, "0").padEnd(9, "0").slice(0, count);
    case "G":
      return count === 4 ? "Anno Domini" : "AD";
    case "V":
      return zone;
    case "z":
      return zoneName(new Date(at.getTime() - offset * 1000), zone, count === 4 ? "long" : "short");
    case "O":
      return offset === 0 ? "GMT" : `GMT${offsetText(offset, ":", count === 1)}`;
    case "Z":
      if (count === 4) return offset === 0 ? "GMT" : `GMT${offsetText(offset, ":", false)}`;
      return count === 5 && offset === 0 ? "Z" : offsetText(offset, count === 5 ? ":" : "", false);
    default: {
      // X and x: the first writes Z for no offset at all.
      if (letter === "X" && offset === 0) return "Z";
      const text = offsetText(offset, count === 3 || count === 5 ? ":" : "", false);
      return count === 1 && text.endsWith("00") ? text.slice(0, 3) : text;
    }
  }
}

/** `+05:30`. @param short - without a zero before the hours, and without minutes that are zero */
function offsetText(seconds: number, separator: string, short: boolean): string {
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  const hours = String(Math.trunc(minutes / 60)).padStart(short ? 1 : 2, "0");
  const rest = String(minutes % 60).padStart(2, "0");
  return `${seconds < 0 ? "-" : "+"}${hours}${short && rest === "00" ? "" : separator + rest}`;
}

function zoneName(at: Date, zone: string, style: "long" | "short"): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: style }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

export const datetimeScripts: readonly Script[] = [
  script("js_format_datetime", [longType, longType, stringType, stringType], stringType, format),
];
