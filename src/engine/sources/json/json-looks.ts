import { quoteString } from "../../../types/index.ts";

/**
 * What a file's text looks like:
 * - `plain`: flat records of strings that begin with a letter, times with a zone in the form of `2024-05-17T09:30:00.123Z`, whole numbers of
 *   less than 19 digits, and nulls;
 * - `valid`: more than that, and nothing of what DuckDB takes though it is no JSON;
 * - `lax`: perhaps no JSON, though DuckDB would read it.
 */
export type JsonLooks = "plain" | "valid" | "lax";

const blank = "[ \\t\\r]*";
const notNumber = "-?(?i:nan|inf(?:inity)?)";

// One pattern for each first character: the search then goes from one such character to the next, which is several times faster than
// a single pattern with alternatives.

const digit = "[0-9]";
/** Where an offset from UTC departs from `+01:00`, or what follows it is no end of a string. */
const noZone = `(?:Z[^"]|[+-]${departure([digit, digit, ":", digit, digit, '"'])})`;
/** Where a string that begins with a digit departs from the form of a time; only its characters matter, not whether there is such a day. */
const noTime = departure(
  [digit, digit, digit, "-", digit, digit, "-", digit, digit, "[T ]"],
  `(?:[^0-2]|[01]${departure([digit], noSeconds())}|2${departure(["[0-3]"], noSeconds())})`,
);

/** A member that is more than `plain` allows. A point matters in numbers only: seconds of a time follow a colon too. */
const richMember = `:${blank}(?:"(?:[^A-Za-z"0-9]|[0-9]${noTime})|[\\[{tfN+.Ii]|-0|-?[0-9]+(?:[eE]|\\.[0-9]*[^0-9Z+-])|-?[0-9]{19}|n[^u])`;

/** A pattern of texts that follow the classes of characters up to some place and depart from them there, or in the rest. */
function departure(classes: readonly string[], rest = ""): string {
  return classes.reduceRight((behind, each) => {
    const other = each.startsWith("[") ? `[^${each.slice(1)}` : `[^${each}]`;
    return behind === "" ? other : `(?:${other}|${each}${behind})`;
  }, rest);
}

/** What departs from the part of a time behind the hour. */
function noSeconds(): string {
  const fraction = `\\.(?:[^0-9]|[0-9]{7}|[0-9]{1,6}(?:[^0-9Z+-]|${noZone}))`;
  return departure([":", digit, digit, ":", digit, digit], `(?:[^.Z+-]|${noZone}|${fraction})`);
}

const laxInAll: readonly string[] = [
  // A comma in front of a closing bracket, and numbers that are none.
  `,${blank}(?:[}\\]]|${notNumber}${blank}[,\\]])`,
  // A carriage return alone ends a line in Spark, and is white space in DuckDB.
  "\\r[^\\n]",
];

/** A wrong record in Spark, a row of nulls in DuckDB: the same thing unless one looks closely. */
const nullRecords: readonly string[] = [`\\n${blank}null`, `^${blank}null`];

const laxInRich: readonly string[] = [
  // Minus zero, which DuckDB would write without its sign; numbers of more than 1000 digits, which Spark refuses.
  `:${blank}(?:${notNumber}|-0${blank}[,}\\]\\n]|-?[0-9.]{334})`,
  `\\[${blank}(?:${notNumber}${blank}[,\\]]|[\\[ ]{500})`,
];

/**
 * SQL that classifies a text as {@link JsonLooks}.
 *
 * @param minds - whether records that are `null` matter: where wrong records are dropped, refused or shown
 */
export function looksSql(text: string, minds: boolean): string {
  const has = (pattern: string): string => `regexp_matches(${text}, ${quoteString(pattern)})`;
  const any = (patterns: readonly string[]): string => patterns.map(has).join(" OR ");
  const lax = minds ? [...laxInAll, ...nullRecords] : laxInAll;
  return `CASE WHEN ${any(lax)} THEN 'lax' WHEN NOT ${has(richMember)} THEN 'plain' WHEN ${any(laxInRich)} THEN 'lax' ELSE 'valid' END`;
}
