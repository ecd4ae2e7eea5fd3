import { sparkError } from "../../common/index.ts";
import {
  type CatalogEntry,
  catalogName,
  entrySchema,
  type ListedTable,
  listed,
  namePattern,
} from "../../engine/catalog/index.ts";
import { lookupFunction } from "../../engine/functions/index.ts";
import type { Catalog } from "../../protocol/index.ts";
import { ArrayType, quoteParts, StringType, StructType, typeFromProto } from "../../types/index.ts";
import type { Answer } from "../answers.ts";
import type { Running } from "../operations/index.ts";
import { valuesAnswer } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import {
  alter,
  cacheTable,
  createDatabase,
  createTable,
  createTableText,
  databaseNamed,
  drop,
  dropDatabase,
  functionNames,
  isCached,
  partitionsBelow,
  refreshTable,
  shownLocation,
  sortedEntries,
  tableOf,
  truncate,
  uncacheTable,
  uncacheView,
  unresolvedRoutine,
} from "./tables/index.ts";

interface Found {
  readonly schema: StructType;
  readonly rows: readonly (readonly unknown[])[];
}

const flag = (value: boolean): Found => ({
  schema: new StructType().add("value", "boolean", false) as StructType,
  rows: [[value]],
});
const text = (value: string): Found => ({
  schema: new StructType().add("value", "string", false) as StructType,
  rows: [[value]],
});
const done: Found = { schema: new StructType(), rows: [] };

const tableSchema = new StructType()
  .add("name", "string")
  .add("catalog", "string")
  .add("namespace", new ArrayType(new StringType(), true))
  .add("description", "string")
  .add("tableType", "string")
  .add("isTemporary", "boolean", false) as StructType;
const columnSchema = new StructType()
  .add("name", "string")
  .add("description", "string")
  .add("dataType", "string")
  .add("nullable", "boolean", false)
  .add("isPartition", "boolean", false)
  .add("isBucket", "boolean", false)
  .add("isCluster", "boolean", false) as StructType;
const databaseSchema = new StructType()
  .add("name", "string")
  .add("catalog", "string")
  .add("description", "string")
  .add("locationUri", "string") as StructType;
const functionSchema = new StructType()
  .add("name", "string")
  .add("catalog", "string")
  .add("namespace", new ArrayType(new StringType(), true))
  .add("description", "string")
  .add("className", "string")
  .add("isTemporary", "boolean", false) as StructType;

/** Answers a question to the catalog, or changes it. */
export async function* executeCatalog(
  message: Catalog,
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  const { schema, rows } = await find(message, session, operation);
  yield* valuesAnswer(schema, rows, session, operation);
}

async function find({ catType }: Catalog, session: ServerSession, operation: Running): Promise<Found> {
  const { catalog } = session;
  const { parseMultipartIdentifier } = session.parsers;
  const nameOf = (table: string, database?: string): readonly string[] => {
    const parts = parseMultipartIdentifier(table);
    return database === undefined ? parts : [database, ...parts];
  };
  const found = (table: string, database?: string): CatalogEntry => {
    const name = nameOf(table, database);
    const entry = catalog.find(name);
    if (entry === undefined) throw missing(name, session);
    return entry;
  };
  switch (catType.case) {
    case "currentDatabase":
      return text(catalog.currentDatabase);
    case "setCurrentDatabase":
      catalog.setCurrentDatabase(databaseNamed(parseMultipartIdentifier(catType.value.dbName)));
      return done;
    case "currentCatalog":
      return text(catalog.currentCatalog);
    case "setCurrentCatalog":
      catalog.setCurrentCatalog(catType.value.catalogName);
      return done;
    case "listCatalogs":
      return {
        schema: new StructType().add("name", "string").add("description", "string") as StructType,
        rows: named([[catalog.currentCatalog, null]], catType.value.pattern),
      };
    case "listDatabases": {
      const rows = catalog.global.databases().map((name) => databaseRow(name, session));
      return { schema: databaseSchema, rows: named(rows, catType.value.pattern) };
    }
    case "getDatabase":
      return { schema: databaseSchema, rows: [databaseRow(databaseNamed(nameOf(catType.value.dbName)), session)] };
    case "databaseExists":
      return flag(catalog.databaseExists(catType.value.dbName));
    case "createDatabase": {
      const { dbName, ifNotExists, properties } = catType.value;
      const { comment, location, ...others } = properties;
      await createDatabase(
        {
          name: nameOf(dbName),
          ifNotExists,
          properties: others,
          ...(comment !== undefined && { comment }),
          ...(location !== undefined && { location }),
        },
        session,
      );
      return done;
    }
    case "dropDatabase": {
      const { cascade, dbName, ifExists } = catType.value;
      await dropDatabase(nameOf(dbName), { ifExists, cascade }, session);
      return done;
    }
    case "listTables": {
      const { dbName, pattern } = catType.value;
      const database = dbName && databaseNamed(nameOf(dbName));
      return { schema: tableSchema, rows: catalog.listTables(database, pattern).map(tableRow) };
    }
    case "getTable": {
      const entry = found(catType.value.tableName, catType.value.dbName);
      return { schema: tableSchema, rows: [tableRow(listed(entry))] };
    }
    case "tableExists":
      return flag(catalog.find(nameOf(catType.value.tableName, catType.value.dbName)) !== undefined);
    case "listColumns": {
      const entry = found(catType.value.tableName, catType.value.dbName);
      return {
        schema: columnSchema,
        rows: entrySchema(entry).fields.map((field) => [
          field.name,
          field.comment ?? null,
          field.dataType.simpleString(),
          field.nullable,
          entry.kind === "table" && entry.partitionedBy.includes(field.name),
          false,
          false,
        ]),
      };
    }
    case "listFunctions": {
      const { dbName, pattern } = catType.value;
      const names = functionNames("all", session, dbName && databaseNamed(nameOf(dbName)));
      const rows = names.map((name) => functionRow(name.split("."), session));
      return { schema: functionSchema, rows: named(rows, pattern) };
    }
    case "getFunction": {
      const name = nameOf(catType.value.functionName, catType.value.dbName);
      if (!functionExists(name, session)) throw unresolvedRoutine(name, session);
      return { schema: functionSchema, rows: [functionRow(name, session)] };
    }
    case "functionExists":
      return flag(functionExists(nameOf(catType.value.functionName, catType.value.dbName), session));
    case "dropTempView": {
      await uncacheView([catType.value.viewName], session);
      const dropped = catalog.dropTemporary(catType.value.viewName);
      if (dropped?.kind === "memoryTable") await session.dropRows(dropped.sqlName);
      return flag(dropped !== undefined);
    }
    case "dropGlobalTempView":
      await uncacheView(["global_temp", catType.value.viewName], session);
      return flag(catalog.dropGlobalView(catType.value.viewName) !== undefined);
    case "isCached":
      return flag(await isCached(nameOf(catType.value.tableName), session));
    case "cacheTable":
      await cacheTable({ table: nameOf(catType.value.tableName), lazy: true }, session, operation);
      return done;
    case "uncacheTable":
      await uncacheTable(nameOf(catType.value.tableName), session);
      return done;
    case "clearCache":
      await session.cachedPlans.clear(session.settings);
      return done;
    case "refreshTable":
      await refreshTable(nameOf(catType.value.tableName), session);
      return done;
    case "refreshByPath":
      await session.engine.filesChanged(catType.value.path);
      return done;
    // Partitions are found by their folders.
    case "recoverPartitions":
      await alter(
        {
          kind: "alter",
          object: "table",
          name: nameOf(catType.value.tableName),
          change: { action: "recoverPartitions", statement: "ALTER TABLE RECOVER PARTITIONS" },
        },
        session,
        operation,
      );
      return done;
    case "listPartitions": {
      const table = tableOf(nameOf(catType.value.tableName), "SHOW PARTITIONS", session);
      const partitions = await partitionsBelow(table, "", session);
      return {
        schema: new StructType().add("partition", "string", false) as StructType,
        rows: partitions.map(({ folder }) => [folder.slice(0, -1)]),
      };
    }
    case "createExternalTable":
    case "createTable": {
      const { options, path, schema, source, tableName } = catType.value;
      const description = catType.case === "createTable" ? catType.value.description : undefined;
      const type = schema === undefined ? undefined : typeFromProto(schema);
      await createTable(
        {
          name: nameOf(tableName),
          replace: false,
          ifNotExists: false,
          ...(type instanceof StructType && type.fields.length > 0 && { schema: type }),
          ...(source !== undefined && { format: source }),
          ...(path !== undefined && { location: path }),
          ...(description !== undefined && description !== "" && { comment: description }),
          options,
          partitionedBy: [],
          properties: {},
        },
        session,
        operation,
      );
      return done;
    }
    case "dropTable": {
      const { ifExists, tableName } = catType.value;
      await drop("table", nameOf(tableName), { ifExists, temporary: false }, session);
      return done;
    }
    case "dropView": {
      const { ifExists, viewName } = catType.value;
      await drop("view", nameOf(viewName), { ifExists, temporary: false }, session);
      return done;
    }
    case "truncateTable":
      await truncate(nameOf(catType.value.tableName), undefined, "TRUNCATE TABLE", session, operation);
      return done;
    // DuckDB keeps its own statistics.
    case "analyzeTable":
      tableOf(nameOf(catType.value.tableName), "ANALYZE TABLE", session);
      return done;
    case "getTableProperties": {
      const entry = found(catType.value.tableName);
      return {
        schema: new StructType().add("key", "string", false).add("value", "string", false) as StructType,
        rows: sortedEntries("properties" in entry ? entry.properties : {}),
      };
    }
    case "getCreateTableString":
      return text(createTableText(nameOf(catType.value.tableName), session));
    case "listViews": {
      const { dbName, pattern } = catType.value;
      const tables = catalog.listTables(dbName && databaseNamed(nameOf(dbName)), pattern);
      const views = tables.filter(({ entry }) => entry.kind === "view" || entry.kind === "storedView");
      return { schema: tableSchema, rows: views.map(tableRow) };
    }
    default:
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the catalog's ${catType.case ?? "request without a kind"}`,
        hint: "Ask for it in SQL.",
      });
  }
}

/** The rows whose name, their first value, a pattern takes. */
function named(rows: readonly (readonly unknown[])[], pattern: string | undefined): (readonly unknown[])[] {
  const matches = namePattern(pattern);
  return rows.filter(([name]) => matches.test(String(name)));
}

const tableRow = (table: ListedTable): unknown[] => [
  table.name,
  table.catalog ?? null,
  table.database === undefined ? [] : [table.database],
  ("comment" in table.entry ? table.entry.comment : undefined) ?? null,
  table.tableType,
  table.isTemporary,
];

/** @throws SparkException `SCHEMA_NOT_FOUND` */
function databaseRow(name: string, session: ServerSession): unknown[] {
  const { comment, location, name: folded } = session.catalog.global.database(name);
  return [folded, catalogName, comment, shownLocation(location, session)];
}

const functionExists = (name: readonly string[], { catalog, functions }: ServerSession): boolean => {
  const last = name.at(-1)!.toLowerCase();
  if (catalog.findFunction(name) !== undefined) return true;
  return name.length === 1 && (functions.has(last) || lookupFunction(last) !== undefined);
};

function functionRow(name: readonly string[], { catalog }: ServerSession): unknown[] {
  const entry = catalog.findFunction(name);
  const last = name.at(-1)!;
  if (entry?.database === undefined) return [last, null, null, null, `millrace.functions.${last.toLowerCase()}`, true];
  return [entry.name, catalogName, [entry.database], entry.comment ?? null, "millrace.sql", false];
}

const missing = (name: readonly string[], { catalog }: ServerSession) =>
  sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(catalog.qualified(name)) });
