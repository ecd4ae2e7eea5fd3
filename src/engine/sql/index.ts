import { SparkException, sparkError } from "../../common/index.ts";
import type { Expression, QueryParameters, Relation, SortExpression } from "../plan/index.ts";
import { expression, operand, valueExpression } from "./expression.ts";
import { objectName } from "./from.ts";
import type { Parser } from "./parser.ts";
import { query } from "./query.ts";
import { namedExpression } from "./select.ts";
import { settingsStatement } from "./settings-statement.ts";
import { sortItems } from "./sort.ts";
import type { Statement } from "./statement.ts";
import { statement } from "./statements/parse-statement.ts";
import { TokenStream } from "./token-stream.ts";

export type * from "./statement.ts";

/** What a text means besides its words. */
export interface ParseOptions {
  /** Values for the markers `:name` and `?`. */
  readonly parameters?: QueryParameters | undefined;
  /** `spark.sql.session.timeZone`, in which timestamp literals without a zone are read. UTC where it is not given. */
  readonly timeZone?: string | undefined;
}

/**
 * Reads a query.
 *
 * @throws ParseException `PARSE_SYNTAX_ERROR` and others, with the place in the text; `UNSUPPORTED_FEATURE.MILLRACE` for what
 *   Spark's SQL has and the embedded engine lacks
 */
export function parseQuery(text: string, options: ParseOptions = {}): Relation {
  return parse(text, options, query);
}

/** Reads one statement: a query or a command. @throws as {@link parseQuery} does */
export function parseStatement(text: string, options: ParseOptions = {}): Statement {
  const microseconds = (interval: string): bigint | undefined => {
    const parsed = parseExpression(interval, options);
    const isDayTime = parsed.kind === "literal" && parsed.type.kind === "interval_day_time";
    return isDayTime ? (parsed.value as bigint) : undefined;
  };
  return settingsStatement(text, microseconds) ?? parse(text, options, statement);
}

/** Reads an expression without a name, as `df.filter("…")` takes it. @throws as {@link parseQuery} does */
export function parseExpression(text: string, options: ParseOptions = {}): Expression {
  return parse(text, options, expression);
}

/** Reads an expression that may have a name, as `df.selectExpr("…")` and `F.expr("…")` take it. @throws as {@link parseQuery} does */
export function parseNamedExpression(text: string, options: ParseOptions = {}): Expression {
  return parse(text, options, namedExpression);
}

/** Reads `a.b.c` into its pieces, without back quotes. @throws as {@link parseQuery} does */
export function parseMultipartIdentifier(text: string): readonly string[] {
  return parse(text, {}, objectName);
}

/** Reads what stands behind ORDER BY. @throws as {@link parseQuery} does */
export function parseSortItems(text: string, options: ParseOptions = {}): SortExpression[] {
  return parse(text, options, sortItems);
}

function parse<Result>(text: string, options: ParseOptions, rule: (parser: Parser) => Result): Result {
  try {
    const parser = parserOf(text, options);
    const { tokens } = parser;
    if (text.trim() === "") throw sparkError("PARSE_EMPTY_STATEMENT");
    const result = rule(parser);
    while (tokens.accept(";"));
    if (tokens.peek().kind !== "end") throw tokens.surplus();
    const [undefinedWindow] = parser.windowReferences;
    if (undefinedWindow !== undefined)
      throw tokens.invalidAt(
        "MISSING_WINDOW_SPECIFICATION",
        { windowName: undefinedWindow.name, docroot: "https://spark.apache.org/docs/latest" },
        undefinedWindow.token,
      );
    return result;
  } catch (error) {
    // The stack of JavaScript is the limit of nesting.
    if (error instanceof RangeError && !(error instanceof SparkException) && /call stack/i.test(error.message))
      throw sparkError("FAILED_TO_PARSE_TOO_COMPLEX", {}, { cause: error });
    throw error;
  }
}

function parserOf(text: string, options: ParseOptions): Parser {
  const parser: Parser = {
    tokens: new TokenStream(text),
    timeZone: options.timeZone ?? "UTC",
    parameters: options.parameters,
    lambdaParameters: [],
    windowReferences: [],
    query: () => query(parser),
    expression: () => expression(parser),
    valueExpression: () => valueExpression(parser),
    operand: () => operand(parser),
    namedExpression: () => namedExpression(parser),
  };
  return parser;
}
