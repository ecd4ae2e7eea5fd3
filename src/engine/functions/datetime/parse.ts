import { sparkError } from "../../../common/index.ts";
import { quoteString } from "../../../types/index.ts";
import { datetimePattern, type PatternToken } from "./pattern.ts";

/** What a letter captures, under a group's name, and the expression that it has to match. */
function capture(
  token: Extract<PatternToken, { kind: "letter" }>,
  pattern: string,
): readonly [group: string, regex: string] {
  const { letter, count } = token;
  const digits = `[0-9]{${count === 1 ? "1,2" : count}}`;
  switch (letter) {
    case "y":
    case "u":
      return count === 2 ? ["yy", "[0-9]{2}"] : ["y", count === 1 ? "[0-9]{1,6}" : `[0-9]{${count}}`];
    case "M":
    case "L":
      if (count === 3) return ["mon", "(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"];
      if (count === 4)
        return ["mon", "(?i:January|February|March|April|May|June|July|August|September|October|November|December)"];
      return ["m", digits];
    case "d":
      return ["d", digits];
    case "D":
      return ["doy", count === 1 ? "[0-9]{1,3}" : `[0-9]{${count}}`];
    case "H":
      return ["h", digits];
    case "h":
      return ["h12", digits];
    case "m":
      return ["i", digits];
    case "s":
      return ["s", digits];
    case "S":
      return ["f", `[0-9]{1,${count}}`];
    case "a":
      return ["p", "(?i:AM|PM)"];
    case "E":
      return ["e", count === 4 ? "(?i:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day" : "(?i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"];
    case "X":
      return [
        "z",
        count === 1
          ? "(?:Z|[+-][0-9]{2}(?:[0-9]{2})?)"
          : count === 2
            ? "(?:Z|[+-][0-9]{4})"
            : "(?:Z|[+-][0-9]{2}:[0-9]{2})",
      ];
    case "x":
    case "Z":
      return [
        "z",
        letter === "Z" || count === 2 ? "[+-][0-9]{4}" : count === 3 ? "[+-][0-9]{2}:[0-9]{2}" : "[+-][0-9]{2}",
      ];
    case "V":
    case "z":
      return ["z", "[A-Za-z][A-Za-z0-9/_+:-]*"];
    default:
      throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
        functionName: "`to_timestamp`",
        argument: `${letter.repeat(count)} in the pattern '${pattern}'`,
        reason: "read with the letters y M d D H h m s S a E X x Z V.",
      });
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");

/** Text read by a pattern, in SQL: each gives NULL where the text does not match. */
export interface PatternReader {
  /** SQL of a local TIMESTAMP; the zone in the text, if any, is left aside. */
  local(text: string): string;
  /** SQL of a TIMESTAMPTZ; text without a zone is read in the session's. */
  instant(text: string, sessionZone: string): string;
}

export function patternReader(pattern: string): PatternReader {
  const groups: string[] = [];
  let regex = "";
  for (const token of datetimePattern(pattern)) {
    if (token.kind === "open") regex += "(?:";
    else if (token.kind === "close") regex += ")?";
    else if (token.kind === "text") regex += escaped(token.text);
    else {
      const [group, part] = capture(token, pattern);
      const repeated = groups.includes(group);
      if (!repeated) groups.push(group);
      regex += repeated ? `(?:${part})` : `(${part})`;
    }
  }
  const whole = quoteString(`^${regex}$`);
  const has = (group: string): boolean => groups.includes(group);
  const field = (group: string, fallback: string): string =>
    has(group) ? `coalesce(nullif(r.${group}, ''), '${fallback}')` : `'${fallback}'`;
  const year = has("y") ? `lpad(${field("y", "1970")}, 4, '0')` : has("yy") ? `'20' || ${field("yy", "70")}` : "'1970'";
  const month = has("mon") ? `CAST(mr_month_number(r.mon) AS VARCHAR)` : field("m", "1");
  const date = has("doy")
    ? `(TRY_CAST(${year} || '-1-1' AS DATE) + CAST(${field("doy", "1")} AS INTEGER) - 1)`
    : `TRY_CAST(${year} || '-' || ${month} || '-' || ${field("d", "1")} AS DATE)`;
  const half = has("p") ? `CASE WHEN upper(r.p) = 'PM' THEN 12 ELSE 0 END` : "0";
  const hour = has("h12")
    ? `CAST(CASE WHEN CAST(${field("h12", "0")} AS INTEGER) BETWEEN 1 AND 12 THEN CAST(${field("h12", "0")} AS INTEGER) % 12 + ${half} END AS VARCHAR)`
    : `CASE WHEN ${field("h", "0")} <> '24' THEN ${field("h", "0")} END`;
  const fraction = has("f") ? `left(rpad(r.f, 6, '0'), 6)` : "'0'";
  const time = `TRY_CAST(${hour} || ':' || ${field("i", "0")} || ':' || ${field("s", "0")} || '.' || ${fraction} AS TIME)`;
  const parts = groups.length === 0 ? "['all']" : `[${groups.map((group) => `'${group}'`).join(", ")}]`;
  const read = (text: string, made: string): string => {
    const matched = `CASE WHEN regexp_matches(${text}, ${whole}) THEN regexp_extract(${text}, ${whole}, ${parts}) END`;
    return `list_transform([${matched}], lambda r: CASE WHEN r IS NOT NULL THEN ${made} END)[1]`;
  };
  return {
    local: (text) => read(text, `${date} + ${time}`),
    instant: (text, zone) =>
      read(text, `mr_at_zone(${date} + ${time}, ${has("z") ? field("z", zone) : quoteString(zone)})`),
  };
}
