import { quoteString } from "../../../types/index.ts";
import type { ResolvedCall } from "../../plan/index.ts";
import { constantInteger, constantText } from "../constant.ts";
import { raiseText } from "../raise.ts";
import { isForScript } from "./regex-script.ts";

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
 * @param scripted - the function for patterns that only JavaScript reads
 */
export function ofRegex(
  name: string,
  args: readonly string[],
  call: ResolvedCall,
  sql: string,
  scripted: string = sql,
): string {
  const pattern = constantText(call.args[1]);
  if (pattern === undefined) return sql;
  if (isForScript(pattern)) return scripted;
  if (!isFaulty(pattern)) return sql;
  const error = raiseText("INVALID_PARAMETER_VALUE.PATTERN", {
    parameter: "`regexp`",
    functionName: `\`${name}\``,
    value: quoteString(pattern),
  });
  return `CASE WHEN ${args.map((arg) => `${arg} IS NOT NULL`).join(" AND ")} THEN ${error} END`;
}

/** Groups of a pattern that both engines read. */
function groupCount(pattern: string): number {
  const bare = pattern.replace(/\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs, "");
  return bare.match(/\((?!\?)|\(\?P?<(?![=!])/g)?.length ?? 0;
}

/**
 * SQL of a group of what a pattern matches, or of Spark's error where there is no such group.
 *
 * @param missed - what comes of text that does not match
 */
export function ofGroup(
  name: string,
  args: readonly string[],
  call: ResolvedCall,
  missed: string,
  sql: string,
): string {
  const pattern = constantText(call.args[1]);
  const group = call.args[2] === undefined ? 1 : constantInteger(call.args[2]);
  if (pattern === undefined || group === undefined || isFaulty(pattern)) return sql;
  const count = groupCount(pattern);
  if (group >= 0 && group <= count) return sql;
  const error = raiseText("INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX", {
    parameter: "`idx`",
    functionName: `\`${name}\``,
    groupCount: String(count),
    groupIndex: String(group),
  });
  const matches = ofRegex(
    name,
    args,
    call,
    `regexp_matches(${args[0]}, ${args[1]})`,
    `js_rlike(${args[0]}, ${args[1]})`,
  );
  return `CASE WHEN ${matches} THEN ${error} WHEN ${args[0]} IS NOT NULL THEN ${missed} END`;
}
