import { objectName } from "../from.ts";
import { constantString, stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { ShowStatement, ShowTableStatement } from "../statement.ts";
import { optionalPartition } from "./partition-spec.ts";

const listed = {
  TABLES: "tables",
  VIEWS: "views",
  DATABASES: "databases",
  SCHEMAS: "databases",
  NAMESPACES: "databases",
  FUNCTIONS: "functions",
  CATALOGS: "catalogs",
} as const;
const scopes = { USER: "user", SYSTEM: "system", ALL: "all" } as const;
const notShown = new Set(["PROCEDURES", "COLLATIONS", "LOCKS", "INDEXES", "ROLES"]);

/** `SHOW …`. */
export function show(parser: Parser): ShowStatement | ShowTableStatement {
  const { tokens } = parser;
  tokens.expect("SHOW");
  if (tokens.accept("COLUMNS")) {
    if (!tokens.accept("FROM")) tokens.expect("IN");
    const table = objectName(parser);
    if (!tokens.accept("FROM") && !tokens.accept("IN")) return { kind: "showTable", what: "columns", table };
    return { kind: "showTable", what: "columns", table: [...objectName(parser), ...table.slice(-1)] };
  }
  if (tokens.accept("CREATE", "TABLE")) {
    const table = objectName(parser);
    tokens.accept("AS", "SERDE");
    return { kind: "showTable", what: "create", table };
  }
  if (tokens.accept("PARTITIONS"))
    return { kind: "showTable", what: "partitions", table: objectName(parser), ...optionalPartition(parser) };
  if (tokens.accept("TBLPROPERTIES")) return properties(parser);
  if (tokens.accept("CURRENT", "NAMESPACE")) return { kind: "show", object: "currentNamespace" };
  if (tokens.accept("TABLE", "EXTENDED")) return listing("tablesExtended", parser);
  const scope = tokens.peek(1).key === "FUNCTIONS" ? scopes[tokens.peek().key as keyof typeof scopes] : undefined;
  if (scope !== undefined) tokens.next();
  const word = tokens.peek();
  const object = listed[word.key as keyof typeof listed];
  if (object === undefined) {
    if (!notShown.has(word.key)) throw tokens.unexpected();
    throw unsupported(`SHOW ${word.key}`, "Tables, views, functions and databases can be shown.");
  }
  tokens.next();
  return { ...listing(object, parser), ...(scope && { scope }) };
}

function properties(parser: Parser): ShowTableStatement {
  const { tokens } = parser;
  const table = objectName(parser);
  if (!tokens.accept("(")) return { kind: "showTable", what: "properties", table };
  const property = tokens.peek().kind === "string" ? constantString(parser) : objectName(parser).join(".");
  tokens.expect(")");
  return { kind: "showTable", what: "properties", table, property };
}

/** `[IN namespace] [[LIKE] pattern]`. */
function listing(object: ShowStatement["object"], parser: Parser): ShowStatement {
  const { tokens } = parser;
  const namespace = tokens.accept("FROM") || tokens.accept("IN") ? objectName(parser) : undefined;
  const hasPattern = tokens.accept("LIKE") || tokens.peek().kind === "string";
  const isName = object === "functions" && !hasPattern && tokens.isIdentifier();
  const pattern = isName ? objectName(parser).join(".") : hasPattern ? patternText(parser) : undefined;
  return { kind: "show", object, ...(namespace && { namespace }), ...(pattern !== undefined && { pattern }) };
}

const patternText = (parser: Parser): string =>
  parser.tokens.peek().kind === "string" ? stringValue(parser) : objectName(parser).join(".");
