import type { Parser } from "../parser.ts";

/** What comes once, in any order. @returns the names of what came @throws ParseException `DUPLICATE_CLAUSES` */
export function clauses(parser: Parser, read: () => string | undefined): ReadonlySet<string> {
  const { tokens } = parser;
  const from = tokens.index;
  const seen = new Set<string>();
  for (let clauseName = read(); clauseName !== undefined; clauseName = read()) {
    if (seen.has(clauseName)) throw tokens.invalid("DUPLICATE_CLAUSES", { clauseName }, from);
    seen.add(clauseName);
  }
  return seen;
}
