import type { SortExpression } from "../plan/index.ts";
import type { Parser } from "./parser.ts";

/** `a, b DESC NULLS LAST`; NULLs come first in ascending order unless the text says otherwise. */
export function sortItems(parser: Parser): SortExpression[] {
  return parser.tokens.list(() => sortItem(parser));
}

function sortItem(parser: Parser): SortExpression {
  const { tokens } = parser;
  const child = parser.expression();
  const descending = tokens.accept("DESC");
  if (!descending) tokens.accept("ASC");
  let nullsFirst = !descending;
  if (tokens.accept("NULLS", "FIRST")) nullsFirst = true;
  else if (tokens.accept("NULLS", "LAST")) nullsFirst = false;
  return { kind: "sort", child, descending, nullsFirst };
}
