import { objectName } from "../from.ts";
import { stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { ExplainStatement, Statement } from "../statement.ts";
import { isDatabase } from "./create.ts";
import { optionalPartition } from "./partition-spec.ts";
import { queryStarters } from "./starters.ts";

/** `DESCRIBE …`. */
export function describe(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.next();
  const behind = tokens.peek(1);
  if (tokens.is("QUERY") && tokens.isAny(queryStarters) === false && behind.kind !== "end") {
    tokens.next();
    return { kind: "describeQuery", plan: parser.query() };
  }
  const isName = behind.kind === "end" || behind.key === ";" || behind.key === ".";
  if (tokens.isAny(queryStarters) && !tokens.is("TABLE") && !isName)
    return { kind: "describeQuery", plan: parser.query() };
  if (tokens.is("CATALOG") && tokens.isIdentifier(1)) throw unsupported("DESCRIBE CATALOG", "Use spark.catalog.");
  if (tokens.isIdentifier(1) && isDatabase(parser)) {
    const extended = tokens.isIdentifier(1) && tokens.accept("EXTENDED");
    return { kind: "describeDatabase", extended, name: objectName(parser) };
  }
  if (tokens.is("FUNCTION") && (tokens.isIdentifier(1) || behind.kind === "string")) {
    tokens.next();
    const extended = tokens.isIdentifier(1) && tokens.accept("EXTENDED");
    const name = tokens.peek().kind === "string" ? [stringValue(parser)] : objectName(parser);
    return { kind: "describeFunction", extended, name };
  }
  if (tokens.isIdentifier(1)) tokens.accept("TABLE");
  const extended = tokens.isIdentifier(1) && (tokens.accept("EXTENDED") || tokens.accept("FORMATTED"));
  const table = objectName(parser);
  if (optionalPartition(parser).partition !== undefined)
    throw unsupported("DESCRIBE … PARTITION", "Use SHOW PARTITIONS, or look at the table.");
  if (tokens.accept("AS", "JSON")) throw unsupported("DESCRIBE … AS JSON", "Read the rows of DESCRIBE EXTENDED.");
  const column = tokens.isIdentifier() ? objectName(parser) : undefined;
  return { kind: "describe", table, extended, ...(column && { column }) };
}

const explainModes = {
  EXTENDED: "extended",
  FORMATTED: "formatted",
  CODEGEN: "codegen",
  COST: "cost",
  LOGICAL: "extended",
} as const;

/** `EXPLAIN …`. @param statement - reads what is to be explained */
export function explain(parser: Parser, statement: (parser: Parser) => Statement): ExplainStatement {
  const { tokens } = parser;
  tokens.expect("EXPLAIN");
  const mode = explainModes[tokens.peek().key as keyof typeof explainModes];
  if (mode !== undefined) tokens.next();
  return { kind: "explain", mode: mode ?? "simple", statement: statement(parser) };
}
