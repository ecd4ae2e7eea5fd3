import { StructType } from "../../../types/index.ts";
import { identifierList } from "../alias.ts";
import { objectName, optionList } from "../from.ts";
import { stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type {
  AlterViewStatement,
  CreateDatabaseStatement,
  CreateFileViewStatement,
  CreateTableLikeStatement,
  CreateTableStatement,
  CreateViewStatement,
  Statement,
  TableClauses,
} from "../statement.ts";
import { columnDefinitions } from "./columns.ts";
import { createFunction } from "./create-function.ts";
import { queryStarters } from "./starters.ts";

/** Objects that the embedded engine does not keep. */
const notMade = new Set(["INDEX", "VARIABLE", "MATERIALIZED", "STREAMING", "FLOW"]);

/** `CREATE …` and `REPLACE TABLE`. */
export function create(parser: Parser): Statement {
  const { tokens } = parser;
  const replace = tokens.accept("REPLACE") || (tokens.accept("CREATE") && tokens.accept("OR", "REPLACE"));
  const global = tokens.is("GLOBAL") && tokens.accept("GLOBAL");
  const temporary = tokens.accept("TEMPORARY") || tokens.accept("TEMP");
  if (tokens.accept("VIEW"))
    return createView(replace, temporary ? (global ? "global" : "local") : "permanent", parser);
  if (tokens.accept("FUNCTION")) return createFunction({ replace, temporary }, parser);
  if (!replace && !temporary && isDatabase(parser)) return createDatabase(parser);
  tokens.accept("EXTERNAL");
  if (tokens.is("TABLE") && temporary) throw temporaryTable(parser);
  if (tokens.accept("TABLE")) return createTable(replace, parser);
  const what = tokens.peek();
  if (!notMade.has(what.key)) throw tokens.unexpected();
  throw unsupported(`CREATE ${what.key}`, "Use tables and views.");
}

/** `CREATE TEMPORARY TABLE`, which Spark reads and refuses. */
function temporaryTable(parser: Parser): Error {
  const from = parser.tokens.index;
  parser.tokens.expect("TABLE");
  createTable(false, parser);
  return parser.tokens.invalid("_LEGACY_ERROR_TEMP_0046", {}, from);
}

export const isDatabase = ({ tokens }: Parser): boolean =>
  tokens.accept("DATABASE") || tokens.accept("SCHEMA") || tokens.accept("NAMESPACE");

/** What comes once, in any order. */
function clauses(parser: Parser, read: () => string | undefined): void {
  const { tokens } = parser;
  const from = tokens.index;
  const seen = new Set<string>();
  for (let clauseName = read(); clauseName !== undefined; clauseName = read()) {
    if (seen.has(clauseName)) throw tokens.invalid("DUPLICATE_CLAUSES", { clauseName }, from);
    seen.add(clauseName);
  }
}

function createDatabase(parser: Parser): CreateDatabaseStatement {
  const { tokens } = parser;
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  const name = objectName(parser);
  let comment: string | undefined;
  let location: string | undefined;
  let properties: Readonly<Record<string, string>> = {};
  clauses(parser, () => {
    if (tokens.accept("COMMENT")) {
      comment = stringValue(parser);
      return "COMMENT";
    }
    if (tokens.accept("LOCATION")) {
      location = stringValue(parser);
      return "LOCATION";
    }
    if (!tokens.accept("WITH", "DBPROPERTIES") && !tokens.accept("WITH", "PROPERTIES")) return undefined;
    properties = optionList(parser);
    return "WITH PROPERTIES";
  });
  return {
    kind: "createDatabase",
    name,
    ifNotExists,
    properties,
    ...(comment !== undefined && { comment }),
    ...(location !== undefined && { location }),
  };
}

function createView(
  replace: boolean,
  scope: CreateViewStatement["scope"],
  parser: Parser,
): CreateViewStatement | CreateFileViewStatement {
  const { tokens } = parser;
  const from = tokens.index;
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  const name = objectName(parser);
  if (scope !== "permanent" && (tokens.is("USING") || isSchema(parser)))
    return fileView(name, replace, scope === "global", parser);
  if (scope !== "permanent" && ifNotExists) throw tokens.invalid("_LEGACY_ERROR_TEMP_0053", {}, from);
  if (scope === "local" && name.length > 1) {
    const [objectName, ...qualifier] = [...name].reverse();
    throw tokens.invalid(
      "INVALID_TEMP_OBJ_QUALIFIER",
      {
        objectType: "VIEW",
        objectName: `\`${objectName}\``,
        qualifier: qualifier
          .reverse()
          .map((part) => `\`${part}\``)
          .join("."),
      },
      from,
    );
  }
  const columns = tokens.is("(") ? viewColumns(parser) : undefined;
  let comment: string | undefined;
  let properties: Readonly<Record<string, string>> = {};
  clauses(parser, () => {
    if (tokens.accept("COMMENT")) {
      comment = stringValue(parser);
      return "COMMENT";
    }
    if (tokens.accept("TBLPROPERTIES")) {
      properties = optionList(parser);
      return "TBLPROPERTIES";
    }
    if (!tokens.accept("WITH", "SCHEMA")) return undefined;
    for (const way of ["BINDING", "COMPENSATION", "EVOLUTION"]) if (tokens.accept(way)) return "WITH SCHEMA";
    tokens.expect("TYPE", "EVOLUTION");
    return "WITH SCHEMA";
  });
  return {
    kind: "createView",
    name,
    scope,
    replace,
    ifNotExists,
    properties,
    ...viewQuery(parser),
    ...(columns && { columns }),
    ...(comment !== undefined && { comment }),
  };
}

/** `AS query`, with its text. */
export function viewQuery(parser: Parser): Pick<AlterViewStatement, "plan" | "text"> {
  const { tokens } = parser;
  tokens.expect("AS");
  const from = tokens.index;
  const plan = parser.query();
  const { end, start } = tokens.spanFrom(from);
  return { plan, text: tokens.text.slice(start, end) };
}

/** `(a COMMENT 'x', b)`. */
function viewColumns(parser: Parser): NonNullable<CreateViewStatement["columns"]> {
  const { tokens } = parser;
  return tokens.parenthesized(() => ({
    name: tokens.identifier(),
    comment: tokens.accept("COMMENT") ? stringValue(parser) : undefined,
  }));
}

/** `(a INT, …)` rather than the names of columns. */
const isSchema = ({ tokens }: Parser): boolean =>
  tokens.is("(") && tokens.isIdentifier(2) && tokens.peek(2).key !== "COMMENT";

/** What stands behind the name of a view of files: the schema, the format and its options, in this order and nothing else. */
function fileView(name: readonly string[], replace: boolean, global: boolean, parser: Parser): CreateFileViewStatement {
  const { tokens } = parser;
  const schema = tokens.is("(") ? columnDefinitions(parser) : undefined;
  tokens.expect("USING");
  const format = objectName(parser).join(".");
  const options = tokens.accept("OPTIONS") ? optionList(parser) : {};
  return { kind: "createFileView", name, replace, global, format, options, ...(schema && { schema }) };
}

function createTable(replace: boolean, parser: Parser): CreateTableStatement | CreateTableLikeStatement {
  const { tokens } = parser;
  const from = tokens.index;
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  const name = objectName(parser);
  const source = !replace && tokens.accept("LIKE") ? objectName(parser) : undefined;
  const table = tableClauses(name, parser);
  const path = Object.entries(table.options).find(([key]) => key.toLowerCase() === "path")?.[1];
  if (path !== undefined && table.location !== undefined)
    throw tokens.invalid("_LEGACY_ERROR_TEMP_0032", { pathOne: path, pathTwo: table.location }, from);
  if (source !== undefined) return { kind: "createTableLike", source, ifNotExists, ...table };
  const isQuery = tokens.accept("AS") || tokens.isAny(queryStarters);
  if (!isQuery) return { kind: "createTable", replace, ifNotExists, ...table };
  const plan = parser.query();
  if (table.schema !== undefined) {
    const message = "a table that is made of a query takes its columns from it";
    throw tokens.invalid("_LEGACY_ERROR_TEMP_0035", { message }, from);
  }
  return { kind: "createTable", replace, ifNotExists, ...table, plan };
}

type Draft = { -readonly [Key in keyof TableClauses]: TableClauses[Key] };

/** What stands behind the name: the schema, then clauses in any order, each once. */
function tableClauses(name: readonly string[], parser: Parser): TableClauses {
  const { tokens } = parser;
  const table: Draft = { name, options: {}, partitionedBy: [], properties: {} };
  if (tokens.is("(") && !queryStarters.has(tokens.peek(1).key)) table.schema = columnDefinitions(parser);
  if (tokens.accept("USING")) table.format = objectName(parser).join(".");
  clauses(parser, () => {
    const { key } = tokens.peek();
    return tableClause(table, parser) ? key : undefined;
  });
  return table;
}

function tableClause(table: Draft, parser: Parser): boolean {
  const { tokens } = parser;
  if (tokens.accept("OPTIONS")) table.options = optionList(parser);
  else if (tokens.accept("TBLPROPERTIES")) table.properties = optionList(parser);
  else if (tokens.accept("LOCATION")) table.location = stringValue(parser);
  else if (tokens.accept("COMMENT")) table.comment = stringValue(parser);
  else if (tokens.accept("USING")) table.format = objectName(parser).join(".");
  else if (tokens.accept("PARTITIONED", "BY")) partitions(table, parser);
  // How rows are grouped in files changes no result.
  else if (tokens.accept("CLUSTER", "BY")) tokens.parenthesized(() => objectName(parser));
  else if (tokens.accept("CLUSTERED", "BY")) buckets(parser);
  else if (tokens.is("STORED") || tokens.is("ROW") || tokens.is("SKEWED"))
    throw unsupported(`${tokens.peek().key} … of Hive tables`, "Use USING with a format.");
  else return false;
  return true;
}

/** `(a, b)`, or `(p INT, q STRING)`, which are columns behind those of the schema. */
function partitions(table: Draft, parser: Parser): void {
  const { tokens } = parser;
  if (tokens.is("(") && tokens.isIdentifier(1) && tokens.peek(2).key === "(")
    throw unsupported(
      `PARTITIONED BY (${tokens.peek(1).text}(…))`,
      "Add a column with that value, and partition by it.",
    );
  if (!tokens.is("(") || tokens.peek(2).key === "," || tokens.peek(2).key === ")") {
    table.partitionedBy = identifierList(parser);
    return;
  }
  const columns = columnDefinitions(parser);
  table.schema = new StructType([...(table.schema?.fields ?? []), ...columns.fields]);
  table.partitionedBy = columns.names;
}

/** `(a) [SORTED BY (b DESC)] INTO 4 BUCKETS`: buckets change where rows lie, and no result. */
function buckets(parser: Parser): void {
  const { tokens } = parser;
  identifierList(parser);
  if (tokens.accept("SORTED", "BY"))
    tokens.parenthesized(() => {
      tokens.identifier();
      if (!tokens.accept("ASC")) tokens.accept("DESC");
    });
  tokens.expect("INTO");
  if (tokens.acceptKind("number") === undefined) throw tokens.unexpected();
  tokens.expect("BUCKETS");
}
