import { objectName, optionList } from "../from.ts";
import { stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { AnalyzeStatement, Statement } from "../statement.ts";
import { optionalPartition } from "./partition-spec.ts";
import { queryStarters } from "./starters.ts";

/** `CACHE [LAZY] TABLE t [OPTIONS …] [AS query]`. */
export function cache(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.next();
  const lazy = tokens.accept("LAZY");
  tokens.expect("TABLE");
  const table = objectName(parser);
  if (tokens.accept("OPTIONS")) optionList(parser);
  const isQuery = tokens.accept("AS") || tokens.isAny(queryStarters);
  return { kind: "cache", table, lazy, ...(isQuery && { plan: parser.query() }) };
}

/** `UNCACHE TABLE [IF EXISTS] t`. */
export function uncache(parser: Parser): Statement {
  parser.tokens.expect("UNCACHE", "TABLE");
  return { kind: "uncache", ifExists: parser.tokens.accept("IF", "EXISTS"), table: objectName(parser) };
}

/** `REFRESH [TABLE] t`, `REFRESH 'path'`. */
export function refresh(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.next();
  if (tokens.peek().kind === "string") return { kind: "refreshPath", path: stringValue(parser) };
  if (tokens.is("FUNCTION") && tokens.isIdentifier(1))
    throw unsupported("REFRESH FUNCTION", "Functions are looked up anew each time.");
  if (tokens.isIdentifier(1)) tokens.accept("TABLE");
  return { kind: "refresh", table: objectName(parser) };
}

/** `ANALYZE TABLE t [PARTITION …] COMPUTE STATISTICS …`, `ANALYZE TABLES [IN d] COMPUTE STATISTICS`. */
export function analyze(parser: Parser): AnalyzeStatement {
  const { tokens } = parser;
  tokens.expect("ANALYZE");
  if (tokens.accept("TABLES")) {
    const database = tokens.accept("IN") || tokens.accept("FROM") ? objectName(parser) : undefined;
    tokens.expect("COMPUTE", "STATISTICS");
    tokens.accept("NOSCAN");
    return { kind: "analyze", columns: [], ...(database && { database }) };
  }
  tokens.expect("TABLE");
  const table = objectName(parser);
  optionalPartition(parser);
  tokens.expect("COMPUTE", "STATISTICS");
  if (tokens.accept("NOSCAN") || tokens.accept("FOR", "ALL", "COLUMNS") || !tokens.accept("FOR", "COLUMNS"))
    return { kind: "analyze", table, columns: [] };
  return { kind: "analyze", table, columns: tokens.list(() => tokens.identifier()) };
}
