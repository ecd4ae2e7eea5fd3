import { sparkError } from "../../common/index.ts";
import type { ResetStatement, SetStatement, SetTimeZoneStatement } from "./statement.ts";

/**
 * SET and RESET. Their keys and values are no SQL (`SET spark.a-b = file:///x y`), so they are read from the text itself.
 *
 * @returns undefined where the text is another statement
 */
export function settingsStatement(text: string): SetStatement | SetTimeZoneStatement | ResetStatement | undefined {
  const match = /^(?:\s|--[^\n]*\n|\/\*(?!\+)(?:[^*]|\*(?!\/))*\*\/)*(set|reset)(?:\s+([\s\S]*?))?\s*;?\s*$/i.exec(
    text,
  );
  if (match === null) return undefined;
  const [, word, rest = ""] = match;
  if (word!.toLowerCase() === "reset") return rest === "" ? { kind: "reset" } : { kind: "reset", key: bareKey(rest) };
  const zone = /^time\s+zone\s+([\s\S]+)$/i.exec(rest);
  if (zone !== null) return timeZone(zone[1]!);
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

function bareKey(text: string): string {
  const quoted = /^`([^`]+)`$/.exec(text);
  if (quoted !== null) return quoted[1]!;
  if (/\s/.test(text)) throw sparkError("INVALID_SET_SYNTAX");
  return text;
}

function timeZone(text: string): SetTimeZoneStatement {
  if (/^local$/i.test(text)) return { kind: "setTimeZone" };
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  const zone = quoted?.[1] ?? quoted?.[2];
  if (zone === undefined)
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `SET TIME ZONE ${text}`,
      hint: "Give the zone as a string: SET TIME ZONE 'Europe/London' or '+02:00'.",
    });
  return { kind: "setTimeZone", zone };
}
