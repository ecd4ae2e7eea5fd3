import { quoteString } from "../../../types/index.ts";

/**
 * What a file's text looks like:
 * - `plain`: flat records of strings that begin with a letter, whole numbers of less than 19 digits, and nulls;
 * - `valid`: more than that, and nothing of what DuckDB takes though it is no JSON;
 * - `lax`: perhaps no JSON, though DuckDB would read it.
 */
export type JsonLooks = "plain" | "valid" | "lax";

const blank = "[ \\t\\r]*";
const notNumber = "-?(?i:nan|inf(?:inity)?)";

// One pattern for each first character: the search then goes from one such character to the next, which is several times faster than
// a single pattern with alternatives.

/** A member that is more than `plain` allows. */
const richMember = `:${blank}(?:"[^A-Za-z"]|[\\[{tfN+.Ii]|-0|-?[0-9]+[.eE]|-?[0-9]{19}|n[^u])`;

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
