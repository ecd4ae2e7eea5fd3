import { sparkError } from "../../../common/index.ts";
import { quoteString } from "../../../types/index.ts";
import { fixedOffset } from "../time-zone.ts";
import { datetimePattern } from "./pattern.ts";

/** strftime directives of letters by their count. */
const directives: Readonly<Record<string, readonly string[]>> = {
  M: ["%-m", "%m", "%b", "%B"],
  L: ["%-m", "%m", "%b", "%B"],
  d: ["%-d", "%d"],
  D: ["%-j", "%-j", "%j"],
  E: ["%a", "%a", "%a", "%A"],
  H: ["%-H", "%H"],
  h: ["%-I", "%I"],
  m: ["%-M", "%M"],
  s: ["%-S", "%S"],
  a: ["%p"],
};

/**
 * SQL of a local timestamp as text in a pattern.
 *
 * @param local - SQL of a TIMESTAMP
 * @param instant - SQL of the TIMESTAMPTZ that it stands for, for letters of the zone; undefined for timestamps without one
 */
export function formatSql(local: string, pattern: string, zone: string, instant: string | undefined): string {
  const pieces: string[] = [];
  let directive = "";
  const flush = (): void => {
    if (directive !== "") pieces.push(`strftime(${local}, ${quoteString(directive)})`);
    directive = "";
  };
  const piece = (sql: string): void => {
    flush();
    pieces.push(sql);
  };
  for (const token of datetimePattern(pattern)) {
    if (token.kind === "open" || token.kind === "close") continue;
    if (token.kind === "text") {
      directive += token.text.replaceAll("%", "%%");
      continue;
    }
    const { letter, count } = token;
    const known = directives[letter]?.[count - 1];
    if (known !== undefined) directive += known;
    else piece(special(letter, count, local, zone, instant, pattern));
  }
  flush();
  return pieces.length === 0 ? `CASE WHEN ${local} IS NOT NULL THEN '' END` : `(${pieces.join(" || ")})`;
}

function special(
  letter: string,
  count: number,
  local: string,
  zone: string,
  instant: string | undefined,
  pattern: string,
): string {
  const number = (sql: string, width: number): string =>
    width === 1 ? `CAST(${sql} AS VARCHAR)` : `lpad(CAST(${sql} AS VARCHAR), ${width}, '0')`;
  switch (letter) {
    case "y":
    case "u":
      return count === 2 ? `strftime(${local}, '%y')` : number(`year(${local})`, count);
    case "S":
      return `left(strftime(${local}, '%n'), ${count})`;
    case "K":
      return number(`hour(${local}) % 12`, count);
    case "k":
      return number(`(hour(${local}) + 23) % 24 + 1`, count);
    case "Q":
    case "q":
      if (count <= 2) return number(`quarter(${local})`, count);
      if (count === 3) return `('Q' || quarter(${local}))`;
      return `(['1st', '2nd', '3rd', '4th'][quarter(${local})] || ' quarter')`;
    case "G":
      return count === 4 ? "'Anno Domini'" : "'AD'";
    case "V":
      return quoteString(zone);
    case "z":
      if (count < 4 && fixedOffset(zone) === 0) return quoteString(zone);
      break;
    case "X":
    case "x":
    case "Z":
      if (instant !== undefined && (letter === "Z" ? count <= 3 : count === 2 || count === 3)) {
        const seconds = `(epoch_us(${local}) - epoch_us(${instant})) // 1000000`;
        return `mr_offset_text(${seconds}, ${count === 3 && letter !== "Z" ? "':'" : "''"}, ${letter === "X"})`;
      }
      break;
  }
  throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
    functionName: "`date_format`",
    argument: `${letter.repeat(count)} in the pattern '${pattern}'`,
    reason: "use XXX or xxx for the zone's offset and VV for its name.",
  });
}
