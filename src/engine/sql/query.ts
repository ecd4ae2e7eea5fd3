import type { Relation, WithRelation } from "../plan/index.ts";
import { identifierList } from "./alias.ts";
import { inlineTable, tableName } from "./from.ts";
import { organized } from "./organization.ts";
import { unsupported } from "./parse-error.ts";
import type { Parser } from "./parser.ts";
import { pipes } from "./pipe.ts";
import { queryFrom, querySpecification } from "./select.ts";
import { setOperation } from "./set-operation.ts";

/** `[WITH …] body [ORDER BY …] [LIMIT …]`. */
export function query(parser: Parser): Relation {
  const { tokens } = parser;
  if (!tokens.is("WITH")) return queryBody(parser);
  const tables = commonTables(parser);
  return { kind: "with", input: queryBody(parser), ...tables };
}

/** A WINDOW clause defines windows of its own query and of the queries inside it, not of those around it. */
function queryBody(parser: Parser): Relation {
  const outer = parser.windowReferences;
  parser.windowReferences = [];
  const relation = organized(unions(parser), parser);
  parser.windowReferences = [...outer, ...parser.windowReferences];
  return relation;
}

/** `WITH a AS (…), b AS (…)`. */
export function commonTables(parser: Parser): Pick<WithRelation, "tables" | "recursive"> {
  const { tokens } = parser;
  const from = tokens.index;
  tokens.expect("WITH");
  const recursive = tokens.is("RECURSIVE") && tokens.isIdentifier(1) && tokens.accept("RECURSIVE");
  const tables = tokens.list(() => {
    const name = tokens.identifier();
    const columns = tokens.is("(") ? columnNames(parser) : undefined;
    const levelLimit = recursionLimit(parser);
    tokens.accept("AS");
    tokens.expect("(");
    const plan = query(parser);
    tokens.expect(")");
    return { name, plan, ...(columns && { columns }), ...(levelLimit !== undefined && { levelLimit }) };
  });
  const names = tables.map(({ name }) => name.toLowerCase());
  const duplicates = tables.filter(({ name }, index) => names.indexOf(name.toLowerCase()) !== index);
  if (duplicates.length > 0) {
    const duplicateNames = duplicates.map(({ name }) => `\`${name}\``).join(", ");
    throw tokens.invalid("DUPLICATED_CTE_NAMES", { duplicateNames }, from);
  }
  return { tables, ...(recursive && { recursive }) };
}

/** `MAX RECURSION LEVEL 10`. */
function recursionLimit({ tokens }: Parser): number | undefined {
  if (!tokens.accept("MAX", "RECURSION", "LEVEL")) return undefined;
  const token = tokens.next();
  if (token.kind !== "number") throw tokens.unexpected(token);
  return Number(token.text);
}

/** AS may be missing, so what is in parentheses may be the query. */
function columnNames(parser: Parser): string[] | undefined {
  const behind = parser.tokens.at(parser.tokens.peek().match + 1).key;
  return behind === "AS" || behind === "MAX" || behind === "(" ? identifierList(parser) : undefined;
}

/** UNION, EXCEPT and MINUS group to the left; INTERSECT binds more tightly. */
function unions(parser: Parser): Relation {
  const { tokens } = parser;
  let left = intersections(parser);
  for (;;) {
    const { key } = tokens.peek();
    if (key !== "UNION" && key !== "EXCEPT" && key !== "MINUS" && key !== "SETMINUS") return left;
    tokens.next();
    left = setOperation(left, key === "UNION" ? "union" : "except", parser, intersections);
  }
}

function intersections(parser: Parser): Relation {
  let left = piped(parser);
  while (parser.tokens.accept("INTERSECT")) left = setOperation(left, "intersect", parser, piped);
  return left;
}

function piped(parser: Parser): Relation {
  return pipes(queryPrimary(parser), parser, queryPrimary);
}

function queryPrimary(parser: Parser): Relation {
  const { tokens } = parser;
  switch (tokens.peek().key) {
    case "(": {
      tokens.next();
      const relation = query(parser);
      tokens.expect(")");
      return relation;
    }
    case "SELECT":
      return querySpecification(parser);
    case "FROM":
      return queryFrom(parser);
    case "VALUES":
      return inlineTable(parser);
    case "TABLE":
      tokens.next();
      return tableName(parser);
    case "MAP":
    case "REDUCE":
      throw unsupported(`${tokens.peek().key} … USING`, "Write it with the built-in functions.");
    default:
      throw tokens.unexpected();
  }
}
