import { parseDdl } from "../../types/index.ts";
import { identifierList } from "./alias.ts";
import { objectName, optionList } from "./from.ts";
import { stringValue } from "./literal.ts";
import { unsupported } from "./parse-error.ts";
import type { Parser } from "./parser.ts";
import type {
  CreateTableStatement,
  CreateViewStatement,
  DescribeQueryStatement,
  DescribeStatement,
  DropStatement,
  ExplainStatement,
  InsertStatement,
  ShowColumnsStatement,
  ShowStatement,
  Statement,
} from "./statement.ts";

const queryStarters = new Set(["SELECT", "WITH", "VALUES", "TABLE", "FROM", "(", "MAP", "REDUCE"]);

/** Statements of Spark that the embedded engine does not run, and what to do instead. */
const refused: Readonly<Record<string, string>> = {
  ALTER: "Create the table or view anew.",
  ANALYZE: "The embedded engine needs no statistics.",
  ADD: "Pass files and packages to the program itself.",
  BEGIN: "Run the statements one by one from the program.",
  CALL: "Call the program's own functions.",
  COMMENT: "Give the comment when the table is created.",
  DECLARE: "Pass values as parameters of spark.sql.",
  DELETE: "Write the rows that remain with df.write or foreachBatch.",
  DFS: "Use the fs commands of millrace.",
  EXECUTE: "Pass values as parameters of spark.sql.",
  EXPORT: "Use df.write.",
  GRANT: "Access is the business of the file system.",
  IMPORT: "Use spark.read.",
  LIST: "Pass files and packages to the program itself.",
  LOAD: "Use spark.read and df.write.",
  LOCK: "The embedded engine has no locks.",
  MERGE: "Join both sides and write the result with df.write or foreachBatch.",
  MSCK: "Partitions are found when a folder is read.",
  REPAIR: "Partitions are found when a folder is read.",
  REVOKE: "Access is the business of the file system.",
  UNLOCK: "The embedded engine has no locks.",
  UPDATE: "Write the changed rows with df.write or foreachBatch.",
};

/** One statement; the caller checks that nothing comes behind it. */
export function statement(parser: Parser): Statement {
  const { tokens } = parser;
  const { key } = tokens.peek();
  if (queryStarters.has(key)) return { kind: "query", plan: parser.query() };
  switch (key) {
    case "CREATE":
    case "REPLACE":
      return create(parser);
    case "DROP":
      return drop(parser);
    case "INSERT":
      return insert(parser);
    case "TRUNCATE": {
      tokens.next();
      tokens.expect("TABLE");
      const table = objectName(parser);
      if (tokens.is("PARTITION")) throw unsupported("TRUNCATE … PARTITION", "Write the rows that stay with df.write.");
      return { kind: "truncate", table };
    }
    case "SHOW":
      return show(parser);
    case "DESCRIBE":
    case "DESC":
      return describe(parser);
    case "EXPLAIN":
      return explain(parser);
    case "USE":
      tokens.next();
      if (tokens.isIdentifier(1) && !tokens.accept("DATABASE") && !tokens.accept("SCHEMA")) tokens.accept("NAMESPACE");
      return { kind: "use", name: objectName(parser) };
    case "CACHE": {
      tokens.next();
      const lazy = tokens.accept("LAZY");
      tokens.expect("TABLE");
      const table = objectName(parser);
      if (tokens.accept("OPTIONS")) optionList(parser);
      const isQuery = tokens.accept("AS") || tokens.isAny(queryStarters);
      return { kind: "cache", table, lazy, ...(isQuery && { plan: parser.query() }) };
    }
    case "UNCACHE":
      tokens.next();
      tokens.expect("TABLE");
      return { kind: "uncache", ifExists: tokens.accept("IF", "EXISTS"), table: objectName(parser) };
    case "CLEAR":
      tokens.expect("CLEAR", "CACHE");
      return { kind: "clearCache" };
    case "REFRESH":
      tokens.next();
      if (tokens.peek().kind === "string" || tokens.is("FUNCTION"))
        throw unsupported("REFRESH of a path or function", "Read the path again.");
      if (tokens.isIdentifier(1)) tokens.accept("TABLE");
      return { kind: "refresh", table: objectName(parser) };
  }
  const hint = refused[key];
  if (hint !== undefined && tokens.peek(1).kind === "word") throw unsupported(`the statement ${key}`, hint);
  throw tokens.unexpected();
}

/** Objects of CREATE and DROP, and of SHOW, that the embedded engine does not keep. */
const notMade = new Set([
  "DATABASE",
  "SCHEMA",
  "NAMESPACE",
  "FUNCTION",
  "INDEX",
  "VARIABLE",
  "MATERIALIZED",
  "STREAMING",
  "FLOW",
]);
const notShown = new Set([
  "PARTITIONS",
  "CREATE",
  "TBLPROPERTIES",
  "TABLE",
  "PROCEDURES",
  "COLLATIONS",
  "CURRENT",
  "LOCKS",
]);

function create(parser: Parser): CreateViewStatement | CreateTableStatement {
  const { tokens } = parser;
  const replace = tokens.accept("REPLACE") || (tokens.accept("CREATE") && tokens.accept("OR", "REPLACE"));
  const global = tokens.is("GLOBAL") && tokens.accept("GLOBAL");
  const temporary = tokens.accept("TEMPORARY") || tokens.accept("TEMP");
  if (tokens.accept("VIEW"))
    return createView(replace, temporary ? (global ? "global" : "local") : "permanent", parser);
  tokens.accept("EXTERNAL");
  if (tokens.accept("TABLE")) return createTable(replace, parser);
  const what = tokens.peek();
  if (!notMade.has(what.key)) throw tokens.unexpected();
  throw unsupported(
    `CREATE ${what.key}`,
    what.key === "FUNCTION" ? "Write it with the built-in functions." : "Use tables and temporary views.",
  );
}

function createView(
  replace: boolean,
  scope: CreateViewStatement["scope"],
  parser: Parser,
): CreateViewStatement | CreateTableStatement {
  const { tokens } = parser;
  const from = tokens.index;
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  const name = objectName(parser);
  if (scope !== "permanent" && (tokens.is("USING") || isSchema(parser)))
    return fileView(newTable(name, replace, ifNotExists), scope === "global", parser);
  if (scope !== "permanent" && ifNotExists) throw tokens.invalid("_LEGACY_ERROR_TEMP_0053", {}, from);
  const columns = tokens.is("(") ? viewColumns(parser) : undefined;
  let comment: string | undefined;
  const seen = new Set<string>();
  const once = (clauseName: string): void => {
    if (seen.has(clauseName)) throw tokens.invalid("DUPLICATE_CLAUSES", { clauseName }, from);
    seen.add(clauseName);
  };
  for (;;) {
    if (tokens.accept("COMMENT")) {
      once("COMMENT");
      comment = stringValue(parser);
    } else if (tokens.accept("TBLPROPERTIES")) {
      once("TBLPROPERTIES");
      optionList(parser);
    } else break;
  }
  tokens.expect("AS");
  const start = tokens.peek().start;
  const plan = parser.query();
  const text = tokens.text.slice(start, tokens.spanFrom(from).end);
  return {
    kind: "createView",
    name,
    scope,
    replace,
    ifNotExists,
    plan,
    text,
    ...(columns && { columns }),
    ...(comment !== undefined && { comment }),
  };
}

/** `(a COMMENT 'x', b)`. */
function viewColumns(parser: Parser): string[] {
  const { tokens } = parser;
  return tokens.parenthesized(() => {
    const name = tokens.identifier();
    if (tokens.accept("COMMENT")) stringValue(parser);
    return name;
  });
}

/** `(a INT, …)` rather than the names of columns. */
const isSchema = ({ tokens }: Parser): boolean =>
  tokens.is("(") && tokens.isIdentifier(2) && tokens.peek(2).key !== "COMMENT";

function createTable(replace: boolean, parser: Parser): CreateTableStatement {
  const { tokens } = parser;
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  return tableClauses(objectName(parser), replace, ifNotExists, parser);
}

type TableClauses = { -readonly [Key in keyof CreateTableStatement]: CreateTableStatement[Key] };

const newTable = (name: readonly string[], replace: boolean, ifNotExists: boolean): TableClauses => ({
  kind: "createTable",
  name,
  replace,
  ifNotExists,
  temporaryView: false,
  global: false,
  options: {},
  partitionedBy: [],
  properties: {},
});

/** What stands behind the name of a view of files: the schema, the format and its options, in this order and nothing else. */
function fileView(view: TableClauses, global: boolean, parser: Parser): CreateTableStatement {
  const { tokens } = parser;
  if (tokens.is("(")) view.schema = tableSchema(parser);
  tokens.expect("USING");
  view.format = objectName(parser).join(".");
  if (tokens.accept("OPTIONS")) view.options = optionList(parser);
  return { ...view, temporaryView: true, global };
}

/** What stands behind the name: the schema, then clauses in any order, each once, then the query. */
function tableClauses(
  name: readonly string[],
  replace: boolean,
  ifNotExists: boolean,
  parser: Parser,
): CreateTableStatement {
  const { tokens } = parser;
  const from = tokens.index;
  const table = newTable(name, replace, ifNotExists);
  if (tokens.is("(")) table.schema = tableSchema(parser);
  if (tokens.accept("USING")) table.format = objectName(parser).join(".");
  const seen = new Set<string>();
  for (;;) {
    const { key } = tokens.peek();
    const clause = tableClause(table, parser);
    if (!clause) break;
    if (seen.has(key)) throw tokens.invalid("DUPLICATE_CLAUSES", { clauseName: key }, from);
    seen.add(key);
  }
  if (tokens.accept("AS") || tokens.isAny(queryStarters)) table.plan = parser.query();
  return table;
}

function tableClause(table: TableClauses, parser: Parser): boolean {
  const { tokens } = parser;
  if (tokens.accept("OPTIONS")) table.options = optionList(parser);
  else if (tokens.accept("TBLPROPERTIES")) table.properties = optionList(parser);
  else if (tokens.accept("LOCATION")) table.location = stringValue(parser);
  else if (tokens.accept("COMMENT")) table.comment = stringValue(parser);
  else if (tokens.accept("PARTITIONED", "BY")) table.partitionedBy = identifierList(parser);
  else if (tokens.is("STORED") || tokens.is("ROW") || tokens.is("CLUSTERED"))
    throw unsupported(`${tokens.peek().key} … of Hive tables`, "Use USING with a format.");
  else return false;
  return true;
}

/** `(a INT, b STRING NOT NULL)`: finds its end; `types` reads it. */
function tableSchema({ tokens }: Parser): ReturnType<typeof parseDdl> {
  const from = tokens.index;
  const close = tokens.peek().match;
  if (close < 0) throw tokens.unexpected(tokens.at(Number.MAX_SAFE_INTEGER));
  const text = tokens.text.slice(tokens.peek().end, tokens.at(close).start);
  while (tokens.index <= close) tokens.next();
  return tokens.located(from, () => parseDdl(text));
}

function drop(parser: Parser): DropStatement {
  const { tokens } = parser;
  tokens.expect("DROP");
  tokens.accept("TEMPORARY");
  const word = tokens.peek();
  if (word.key !== "VIEW" && word.key !== "TABLE") {
    if (!notMade.has(word.key)) throw tokens.unexpected();
    throw unsupported(`DROP ${word.key}`, "Only tables and views can be dropped.");
  }
  tokens.next();
  const ifExists = tokens.accept("IF", "EXISTS");
  const name = objectName(parser);
  if (word.key === "TABLE") tokens.accept("PURGE");
  return { kind: "drop", object: word.key === "VIEW" ? "view" : "table", name, ifExists };
}

function insert(parser: Parser): InsertStatement {
  const { tokens } = parser;
  tokens.expect("INSERT");
  const overwrite = tokens.accept("OVERWRITE");
  if (tokens.is("LOCAL") || tokens.is("DIRECTORY"))
    throw unsupported("INSERT OVERWRITE DIRECTORY", "Use df.write with a path.");
  if (!overwrite) tokens.expect("INTO");
  if (tokens.isIdentifier(1) || tokens.peek(1).kind === "word") tokens.accept("TABLE");
  const table = objectName(parser);
  if (tokens.is("PARTITION") || tokens.is("REPLACE"))
    throw unsupported(`INSERT … ${tokens.peek().key}`, "Write partitions with df.write.partitionBy.");
  if (tokens.accept("IF", "NOT", "EXISTS")) throw tokens.unexpected();
  const byName = tokens.accept("BY", "NAME");
  const hasColumns = tokens.is("(") && tokens.isIdentifier(1) && [",", ")"].includes(tokens.peek(2).key);
  const columns = hasColumns ? identifierList(parser) : undefined;
  return { kind: "insert", table, overwrite, byName, plan: parser.query(), ...(columns && { columns }) };
}

const listed = {
  TABLES: "tables",
  VIEWS: "views",
  DATABASES: "databases",
  SCHEMAS: "databases",
  NAMESPACES: "databases",
  FUNCTIONS: "functions",
  CATALOGS: "catalogs",
} as const;

function show(parser: Parser): ShowStatement | ShowColumnsStatement {
  const { tokens } = parser;
  tokens.expect("SHOW");
  if (tokens.accept("COLUMNS")) {
    if (!tokens.accept("FROM")) tokens.expect("IN");
    const table = objectName(parser);
    if (!tokens.accept("FROM") && !tokens.accept("IN")) return { kind: "showColumns", table };
    return { kind: "showColumns", table: [...objectName(parser), ...table] };
  }
  if (tokens.peek(1).key === "FUNCTIONS") for (const scope of ["USER", "SYSTEM", "ALL"]) tokens.accept(scope);
  const word = tokens.peek();
  const object = listed[word.key as keyof typeof listed];
  if (object === undefined) {
    if (!notShown.has(word.key)) throw tokens.unexpected();
    throw unsupported(`SHOW ${word.key}`, "Use spark.catalog.");
  }
  tokens.next();
  const namespace = tokens.accept("FROM") || tokens.accept("IN") ? objectName(parser) : undefined;
  const hasPattern = tokens.accept("LIKE") || tokens.peek().kind === "string";
  const pattern = hasPattern ? stringValue(parser) : undefined;
  return { kind: "show", object, ...(namespace && { namespace }), ...(pattern !== undefined && { pattern }) };
}

function describe(parser: Parser): DescribeStatement | DescribeQueryStatement {
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
  if (tokens.isAny(describedObjects) && tokens.isIdentifier(1))
    throw unsupported(`DESCRIBE ${tokens.peek().key}`, "Use spark.catalog.");
  if (tokens.isIdentifier(1)) tokens.accept("TABLE");
  const extended = tokens.isIdentifier(1) && (tokens.accept("EXTENDED") || tokens.accept("FORMATTED"));
  const table = objectName(parser);
  const column = tokens.isIdentifier() ? objectName(parser) : undefined;
  return { kind: "describe", table, extended, ...(column && { column }) };
}

const describedObjects = new Set(["FUNCTION", "DATABASE", "SCHEMA", "NAMESPACE", "CATALOG"]);

const explainModes = {
  EXTENDED: "extended",
  FORMATTED: "formatted",
  CODEGEN: "codegen",
  COST: "cost",
  LOGICAL: "extended",
} as const;

function explain(parser: Parser): ExplainStatement {
  const { tokens } = parser;
  tokens.expect("EXPLAIN");
  const mode = explainModes[tokens.peek().key as keyof typeof explainModes];
  if (mode !== undefined) tokens.next();
  return { kind: "explain", mode: mode ?? "simple", statement: statement(parser) };
}
