import { ArrayType } from "../../../types/index.ts";
import { type Script, script } from "../script.ts";
import { booleanType, intType, stringType } from "../type-rules.ts";

/** Expressions that look around or back, which RE2 does not know and JavaScript does. */

const beyondRe2 = /\(\?<?[=!]|\\[1-9]|\\k</;

/** Flags in front of a pattern, `(?i)`, that JavaScript wants elsewhere. */
const leadingFlags = /^\(\?([imsuU]+)\)/;

/** @throws SyntaxError for what JavaScript does not take */
function expressionOf(pattern: string): RegExp {
  const given = leadingFlags.exec(pattern);
  const source = given === null ? pattern : pattern.slice(given[0].length);
  const flags = `g${(given?.[1] ?? "").replace(/[uU]/g, "")}`;
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    // With the flag of Unicode only those characters may be escaped that mean something.
    return new RegExp(source, flags);
  }
}

/** Whether a pattern is one for JavaScript: it has what RE2 refuses, and JavaScript reads it. */
export function isForScript(pattern: string): boolean {
  if (!beyondRe2.test(pattern)) return false;
  try {
    expressionOf(pattern);
    return true;
  } catch {
    return false;
  }
}

let last: { readonly pattern: string; readonly expression: RegExp } | undefined;

/** Patterns seldom change from row to row. */
function compiled(pattern: string): RegExp {
  if (last?.pattern !== pattern) last = { pattern, expression: expressionOf(pattern) };
  last.expression.lastIndex = 0;
  return last.expression;
}

const groupOf = (match: RegExpExecArray, group: number): string => match[group] ?? "";

function extract(text: string, pattern: string, group: number): string {
  const match = compiled(pattern).exec(text);
  return match === null ? "" : groupOf(match, group);
}

const extractAll = (text: string, pattern: string, group: number): readonly string[] =>
  Array.from(text.matchAll(compiled(pattern)), (match) => groupOf(match, group));

/** `$1` is a group, a backslash takes the meaning from what follows. */
function replaceAll(text: string, pattern: string, by: string): string {
  return text.replace(compiled(pattern), (...found) =>
    by.replace(/\\(.)|\$(\d)/gs, (_, escaped?: string, group?: string) =>
      group === undefined ? escaped! : ((found[Number(group)] as string | undefined) ?? ""),
    ),
  );
}

/** @see java.util.regex.Pattern#split */
function split(text: string, pattern: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(compiled(pattern))) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0) continue;
    parts.push(text.slice(from, match.index));
    from = end;
  }
  return [...parts, text.slice(from)];
}

const texts = new ArrayType(stringType, false);

export const regexScripts: readonly Script[] = [
  script("js_rlike", [stringType, stringType], booleanType, (s: string, pattern: string) => compiled(pattern).test(s)),
  script("js_regexp_extract", [stringType, stringType, intType], stringType, extract),
  script("js_regexp_extract_all", [stringType, stringType, intType], texts, extractAll),
  script("js_regexp_replace", [stringType, stringType, stringType], stringType, replaceAll),
  script("js_regexp_split", [stringType, stringType, intType], texts, split),
];
