import { sparkError } from "../../../common/index.ts";

/** A piece of a datetime pattern: a run of one letter, fixed text, or the bounds of an optional section. */
export type PatternToken =
  | { readonly kind: "letter"; readonly letter: string; readonly count: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "open" }
  | { readonly kind: "close" };

const known = new Set("GyuMLdDEQqaHhKkmsSVzOXxZ");

/** Longest runs that mean something, where Spark refuses longer ones. */
const longest: Readonly<Record<string, number>> = {
  y: 6,
  u: 6,
  M: 4,
  L: 4,
  d: 2,
  D: 3,
  E: 4,
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

/**
 * Takes a datetime pattern apart.
 *
 * @throws SparkException `INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER`, `INVALID_DATETIME_PATTERN.LENGTH`
 * @see the page "Datetime patterns" of Spark's SQL reference
 */
export function datetimePattern(pattern: string): readonly PatternToken[] {
  const tokens: PatternToken[] = [];
  const shown = `'${pattern}'`;
  const text = (value: string): void => {
    const last = tokens.at(-1);
    if (last?.kind === "text") tokens[tokens.length - 1] = { kind: "text", text: last.text + value };
    else tokens.push({ kind: "text", text: value });
  };
  for (let i = 0; i < pattern.length; ) {
    const char = pattern[i]!;
    if (char === "'") {
      const [whole, quoted] = /^'((?:[^']|'')*)'/.exec(pattern.slice(i)) ?? [undefined, ""];
      if (whole === undefined)
        throw sparkError("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", { c: "'", pattern: shown });
      text(whole === "''" ? "'" : quoted!.replaceAll("''", "'"));
      i += whole.length;
    } else if (/[A-Za-z]/.test(char)) {
      const count = /^(.)\1*/.exec(pattern.slice(i))![0].length;
      if (!known.has(char)) throw sparkError("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", { c: char, pattern: shown });
      if (count > longest[char]!) throw sparkError("INVALID_DATETIME_PATTERN.LENGTH", { pattern: shown });
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
