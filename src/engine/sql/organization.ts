import type { Relation } from "../plan/index.ts";
import type { Parser } from "./parser.ts";
import { sortItems } from "./sort.ts";
import { windowClause } from "./window.ts";

const needBy = new Set(["ORDER", "CLUSTER", "DISTRIBUTE", "SORT"]);

/** ORDER BY, SORT BY, CLUSTER BY, DISTRIBUTE BY, WINDOW, LIMIT and OFFSET behind a query. */
export function organized(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  let relation = input;
  if (tokens.accept("ORDER", "BY")) {
    const isAll = tokens.is("ALL") && tokens.peek(1).key !== "." && tokens.peek(1).key !== "(";
    const order = sortItems(parser);
    relation = {
      kind: "sort",
      input: relation,
      order,
      global: true,
      ...(isAll && order.length === 1 && { all: true }),
    };
  } else if (tokens.accept("CLUSTER", "BY")) {
    const expressions = tokens.list(() => parser.expression());
    relation = { kind: "repartition", input: relation, expressions };
    const order = expressions.map((child) => ({ kind: "sort", child, descending: false, nullsFirst: true }) as const);
    relation = { kind: "sort", input: relation, order, global: false };
  } else {
    if (tokens.accept("DISTRIBUTE", "BY"))
      relation = { kind: "repartition", input: relation, expressions: tokens.list(() => parser.expression()) };
    if (tokens.accept("SORT", "BY"))
      relation = { kind: "sort", input: relation, order: sortItems(parser), global: false };
  }
  if (needBy.has(tokens.peek().key) && tokens.peek(1).key === "BY")
    throw tokens.invalid("UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES", {}, tokens.index);
  if (tokens.accept("WINDOW")) windowClause(parser);
  return limited(relation, parser);
}

/** Rows are skipped before they are counted, so OFFSET goes below LIMIT. */
function limited(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  const limit = tokens.accept("LIMIT") && !tokens.accept("ALL") ? parser.expression() : undefined;
  const offset = tokens.accept("OFFSET") ? parser.expression() : undefined;
  const skipped: Relation = offset === undefined ? input : { kind: "offset", input, offset };
  return limit === undefined ? skipped : { kind: "limit", input: skipped, limit };
}
