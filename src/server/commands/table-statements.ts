import { sparkError } from "../../common/index.ts";
import { checkBatch } from "../../engine/analyze/index.ts";
import type { TableEntry } from "../../engine/catalog/index.ts";
import type { NamedExpression, ResolvedColumn, ResolvedRelation } from "../../engine/plan/index.ts";
import { formatOf } from "../../engine/sinks/index.ts";
import type { Statement } from "../../engine/sql/index.ts";
import { quoteName, quoteParts, type StructField, type StructType } from "../../types/index.ts";
import type { Running } from "../operations/index.ts";
import { executeOptions } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { insertInto, saveAsTable } from "./save-table.ts";

/** A table that is to be made, with the rows of a query or without any. */
export type NewTable = Pick<
  Extract<Statement, { kind: "createTable" }>,
  "name" | "replace" | "ifNotExists" | "schema" | "format" | "location" | "comment" | "plan"
> & {
  readonly options: Readonly<Record<string, string>>;
  readonly partitionedBy: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
};

/**
 * `CREATE TABLE`: rows are kept in the database, whatever format the table counts as one of.
 *
 * @throws SparkException `TABLE_OR_VIEW_ALREADY_EXISTS`, `SCHEMA_NOT_FOUND`, `UNABLE_TO_INFER_SCHEMA` and others;
 *   `UNSUPPORTED_FEATURE.MILLRACE` for a table of files at a place
 */
export async function createTable(table: NewTable, session: ServerSession, operation: Running): Promise<void> {
  const { catalog, settings } = session;
  const { comment, partitionedBy, plan, properties, schema } = table;
  const name = catalog.qualified(table.name);
  if (table.replace)
    throw sparkError("UNSUPPORTED_FEATURE.TABLE_OPERATION", {
      tableName: quoteParts(name),
      operation: plan === undefined ? "REPLACE TABLE" : "REPLACE TABLE AS SELECT",
    });
  if (table.location !== undefined || Object.keys(table.options).some((key) => key.toLowerCase() === "path")) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "a table of files at a place that is given",
      hint: "Make a view of the files: CREATE TEMPORARY VIEW v USING format OPTIONS (path '…'), and write them with df.write.",
    });
  }
  if (plan !== undefined && schema !== undefined) {
    const message = "a table that is made of a query takes its columns from it";
    throw sparkError("_LEGACY_ERROR_TEMP_0035", { message });
  }
  const format = table.format ?? settings.get("spark.sql.sources.default");
  const { title } = formatOf(format);
  let rows: ResolvedRelation;
  if (plan !== undefined) {
    rows = await session.resolve(plan);
    checkBatch(rows);
  } else {
    if (schema === undefined) throw sparkError("UNABLE_TO_INFER_SCHEMA", { format: title });
    rows = session.values(schema, []);
  }
  const mode = table.ifNotExists ? "ignore" : "error";
  const details = { ...(comment !== undefined && { comment }), properties };
  await saveAsTable(
    { name: table.name, plan: rows, mode, format, partitionBy: partitionedBy, details },
    session,
    operation,
  );
}

/** `INSERT INTO` and `INSERT OVERWRITE`. @throws SparkException for columns that the table has not, or types that it does not take */
export async function insertStatement(
  statement: Extract<Statement, { kind: "insert" }>,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const { columns, table: name } = statement;
  const table = writableTable(name, "INSERT", session);
  const plan = await session.resolve(statement.plan);
  checkBatch(plan);
  const tableName = session.catalog.qualified(name);
  const rows = statement.byName
    ? placed(plan, columnsOfNames(plan, table, tableName), table, session)
    : columns === undefined
      ? plan
      : placed(plan, columnsOfList(plan, columns, table, tableName), table, session);
  await insertInto(tableName, rows, statement.overwrite, session, operation);
}

/** Takes all rows out of a table. @param operationName - for the refusal of a view */
export async function truncateTable(
  name: readonly string[],
  operationName: string,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const table = writableTable(name, operationName, session);
  const { executor } = session.engine;
  const none = session.values(table.schema, []);
  await table.rows!.replace(() => executor.createTable(table, none, executeOptions(session, operation)));
}

/**
 * A table that statements may change.
 *
 * @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND`, `EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE`
 */
export function writableTable(name: readonly string[], operation: string, { catalog }: ServerSession): TableEntry {
  const entry = catalog.find(name);
  if (entry === undefined) {
    const places = [
      ["system", "session"],
      [catalog.currentCatalog, catalog.currentDatabase],
    ];
    if (operation === "INSERT") places.unshift(["system", "builtin"]);
    const searchPath = `[${places.map(quoteParts).join(", ")}]`;
    throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(name), searchPath });
  }
  if (entry.kind !== "table" || catalog.isTemporary(name))
    throw sparkError("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", { viewName: quoteParts(name), operation });
  return entry;
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The plan's columns by their own names; undefined for fields that it has not. */
function columnsOfNames(
  plan: ResolvedRelation,
  { schema }: TableEntry,
  tableName: readonly string[],
): (ResolvedColumn | undefined)[] {
  const extra = plan.output.filter((column) => !schema.names.some((name) => isSame(name, column.name)));
  if (extra.length > 0) {
    throw sparkError("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS", {
      tableName: quoteParts(tableName),
      extraColumns: extra.map((column) => quoteName(column.name)).join(", "),
    });
  }
  return schema.names.map((name) => plan.output.find((column) => isSame(column.name, name)));
}

/** The plan's columns by the names that a list gives them; undefined for fields that the list leaves out. */
function columnsOfList(
  plan: ResolvedRelation,
  names: readonly string[],
  { schema }: TableEntry,
  tableName: readonly string[],
): (ResolvedColumn | undefined)[] {
  const repeated = names.find((name, at) => names.findIndex((other) => isSame(other, name)) < at);
  if (repeated !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quoteName(repeated) });
  const unknown = names.find((name) => !schema.names.some((field) => isSame(field, name)));
  if (unknown !== undefined) {
    throw sparkError("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
      objectName: quoteName(unknown),
      proposal: schema.names.map(quoteName).join(", "),
    });
  }
  if (names.length !== plan.output.length) {
    const reason = names.length > plan.output.length ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS";
    throw sparkError(`INSERT_COLUMN_ARITY_MISMATCH.${reason}`, {
      tableName: quoteParts(tableName),
      tableColumns: names.map(quoteName).join(", "),
      dataColumns: plan.output.map((column) => quoteName(column.name)).join(", "),
    });
  }
  return schema.names.map((field) => plan.output[names.findIndex((name) => isSame(name, field))]);
}

/** The columns in the order of the table's fields, NULL where there is none. */
function placed(
  plan: ResolvedRelation,
  columns: readonly (ResolvedColumn | undefined)[],
  { schema }: { readonly schema: StructType },
  { engine }: ServerSession,
): ResolvedRelation {
  const missing = ({ dataType, name }: StructField): NamedExpression => {
    const type = { type: dataType, nullable: true } as const;
    const column: ResolvedColumn = { kind: "column", id: engine.nextId(), name, qualifier: [], ...type };
    return { expression: { kind: "literal", value: null, ...type }, column };
  };
  const items = schema.fields.map((field, at): NamedExpression => {
    const column = columns[at];
    return column === undefined ? missing(field) : { expression: column, column };
  });
  return { kind: "project", input: plan, items, output: items.map(({ column }) => column) };
}
