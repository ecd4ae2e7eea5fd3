import { quoteString } from "../../../types/index.ts";
import type { ResolvedCall } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { raiseText } from "../raise.ts";

/** Faults of a pattern that JavaScript, Java and RE2 see alike. */
const faults = /Unterminated group|Unmatched '\)'|Unterminated character class|Nothing to repeat|\\ at end of pattern/;
/** What Java and RE2 read otherwise than JavaScript: quoted text, comments, possessive quantifiers. */
const foreign = /\\Q|\(\?[a-z]*x|[*+?}]\+/;

function isFaulty(pattern: string): boolean {
  if (foreign.test(pattern)) return false;
  try {
    new RegExp(pattern);
    return false;
  } catch (error) {
    return faults.test(String(error));
  }
}

/**
 * SQL of a function of a regular expression, or of Spark's error where the pattern is a constant that is none. DuckDB would tell
 * neither the pattern nor the function.
 *
 * @param name - the function as Spark's error names it
 */
export function ofRegex(name: string, args: readonly string[], call: ResolvedCall, sql: string): string {
  const pattern = constantText(call.args[1]);
  if (pattern === undefined || !isFaulty(pattern)) return sql;
  const error = raiseText("INVALID_PARAMETER_VALUE.PATTERN", {
    parameter: "`regexp`",
    functionName: `\`${name}\``,
    value: quoteString(pattern),
  });
  return `CASE WHEN ${args.map((arg) => `${arg} IS NOT NULL`).join(" AND ")} THEN ${error} END`;
}
