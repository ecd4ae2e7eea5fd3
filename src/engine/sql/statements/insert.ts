import type { Relation } from "../../plan/index.ts";
import { identifierList } from "../alias.ts";
import { fromClause, objectName, optionList } from "../from.ts";
import { stringValue } from "../literal.ts";
import { organized } from "../organization.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import { commonTables } from "../query.ts";
import { selectOver } from "../select.ts";
import type {
  ChangeRowsStatement,
  InsertDirectoryStatement,
  InsertStatement,
  TruncateStatement,
} from "../statement.ts";
import { optionalPartition } from "./partition-spec.ts";

type Inserting = InsertStatement | InsertDirectoryStatement;

/** `INSERT INTO | OVERWRITE …`. */
export function insert(parser: Parser): Inserting {
  const target = insertTarget(parser);
  return { ...target, plan: parser.query() } as Inserting;
}

/** `WITH a AS (…) INSERT INTO t SELECT …`; the next token is WITH, and INSERT comes behind the tables. */
export function insertWith(parser: Parser): Inserting {
  const tables = commonTables(parser);
  const target = insertTarget(parser);
  const plan: Relation = { kind: "with", ...tables, input: parser.query() };
  return { ...target, plan } as Inserting;
}

/** `FROM a INSERT INTO t SELECT …`; the next token is FROM. */
export function insertFrom(parser: Parser): Inserting {
  const { tokens } = parser;
  const input = fromClause(parser);
  const target = insertTarget(parser);
  const plan = organized(selectOver(input, parser), parser);
  if (tokens.is("INSERT")) throw unsupported("FROM with several INSERTs", "Write one INSERT for each table.");
  return { ...target, plan } as Inserting;
}

/** Whether a statement that begins with WITH or FROM is an INSERT. */
export function isInsert({ tokens }: Parser): boolean {
  for (let ahead = 0, depth = 0; ; ahead += 1) {
    const { key, kind } = tokens.peek(ahead);
    if (kind === "end" || key === ";") return false;
    if (key === "(") depth += 1;
    else if (key === ")") depth -= 1;
    else if (depth === 0 && key === "INSERT") return ["INTO", "OVERWRITE"].includes(tokens.peek(ahead + 1).key);
    else if (depth === 0 && ahead > 0 && key === "SELECT") return false;
  }
}

function insertTarget(parser: Parser): Omit<InsertStatement, "plan"> | Omit<InsertDirectoryStatement, "plan"> {
  const { tokens } = parser;
  tokens.expect("INSERT");
  const overwrite = tokens.accept("OVERWRITE");
  if (overwrite && (tokens.is("LOCAL", "DIRECTORY") || tokens.is("DIRECTORY"))) return directory(parser);
  if (!overwrite) tokens.expect("INTO");
  if (tokens.isIdentifier(1) || tokens.peek(1).kind === "word") tokens.accept("TABLE");
  const table = objectName(parser);
  const partition = optionalPartition(parser);
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  if (ifNotExists && !(overwrite && partition.partition !== undefined)) throw tokens.unexpected();
  const byName = tokens.accept("BY", "NAME");
  const hasColumns = !byName && tokens.is("(") && tokens.isIdentifier(1) && [",", ")"].includes(tokens.peek(2).key);
  const columns = hasColumns ? identifierList(parser) : undefined;
  const replaceWhere = tokens.accept("REPLACE", "WHERE");
  if (replaceWhere) parser.expression();
  return {
    kind: "insert",
    table,
    overwrite,
    ifNotExists,
    byName,
    replaceWhere,
    ...partition,
    ...(columns && { columns }),
  };
}

/** `[LOCAL] DIRECTORY ['path'] USING format [OPTIONS …]`. */
function directory(parser: Parser): Omit<InsertDirectoryStatement, "plan"> {
  const { tokens } = parser;
  const from = tokens.index;
  tokens.accept("LOCAL");
  tokens.expect("DIRECTORY");
  const path = tokens.peek().kind === "string" ? stringValue(parser) : undefined;
  if (tokens.is("STORED") || tokens.is("ROW"))
    throw unsupported(`${tokens.peek().key} … of Hive`, "Use USING with a format.");
  tokens.expect("USING");
  const format = objectName(parser).join(".");
  const options = tokens.accept("OPTIONS") ? optionList(parser) : {};
  const given = Object.entries(options).find(([key]) => key.toLowerCase() === "path")?.[1];
  if ((path === undefined) === (given === undefined)) throw tokens.invalid("_LEGACY_ERROR_TEMP_0052", {}, from);
  return { kind: "insertDirectory", path: path ?? given!, format, options };
}

export function truncate(parser: Parser): TruncateStatement {
  parser.tokens.expect("TRUNCATE", "TABLE");
  return { kind: "truncate", table: objectName(parser), ...optionalPartition(parser) };
}

/** `UPDATE`, `DELETE` and `MERGE`: read as far as the name, since tables of files take none of them. */
export function changeRows(parser: Parser): ChangeRowsStatement {
  const { tokens } = parser;
  const operation = { UPDATE: "UPDATE TABLE", DELETE: "DELETE", MERGE: "MERGE INTO TABLE" } as const;
  const { key } = tokens.next();
  if (key === "DELETE") tokens.expect("FROM");
  if (key === "MERGE") {
    tokens.accept("WITH", "SCHEMA", "EVOLUTION");
    tokens.expect("INTO");
  }
  const table = objectName(parser);
  while (tokens.peek().kind !== "end" && !tokens.is(";")) tokens.next();
  return { kind: "changeRows", table, operation: operation[key as keyof typeof operation] };
}
