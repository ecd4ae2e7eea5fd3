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
  const context = contextOf(text, span);
  const { line, position, fragment } = context;
  const firstLine = fragment.split("\n")[0]!;
  const lines = text.split("\n");
  const underline = " ".repeat(position) + "^".repeat(Math.max(firstLine.length, 1));
  const drawn = [...lines.slice(0, line), underline, ...lines.slice(line)].join("\n");
  const detail = `\n== SQL (line ${line}, position ${position + 1}) ==\n${drawn}\n`;
  return sparkError(condition, parameters, { context, detail });
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
