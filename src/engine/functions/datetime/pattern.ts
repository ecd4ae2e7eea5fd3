import { type SparkException, sparkError } from "../../../common/index.ts";

/** A piece of a datetime pattern: a run of one letter, fixed text, or the bounds of an optional section. */
export type PatternToken =
  | { readonly kind: "letter"; readonly letter: string; readonly count: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "open" }
  | { readonly kind: "close" };

const known = new Set("GyuMLdDEFQqaHhKkmsSVzOXxZ");

/** Longest runs that mean something, where Spark refuses longer ones. */
const longest: Readonly<Record<string, number>> = {
  y: 6,
  u: 6,
  M: 4,
  L: 4,
  d: 2,
  D: 3,
  E: 4,
  F: 1,
  Q: 4,
  q: 4,
  a: 1,
  H: 2,
  h: 2,
  K: 2,
  k: 2,
  m: 2,
  s: 2,
  S: 9,
  X: 5,
  x: 5,
  Z: 5,
  O: 4,
  z: 4,
  G: 4,
  V: 2,
};

/** Letters of weeks, which Spark refuses before all others, and letters that it takes for nothing. */
const weekBased = /[YWwuec]/;
const meaningless = /[ABnNp]/;
/** Patterns that Spark 2 could read, with which it warns of the upgrade instead. */
const onceKnown = /^(?:[GyYMLwWDdFEuaHkKhmsSzZX]|[^A-Za-z'])*$/;
const docroot = "https://spark.apache.org/docs/latest";

/** Spark's error for a pattern with a fault: one of its own for letters that it looks for, before the pattern's reader gets it. */
function faulty(pattern: string, fault?: "LENGTH"): SparkException {
  const shown = `'${pattern}'`;
  const letters = pattern.replace(/'(?:[^']|'')*'/g, "");
  if (onceKnown.test(letters))
    return sparkError("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", {
      pattern: shown,
      config: '"spark.sql.legacy.timeParserPolicy"',
      docroot,
    });
  const week = weekBased.exec(letters)?.[0];
  if (week !== undefined)
    return sparkError("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN", { c: week });
  const none = meaningless.exec(letters)?.[0];
  if (none !== undefined) return sparkError("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", { c: none, pattern });
  if (fault !== undefined) return sparkError(`INVALID_DATETIME_PATTERN.${fault}`, { pattern });
  return sparkError("INVALID_DATETIME_PATTERN.WITH_SUGGESTION", {
    pattern: shown,
    docroot,
  });
}

/**
 * Takes a datetime pattern apart.
 *
 * @throws SparkException `INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN`, `INVALID_DATETIME_PATTERN.*`
 * @see the page "Datetime patterns" of Spark's SQL reference
 */
export function datetimePattern(pattern: string): readonly PatternToken[] {
  const tokens: PatternToken[] = [];
  const text = (value: string): void => {
    const last = tokens.at(-1);
    if (last?.kind === "text") tokens[tokens.length - 1] = { kind: "text", text: last.text + value };
    else tokens.push({ kind: "text", text: value });
  };
  for (let i = 0; i < pattern.length; ) {
    const char = pattern[i]!;
    if (char === "'") {
      const [whole, quoted] = /^'((?:[^']|'')*)'/.exec(pattern.slice(i)) ?? [undefined, ""];
      if (whole === undefined) throw faulty(pattern);
      text(whole === "''" ? "'" : quoted!.replaceAll("''", "'"));
      i += whole.length;
    } else if (/[A-Za-z]/.test(char)) {
      const count = /^(.)\1*/.exec(pattern.slice(i))![0].length;
      if (!known.has(char)) throw faulty(pattern);
      if (count > longest[char]!) throw faulty(pattern, "LENGTH");
      tokens.push({ kind: "letter", letter: char, count });
      i += count;
    } else {
      if (char === "[") tokens.push({ kind: "open" });
      else if (char === "]") tokens.push({ kind: "close" });
      else text(char);
      i += 1;
    }
  }
  return tokens;
}
