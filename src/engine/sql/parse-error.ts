import { type QueryContext, type SparkException, sparkError } from "../../common/index.ts";

/** A piece of the statement. */
export interface Span {
  readonly start: number;
  /** Offset behind the last character. */
  readonly end: number;
}

/**
 * The error of a token that does not fit, drawn as Spark does: line and position, the statement, and a mark below the token.
 *
 * @param hint - what would have fitted, such as `: missing ')'`
 */
export function syntaxError(text: string, token: Span & { readonly text: string }, hint = ""): SparkException {
  const error = token.start >= text.length ? "end of input" : `'${token.text}'`;
  return markedError("PARSE_SYNTAX_ERROR", { error, hint }, text, token);
}

/** An error whose place is drawn as that of a syntax error. */
export function markedError(
  condition: string,
  parameters: Readonly<Record<string, string>>,
  text: string,
  span: Span,
): SparkException {
  const context = contextOf(text, span);
  const { line, position } = context;
  const lines = text.split("\n");
  const marked = [...lines.slice(0, line), `${"-".repeat(position)}^^^`, ...lines.slice(line)];
  const detail = ` (line ${line}, pos ${position})\n\n== SQL ==\n${marked.join("\n")}\n`;
  return sparkError(condition, parameters, { context, detail });
}

/** The error of a phrase that is well-formed but means nothing, with the phrase underlined. */
export function phraseError(
  condition: string,
  parameters: Readonly<Record<string, string>>,
  text: string,
  span: Span,
): SparkException {
  const context = phraseContext(text, span);
  return sparkError(condition, parameters, { context, detail: `\n${context.summary}` });
}

/** A phrase of a statement with its drawing. */
export function phraseContext(text: string, span: Span): QueryContext & { readonly summary: string } {
  const context = contextOf(text, span);
  return { ...context, summary: drawn(text, span, context) };
}

/** As many characters before and behind a phrase are shown. */
const MARGIN = 32;

/** A phrase within its lines and underlined; long lines are cut as Spark cuts them, which also cuts what would just have fitted. */
function drawn(text: string, { start, end }: Span, { line, position }: QueryContext): string {
  const behind = text.indexOf("\n", end);
  const lineEnd = behind < 0 ? text.length : behind;
  const cutBefore = position >= MARGIN;
  const from = cutBefore ? start - MARGIN : start - position;
  const cutBehind = lineEnd - end >= MARGIN;
  const shown = text.slice(from, cutBehind ? end + MARGIN : lineEnd);
  let offset = from - (cutBefore ? 3 : 0);
  let picture = `== SQL (line ${line}, position ${position + 1}) ==\n`;
  for (const row of `${cutBefore ? "..." : ""}${shown}${cutBehind ? "..." : ""}`.split("\n")) {
    const before = Math.min(Math.max(start - offset, 0), row.length);
    const marks = Math.max(Math.min(end - offset, row.length) - before, 0);
    picture += `${row}\n${" ".repeat(before)}${"^".repeat(marks)}\n`;
    offset += row.length + 1;
  }
  return picture;
}

export function unclosedComment(text: string, start: number): SparkException {
  const context = contextOf(text, { start, end: text.length });
  return sparkError("UNCLOSED_BRACKETED_COMMENT", {}, { context, detail: `\n== SQL ==\n${text}` });
}

/** Something that Spark's SQL has and the embedded engine lacks. */
export function unsupported(feature: string, hint: string): SparkException {
  return sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature, hint });
}

function contextOf(text: string, { start, end }: Span): QueryContext {
  const before = text.slice(0, start);
  const lineStart = before.lastIndexOf("\n") + 1;
  return {
    fragment: text.slice(start, end),
    startIndex: start,
    stopIndex: Math.max(start, end - 1),
    line: before.split("\n").length,
    position: start - lineStart,
  };
}
