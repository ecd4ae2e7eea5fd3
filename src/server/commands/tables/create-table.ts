import { sparkError } from "../../../common/index.ts";
import { checkBatch } from "../../../engine/analyze/index.ts";
import { type FileTable, type Place, quotedName } from "../../../engine/catalog/index.ts";
import type { ResolvedRelation } from "../../../engine/plan/index.ts";
import { formatOf } from "../../../engine/sinks/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import { quoteName, quoteParts, StructType } from "../../../types/index.ts";
import type { Running } from "../../operations/index.ts";
import type { ServerSession } from "../../session.ts";
import { withDefaults } from "./defaults.ts";
import { makeFolder, storedSchema } from "./files.ts";
import { entryOf } from "./find.ts";
import { alreadyExists, isTaken, makeTable, newTable } from "./new-table.ts";
import { partitionNames } from "./partitions.ts";
import { saveAsTable } from "./save-table.ts";

type CreateTable = Extract<Statement, { kind: "createTable" }>;
type CreateTableLike = Extract<Statement, { kind: "createTableLike" }>;

/** A table that is to be made, with the rows of a query or without any. */
export type NewTable = Omit<CreateTable, "kind" | "external"> & Partial<Pick<CreateTable, "external">>;

/**
 * `CREATE TABLE`: a record in the warehouse, and files in a folder.
 *
 * @throws SparkException `CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION`, `TABLE_OR_VIEW_ALREADY_EXISTS`, `SCHEMA_NOT_FOUND`, others
 */
export async function createTable(table: NewTable, session: ServerSession, operation: Running): Promise<void> {
  const { plan, replace } = table;
  const { catalog, settings } = session;
  if (replace)
    throw sparkError("UNSUPPORTED_FEATURE.TABLE_OPERATION", {
      tableName: quoteParts(catalog.qualified(table.name)),
      operation: plan === undefined ? "REPLACE TABLE" : "REPLACE TABLE AS SELECT",
    });
  const format = table.format ?? settings.get("spark.sql.sources.default");
  formatOf(format);
  const { location, options } = placeOfFiles(table);
  if (table.external && location === undefined)
    throw sparkError(plan === undefined ? "CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION" : "_LEGACY_ERROR_TEMP_2047");
  const details = {
    options,
    properties: table.properties,
    ...(table.comment !== undefined && { comment: table.comment }),
    ...(location !== undefined && { location }),
  };
  if (plan !== undefined) {
    const rows = await session.resolve(plan);
    checkBatch(rows);
    const mode = table.ifNotExists ? "ignore" : "error";
    const { name, partitionedBy } = table;
    await saveAsTable({ name, plan: rows, mode, format, partitionBy: partitionedBy, details }, session, operation);
    return;
  }
  const place = catalog.placeFor(table.name);
  if (isTaken(place, table.ifNotExists, session)) return;
  const { partitionedBy, schema } = await columnsOf(table, format, details, place, session);
  const entry: FileTable = {
    ...newTable(place, details, session),
    provider: format.toLowerCase(),
    schema,
    partitionedBy,
  };
  if (!(await makeTable(entry, () => makeFolder(entry, session), session)) && !table.ifNotExists)
    throw alreadyExists(place);
}

/** The folder that LOCATION or the option `path` names; the other options. */
function placeOfFiles({ location, options }: NewTable): {
  readonly location: string | undefined;
  readonly options: Readonly<Record<string, string>>;
} {
  const isPath = ([key]: readonly [string, string]): boolean => key.toLowerCase() === "path";
  const entries = Object.entries(options);
  return {
    location: location ?? entries.find(isPath)?.[1],
    options: Object.fromEntries(entries.filter((entry) => !isPath(entry))),
  };
}

/** The columns that are written down, or that the files have. */
async function columnsOf(
  { partitionedBy, schema }: NewTable,
  format: string,
  { location, options }: { readonly location?: string; readonly options: Readonly<Record<string, string>> },
  place: Place,
  session: ServerSession,
): Promise<Pick<FileTable, "schema" | "partitionedBy">> {
  if (schema !== undefined && schema.fields.length > 0) {
    const given = await withDefaults(schema, "CREATE TABLE", session);
    return ordered(storedSchema(given), partitionedBy, place, session);
  }
  if (location === undefined) throw noColumns(format);
  let found: ResolvedRelation;
  try {
    found = await session.resolve({ kind: "read", format, options, paths: [location], streaming: false });
  } catch (error) {
    if (error instanceof Error && "condition" in error && error.condition === "PATH_NOT_FOUND") throw noColumns(format);
    throw error;
  }
  const whole = new StructType(found.output.map(({ metadata, name, type }) => fieldOf(name, type, metadata)));
  return { schema: whole, partitionedBy: await partitionNames(location, session) };
}

const fieldOf = (name: string, type: StructType["fields"][number]["dataType"], metadata = {}) =>
  new StructType().add(name, type, true, metadata).fields[0]!;

const noColumns = (format: string): Error => sparkError("UNABLE_TO_INFER_SCHEMA", { format: formatOf(format).title });

/** Columns of folders behind the others. @throws AnalysisException for names that stand twice or are none */
function ordered(
  schema: StructType,
  partitionedBy: readonly string[],
  place: Place,
  { settings }: ServerSession,
): Pick<FileTable, "schema" | "partitionedBy"> {
  const fold = (name: string): string => (settings.caseSensitive ? name : name.toLowerCase());
  for (const names of [schema.names, partitionedBy]) {
    const repeated = names.find((one, at) => names.findIndex((other) => fold(other) === fold(one)) < at);
    if (repeated !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quoteName(fold(repeated)) });
  }
  const last = partitionedBy.map((partition) => {
    const field = schema.fields.find(({ name }) => fold(name) === fold(partition));
    if (field !== undefined) return field;
    throw sparkError("COLUMN_NOT_DEFINED_IN_TABLE", {
      colType: "partition",
      colName: quoteName(partition),
      tableName: quotedName(place),
      tableCols: schema.names.map(quoteName).join(", "),
    });
  });
  const others = schema.fields.filter((field) => !last.includes(field));
  if (others.length === 0) throw sparkError("ALL_PARTITION_COLUMNS_NOT_ALLOWED");
  return { schema: new StructType([...others, ...last]), partitionedBy: last.map(({ name }) => name) };
}

/** `CREATE TABLE … LIKE`: the columns of a table or view, without rows. */
export async function createTableLike(statement: CreateTableLike, session: ServerSession): Promise<void> {
  const { catalog, settings } = session;
  const place = catalog.placeFor(statement.name);
  const source = entryOf(statement.source, session);
  if (catalog.global.relation(place.database, place.name) !== undefined) {
    if (statement.ifNotExists) return;
    throw sparkError("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteParts([place.database, place.name]) });
  }
  const like = source.kind === "table" ? source : undefined;
  const schema = like?.schema ?? schemaOfEntry(await session.resolve(tableRelation(statement.source)));
  const provider = statement.format ?? like?.provider ?? settings.get("spark.sql.sources.default");
  formatOf(provider);
  const { location, properties } = statement;
  const details = {
    options: { ...like?.options, ...statement.options },
    properties,
    ...(location !== undefined && { location }),
  };
  const entry: FileTable = {
    ...newTable(place, details, session),
    provider: provider.toLowerCase(),
    schema,
    partitionedBy: like?.partitionedBy ?? [],
  };
  if (!(await makeTable(entry, () => makeFolder(entry, session), session)) && !statement.ifNotExists)
    throw alreadyExists(place);
}

const tableRelation = (name: readonly string[]) => ({ kind: "table", name, options: {}, streaming: false }) as const;

const schemaOfEntry = (plan: ResolvedRelation): StructType =>
  new StructType(plan.output.map(({ metadata, name, type }) => fieldOf(name, type, metadata)));
