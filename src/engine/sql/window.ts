import type { Expression, FrameBound, SortExpression, WindowExpression, WindowFrame } from "../plan/index.ts";
import { call } from "./nodes.ts";
import type { Parser, WindowDefinition } from "./parser.ts";
import { sortItems } from "./sort.ts";

/** `OVER w`, `OVER (…)`; the next token is OVER. */
export function over(functionCall: Expression, parser: Parser): WindowExpression {
  const { tokens } = parser;
  tokens.expect("OVER");
  const inParentheses = tokens.is("(") && tokens.isIdentifier(1) && tokens.peek(2).key === ")";
  if (!inParentheses && tokens.is("(")) return { kind: "window", function: functionCall, ...windowSpec(parser) };
  if (inParentheses) tokens.next();
  const token = tokens.peek();
  const name = tokens.identifier();
  if (inParentheses) tokens.next();
  const window: { -readonly [Key in keyof WindowExpression]: WindowExpression[Key] } = {
    kind: "window",
    function: functionCall,
    partitionBy: [],
    orderBy: [],
  };
  parser.windowReferences.push({ name, token, resolve: (definition) => Object.assign(window, definition) });
  return window;
}

/**
 * `WINDOW w AS (…), v AS w` behind a query, whose windows wait for it in `windowReferences`.
 *
 * @param behind - reads what may follow and use the windows too
 */
export function windowClause(parser: Parser, behind?: () => void): void {
  const { tokens } = parser;
  const definitions = new Map<string, WindowDefinition>();
  tokens.list(() => {
    const from = tokens.index;
    const windowName = tokens.identifier();
    tokens.expect("AS");
    const known = definitions.get(windowName.toLowerCase());
    if (known !== undefined)
      throw tokens.invalid(
        "INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION",
        { windowName: `\`${windowName}\`` },
        from,
      );
    definitions.set(windowName.toLowerCase(), definition(definitions, parser));
  });
  behind?.();
  parser.windowReferences = parser.windowReferences.filter((reference) => {
    const found = definitions.get(reference.name.toLowerCase());
    if (found !== undefined) reference.resolve(found);
    return found === undefined;
  });
}

function definition(known: ReadonlyMap<string, WindowDefinition>, parser: Parser): WindowDefinition {
  const { tokens } = parser;
  const inParentheses = tokens.is("(") && tokens.isIdentifier(1) && tokens.peek(2).key === ")";
  if (!inParentheses && tokens.is("(")) return windowSpec(parser);
  if (inParentheses) tokens.next();
  const from = tokens.index;
  const windowName = tokens.identifier();
  if (inParentheses) tokens.next();
  const found = known.get(windowName.toLowerCase());
  if (found === undefined)
    throw tokens.invalid("INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE", { windowName: `\`${windowName}\`` }, from);
  return found;
}

function windowSpec(parser: Parser): WindowDefinition {
  const { tokens } = parser;
  tokens.expect("(");
  let partitionBy: readonly Expression[] = [];
  let orderBy: readonly SortExpression[] = [];
  if (tokens.accept("CLUSTER", "BY")) {
    partitionBy = tokens.list(() => parser.expression());
  } else {
    if (tokens.accept("PARTITION", "BY") || tokens.accept("DISTRIBUTE", "BY"))
      partitionBy = tokens.list(() => parser.expression());
    if (tokens.accept("ORDER", "BY") || tokens.accept("SORT", "BY")) orderBy = sortItems(parser);
  }
  const frame = windowFrame(parser);
  tokens.expect(")");
  return { partitionBy, orderBy, ...(frame && { frame }) };
}

function windowFrame(parser: Parser): WindowFrame<Expression> | undefined {
  const { tokens } = parser;
  const unit = tokens.is("ROWS") ? "rows" : tokens.is("RANGE") ? "range" : undefined;
  if (unit === undefined) return undefined;
  tokens.next();
  if (!tokens.accept("BETWEEN")) return { unit, lower: frameBound(parser), upper: { kind: "currentRow" } };
  const lower = frameBound(parser);
  tokens.expect("AND");
  return { unit, lower, upper: frameBound(parser) };
}

function frameBound(parser: Parser): FrameBound<Expression> {
  const { tokens } = parser;
  if (tokens.accept("UNBOUNDED", "PRECEDING")) return { kind: "unboundedPreceding" };
  if (tokens.accept("UNBOUNDED", "FOLLOWING")) return { kind: "unboundedFollowing" };
  if (tokens.accept("CURRENT", "ROW")) return { kind: "currentRow" };
  const value = parser.expression();
  if (tokens.accept("PRECEDING")) return { kind: "offset", value: call("-", value) };
  tokens.expect("FOLLOWING");
  return { kind: "offset", value };
}
