import type { TokenStream } from "./token-stream.ts";

/*
 * Spark reserves no words by default: FROM may be a column, WHERE an alias. These functions look at what comes behind a keyword to
 * decide whether it is meant as one.
 */

const queryStarters = new Set(["SELECT", "WITH", "VALUES", "TABLE", "FROM"]);
/** What may stand behind a query in parentheses where the query goes on. */
const queryContinuations = new Set([
  ")",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "MINUS",
  "ORDER",
  "SORT",
  "CLUSTER",
  "DISTRIBUTE",
  "LIMIT",
  "OFFSET",
  "WINDOW",
  "|>",
]);

/** Whether a query, rather than an expression or a relation, begins at the token of an index. */
export function isQueryStart(tokens: TokenStream, index: number): boolean {
  let at = index;
  while (tokens.at(at).key === "(") at += 1;
  const { key } = tokens.at(at);
  if (!queryStarters.has(key)) return false;
  const behind = tokens.at(at + 1);
  const begins =
    key === "SELECT" || key === "VALUES"
      ? behind.kind !== "end" && ![")", ",", ".", "=", "->"].includes(behind.key)
      : behind.kind === "word" || behind.kind === "quoted" || (key === "FROM" && behind.key === "(");
  if (!begins) return false;
  // Outwards: what is in each pair of parentheses has to be the beginning of a query, not of a sum.
  for (let outer = at - 1; outer >= index; outer -= 1) {
    const close = tokens.at(outer).match;
    if (close >= 0 && !queryContinuations.has(tokens.at(close + 1).key) && tokens.at(close + 1).kind !== "end")
      return false;
  }
  return true;
}

const setOperators = new Set(["UNION", "INTERSECT", "EXCEPT", "MINUS", "SETMINUS"]);
const behindSetOperator = new Set(["ALL", "DISTINCT", "SELECT", "VALUES", "TABLE", "FROM", "("]);
const needBy = new Set(["GROUP", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE"]);

/** Whether the next word begins a clause of a query; else it may be an alias. */
export function isClause(tokens: TokenStream): boolean {
  const { key, kind } = tokens.peek();
  if (kind !== "word") return false;
  const behind = tokens.peek(1);
  if (needBy.has(key)) return behind.key === "BY";
  if (setOperators.has(key)) return behindSetOperator.has(behind.key);
  switch (key) {
    case "FROM":
      return behind.kind === "word" || behind.kind === "quoted" || behind.key === "(";
    case "WHERE":
    case "HAVING":
    case "QUALIFY":
    case "LIMIT":
    case "OFFSET":
      return behind.kind !== "end" && ![")", ",", ";", "."].includes(behind.key) && behind.key !== "FROM";
    // Behind a query that begins with FROM.
    case "INSERT":
      return behind.key === "INTO" || behind.key === "OVERWRITE";
    case "WINDOW":
      return tokens.isIdentifier(1) && tokens.peek(2).key === "AS";
    case "LATERAL":
      return behind.key === "VIEW";
    // Of PIVOT and UNPIVOT.
    case "FOR":
      return (behind.kind === "word" && behind.key !== "FROM") || behind.kind === "quoted" || behind.key === "(";
    case "PIVOT":
    case "TABLESAMPLE":
      return behind.key === "(";
    case "UNPIVOT":
      return behind.key === "(" || behind.key === "INCLUDE" || behind.key === "EXCLUDE";
    default:
      return false;
  }
}

/** Words that no table may have as an alias without AS, since they continue a join. */
const joinWords = new Set([
  "ANTI",
  "CROSS",
  "FULL",
  "INNER",
  "JOIN",
  "LATERAL",
  "LEFT",
  "NATURAL",
  "ON",
  "RIGHT",
  "SEMI",
  "USING",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "SETMINUS",
]);

/** Whether the next word cannot be the alias of a table. */
export function isTableClause(tokens: TokenStream): boolean {
  const { key, kind } = tokens.peek();
  if (kind !== "word") return false;
  if (joinWords.has(key) || isClause(tokens)) return true;
  // A query that begins with FROM goes on with SELECT; options of a table come in WITH (…).
  if (key === "SELECT") return tokens.peek(1).kind !== "end" && ![")", ",", ";"].includes(tokens.peek(1).key);
  return key === "WITH" && tokens.peek(1).key === "(";
}
