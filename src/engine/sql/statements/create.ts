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
import { clauses } from "./clauses.ts";
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
  const external = !replace && tokens.accept("EXTERNAL");
  if (tokens.is("TABLE") && temporary) return temporaryTable(parser);
  if (tokens.accept("TABLE")) return createTable({ replace, external }, parser);
  const what = tokens.peek();
  if (!notMade.has(what.key)) throw tokens.unexpected();
  throw unsupported(`CREATE ${what.key}`, "Use tables and views.");
}

/** `CREATE TEMPORARY TABLE`, another word for a temporary view of files. */
function temporaryTable(parser: Parser): CreateFileViewStatement {
  const { tokens } = parser;
  const from = tokens.index;
  tokens.expect("TABLE");
  const table = createTable({ replace: false, external: false }, parser);
  if (table.kind === "createTable" && table.plan !== undefined)
    throw tokens.invalid("_LEGACY_ERROR_TEMP_0035", { message: "a temporary table is made of no query" }, from);
  if (table.ifNotExists)
    throw tokens.invalid(
      "INVALID_STATEMENT_OR_CLAUSE",
      { operation: "CREATE TEMPORARY TABLE ... IF NOT EXISTS" },
      from,
    );
  const { format, location, name, options, schema } = table;
  if (format === undefined) throw tokens.invalid("_LEGACY_ERROR_TEMP_0046", {}, from);
  return {
    kind: "createFileView",
    name,
    replace: false,
    global: false,
    format,
    options: location === undefined ? options : { ...options, path: location },
    ...(schema && { schema }),
  };
}

export const isDatabase = ({ tokens }: Parser): boolean =>
  tokens.accept("DATABASE") || tokens.accept("SCHEMA") || tokens.accept("NAMESPACE");

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
    return "WITH DBPROPERTIES";
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
  if (replace && ifNotExists)
    throw tokens.invalid("CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE", { viewName: name.join(".") }, from);
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
      if (scope !== "permanent")
        throw tokens.invalid("_LEGACY_ERROR_TEMP_0035", { message: "a temporary view has no properties" }, from);
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

function createTable(
  { external, replace }: Pick<CreateTableStatement, "replace" | "external">,
  parser: Parser,
): CreateTableStatement | CreateTableLikeStatement {
  const { tokens } = parser;
  const from = tokens.index;
  const ifNotExists = !replace && tokens.accept("IF", "NOT", "EXISTS");
  const name = objectName(parser);
  const source = !replace && !external && tokens.accept("LIKE") ? objectName(parser) : undefined;
  const table = tableClauses(name, source !== undefined, parser);
  const path = Object.entries(table.options).find(([key]) => key.toLowerCase() === "path")?.[1];
  if (path !== undefined && table.location !== undefined)
    throw tokens.invalid("_LEGACY_ERROR_TEMP_0032", { pathOne: path, pathTwo: table.location }, from);
  if (source !== undefined) return { kind: "createTableLike", source, ifNotExists, ...table };
  const isQuery = tokens.accept("AS") || tokens.isAny(queryStarters);
  if (!isQuery) return { kind: "createTable", replace, external, ifNotExists, ...table };
  const plan = parser.query();
  if (table.schema !== undefined) {
    const message = "a table that is made of a query takes its columns from it";
    throw tokens.invalid("_LEGACY_ERROR_TEMP_0035", { message }, from);
  }
  return { kind: "createTable", replace, external, ifNotExists, ...table, plan };
}

type Draft = { -readonly [Key in keyof TableClauses]: TableClauses[Key] };

/**
 * What stands behind the name: the schema, the format, then clauses in any order, each once.
 *
 * @param isLike - the format stands among the clauses
 */
function tableClauses(name: readonly string[], isLike: boolean, parser: Parser): TableClauses {
  const { tokens } = parser;
  const from = tokens.index;
  const table: Draft = { name, options: {}, partitionedBy: [], properties: {} };
  if (!isLike && tokens.is("(") && !queryStarters.has(tokens.peek(1).key)) table.schema = columnDefinitions(parser);
  if (!isLike && tokens.accept("USING")) table.format = objectName(parser).join(".");
  const given = clauses(parser, () => {
    if (!isLike || !tokens.accept("USING")) return tableClause(table, parser);
    table.format = objectName(parser).join(".");
    return "PROVIDER";
  });
  if (given.has("CLUSTER BY") && given.has("PARTITIONED BY"))
    throw tokens.invalid("SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED", {}, from);
  if (given.has("CLUSTER BY") && given.has("CLUSTERED BY"))
    throw tokens.invalid("SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED", {}, from);
  return table;
}

/** @returns the clause's name; undefined where none stands here */
function tableClause(table: Draft, parser: Parser): string | undefined {
  const { tokens } = parser;
  const { key } = tokens.peek();
  if (tokens.accept("OPTIONS")) table.options = optionList(parser);
  else if (tokens.accept("TBLPROPERTIES")) table.properties = optionList(parser);
  else if (tokens.accept("LOCATION")) table.location = stringValue(parser);
  else if (tokens.accept("COMMENT")) table.comment = stringValue(parser);
  else if (tokens.accept("PARTITIONED", "BY")) {
    partitions(table, parser);
    return "PARTITIONED BY";
  } else if (tokens.accept("CLUSTER", "BY")) {
    // How rows are grouped in files changes no result.
    tokens.parenthesized(() => objectName(parser));
    return "CLUSTER BY";
  } else if (tokens.accept("CLUSTERED", "BY")) {
    buckets(parser);
    return "CLUSTERED BY";
  } else if (tokens.is("STORED") || tokens.is("ROW") || tokens.is("SKEWED"))
    throw unsupported(`${key} … of Hive tables`, "Use USING with a format.");
  else return undefined;
  return key;
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
  const from = tokens.index;
  identifierList(parser);
  if (tokens.accept("SORTED", "BY"))
    tokens.parenthesized(() => {
      tokens.identifier();
      if (tokens.accept("DESC"))
        throw tokens.invalid("_LEGACY_ERROR_TEMP_0035", { message: "buckets are sorted in ascending order" }, from);
      tokens.accept("ASC");
    });
  tokens.expect("INTO");
  if (tokens.acceptKind("number") === undefined) throw tokens.unexpected();
  tokens.expect("BUCKETS");
}
