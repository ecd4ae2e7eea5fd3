import { sparkError } from "../../common/index.ts";
import type { ResetStatement, SetStatement, SetTimeZoneStatement } from "./statement.ts";

/**
 * SET and RESET. Their keys and values are no SQL (`SET spark.a-b = file:///x y`), so they are read from the text itself.
 *
 * @param parseInterval - reads an interval, in microseconds; undefined where it is one of months
 * @returns undefined where the text is another statement
 */
export function settingsStatement(
  text: string,
  parseInterval: (text: string) => bigint | undefined,
): SetStatement | SetTimeZoneStatement | ResetStatement | undefined {
  const match = /^(?:\s|--[^\n]*\n|\/\*(?!\+)(?:[^*]|\*(?!\/))*\*\/)*(set|reset)(?:\s+([\s\S]*?))?\s*;?\s*$/i.exec(
    text,
  );
  if (match === null) return undefined;
  const [, word, rest = ""] = match;
  if (word!.toLowerCase() === "reset") return rest === "" ? { kind: "reset" } : { kind: "reset", key: resetKey(rest) };
  if (/^catalog\s+[^\s=]+$/i.test(rest)) return undefined;
  const zone = /^time\s+zone\s+([\s\S]+)$/i.exec(rest);
  if (zone !== null) return timeZone(zone[1]!, parseInterval);
  if (rest === "") return { kind: "set", verbose: false };
  if (/^-v$/i.test(rest)) return { kind: "set", verbose: true };
  const pair = /^(`[^`]+`|[^=`]+?)\s*=\s*([\s\S]*)$/.exec(rest);
  if (pair === null) return { kind: "set", key: bareKey(rest), verbose: false };
  const value = pair[2]!;
  return {
    kind: "set",
    key: bareKey(pair[1]!),
    value: /^`[^`]*`$/.test(value) ? value.slice(1, -1) : value,
    verbose: false,
  };
}

function resetKey(text: string): string {
  if (!text.startsWith("`") && /\s/.test(text)) throw sparkError("INVALID_RESET_COMMAND_FORMAT");
  return bareKey(text);
}

function bareKey(text: string): string {
  const quoted = /^`([^`]+)`$/.exec(text);
  if (quoted !== null) return quoted[1]!;
  if (/\s/.test(text)) throw sparkError("INVALID_SET_SYNTAX");
  return text;
}

/** Seconds of 18 hours, as far as a zone may be from UTC. */
const mostSeconds = 18n * 3600n;

/** `INTERVAL 3 HOURS` as `+03:00`. @throws ParseException `INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE` */
function offsetText(microseconds: bigint): string {
  const seconds = microseconds / 1_000_000n;
  const size = seconds < 0n ? -seconds : seconds;
  if (size > mostSeconds)
    throw sparkError("INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE", { input: String(seconds / 3600n) });
  const pad = (part: bigint): string => String(part).padStart(2, "0");
  const end = size % 60n === 0n ? "" : `:${pad(size % 60n)}`;
  return `${seconds < 0n ? "-" : "+"}${pad(size / 3600n)}:${pad((size / 60n) % 60n)}${end}`;
}

function timeZone(text: string, parseInterval: (text: string) => bigint | undefined): SetTimeZoneStatement {
  if (/^local$/i.test(text)) return { kind: "setTimeZone" };
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  const zone = quoted?.[1] ?? quoted?.[2];
  const offset = zone === undefined && /^interval\b/i.test(text) ? parseInterval(text) : undefined;
  if (offset !== undefined) return { kind: "setTimeZone", zone: offsetText(offset) };
  if (zone === undefined)
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `SET TIME ZONE ${text}`,
      hint: "Give the zone as a string: SET TIME ZONE 'Europe/London' or '+02:00'.",
    });
  return { kind: "setTimeZone", zone };
}
