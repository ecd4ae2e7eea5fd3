import { objectName } from "../from.ts";
import { stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { Statement } from "../statement.ts";
import { alter, commentOn, repair } from "./alter.ts";
import { analyze, cache, refresh, uncache } from "./caching.ts";
import { create } from "./create.ts";
import { describe, explain } from "./describe.ts";
import { drop } from "./drop.ts";
import { changeRows, insert, insertFrom, insertWith, isInsert, truncate } from "./insert.ts";
import { show } from "./show.ts";
import { queryStarters } from "./starters.ts";

/** Statements of Spark that the embedded engine does not run, and what to do instead. */
const refused: Readonly<Record<string, string>> = {
  ADD: "Pass files and packages to the program itself.",
  BEGIN: "Run the statements one by one from the program.",
  CALL: "Call the program's own functions.",
  DECLARE: "Pass values as parameters of spark.sql.",
  DFS: "Use the fs commands of millrace.",
  EXECUTE: "Pass values as parameters of spark.sql.",
  LIST: "Pass files and packages to the program itself.",
  LOAD: "Use spark.read and df.write.",
};

/** Statements of Hive that Spark reads and refuses. */
const hive: readonly (readonly [words: readonly string[], operation: string])[] = [
  [["GRANT"], "GRANT"],
  [["REVOKE"], "REVOKE"],
  [["EXPORT", "TABLE"], "EXPORT TABLE"],
  [["IMPORT", "TABLE"], "IMPORT TABLE"],
  [["LOCK", "TABLE"], "LOCK TABLE"],
  [["LOCK", "DATABASE"], "LOCK DATABASE"],
  [["UNLOCK", "TABLE"], "UNLOCK TABLE"],
  [["UNLOCK", "DATABASE"], "UNLOCK DATABASE"],
];

/** One statement; the caller checks that nothing comes behind it. */
export function statement(parser: Parser): Statement {
  const { tokens } = parser;
  const { key } = tokens.peek();
  if ((key === "WITH" || key === "FROM") && isInsert(parser))
    return key === "WITH" ? insertWith(parser) : insertFrom(parser);
  if (queryStarters.has(key)) return { kind: "query", plan: parser.query() };
  switch (key) {
    case "CREATE":
    case "REPLACE":
      return create(parser);
    case "ALTER":
      return alter(parser);
    case "COMMENT":
      return commentOn(parser);
    case "DROP":
      return drop(parser);
    case "INSERT":
      return insert(parser);
    case "UPDATE":
    case "DELETE":
    case "MERGE":
      return changeRows(parser);
    case "TRUNCATE":
      return truncate(parser);
    case "MSCK":
    case "REPAIR":
      return repair(parser);
    case "SHOW":
      return show(parser);
    case "DESCRIBE":
    case "DESC":
      return describe(parser);
    case "EXPLAIN":
      return explain(parser, statement);
    case "USE":
      return use(parser);
    case "SET":
      return setCatalog(parser);
    case "ANALYZE":
      return analyze(parser);
    case "CACHE":
      return cache(parser);
    case "UNCACHE":
      return uncache(parser);
    case "CLEAR":
      tokens.expect("CLEAR", "CACHE");
      return { kind: "clearCache" };
    case "REFRESH":
      return refresh(parser);
  }
  const native = hive.find(([words]) => tokens.is(...words));
  if (native !== undefined) {
    const from = tokens.index;
    while (tokens.peek().kind !== "end") tokens.next();
    throw tokens.invalid("INVALID_STATEMENT_OR_CLAUSE", { operation: native[1] }, from);
  }
  const hint = refused[key];
  if (hint !== undefined && tokens.peek(1).kind === "word") throw unsupported(`the statement ${key}`, hint);
  throw tokens.unexpected();
}

function use(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.next();
  const isNamespace =
    tokens.isIdentifier(1) && (tokens.accept("DATABASE") || tokens.accept("SCHEMA") || tokens.accept("NAMESPACE"));
  return { kind: "use", object: isNamespace ? "namespace" : "either", name: objectName(parser) };
}

/** `SET CATALOG name`; other forms of SET are read from the text. */
function setCatalog(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.expect("SET", "CATALOG");
  const name = tokens.peek().kind === "string" ? [stringValue(parser)] : [tokens.identifier()];
  return { kind: "use", object: "catalog", name };
}
