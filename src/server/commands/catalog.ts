import { sparkError } from "../../common/index.ts";
import { type CatalogEntry, entrySchema, type ListedTable, namePattern } from "../../engine/catalog/index.ts";
import { allFunctions, lookupFunction } from "../../engine/functions/index.ts";
import type { Catalog } from "../../protocol/index.ts";
import { ArrayType, quoteName, quoteParts, StringType, StructType } from "../../types/index.ts";
import type { Answer } from "../answers.ts";
import type { Running } from "../operations/index.ts";
import { valuesAnswer } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import {
  catalogCreateTable,
  catalogDrop,
  catalogTruncate,
  createTableText,
  tableProperties,
} from "./catalog-tables.ts";
import { entryOf } from "./statement.ts";
import { writableTable } from "./table-statements.ts";

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
  const nameOf = (table: string, database?: string): readonly string[] => {
    const parts = session.parsers.parseMultipartIdentifier(table);
    return database === undefined ? parts : [database, ...parts];
  };
  const entryNamed = (table: string): CatalogEntry => entryOf(nameOf(table), session);
  switch (catType.case) {
    case "currentDatabase":
      return text(catalog.currentDatabase);
    case "setCurrentDatabase":
      catalog.setCurrentDatabase(catType.value.dbName);
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
    case "listDatabases":
      return { schema: databaseSchema, rows: named([databaseRow(session)], catType.value.pattern) };
    case "getDatabase":
      if (!catalog.databaseExists(catType.value.dbName)) {
        throw sparkError("SCHEMA_NOT_FOUND", { schemaName: quoteName(catType.value.dbName) });
      }
      return { schema: databaseSchema, rows: [databaseRow(session)] };
    case "databaseExists":
      return flag(catalog.databaseExists(catType.value.dbName));
    case "listTables":
      return {
        schema: tableSchema,
        rows: catalog.listTables(catType.value.dbName, catType.value.pattern).map(tableRow),
      };
    case "getTable": {
      const name = nameOf(catType.value.tableName, catType.value.dbName);
      const entry = catalog.find(name);
      if (entry === undefined) throw notFound(name, session);
      const temporary = catalog.isTemporary(name);
      const listed = {
        name: entry.name,
        entry,
        isTemporary: temporary,
        tableType: temporary ? "TEMPORARY" : "MANAGED",
      } as const;
      const place = temporary
        ? { catalog: undefined, database: undefined }
        : { catalog: catalog.currentCatalog, database: catalog.currentDatabase };
      return { schema: tableSchema, rows: [tableRow({ ...listed, ...place })] };
    }
    case "tableExists":
      return flag(catalog.find(nameOf(catType.value.tableName, catType.value.dbName)) !== undefined);
    case "listColumns": {
      const name = nameOf(catType.value.tableName, catType.value.dbName);
      const entry = catalog.find(name);
      if (entry === undefined) throw notFound(name, session);
      return {
        schema: columnSchema,
        rows: entrySchema(entry).fields.map((field) => [
          field.name,
          field.comment ?? null,
          field.dataType.simpleString(),
          field.nullable,
          entry.kind === "table" && entry.partitionedBy?.includes(field.name) === true,
          false,
          false,
        ]),
      };
    }
    case "listFunctions":
      return {
        schema: functionSchema,
        rows: named(
          [...new Set([...allFunctions().keys(), ...session.functions.keys()])].sort().map(functionRow),
          catType.value.pattern,
        ),
      };
    case "getFunction": {
      const name = catType.value.functionName.toLowerCase();
      const found = session.functions.get(name) ?? lookupFunction(name);
      if (found === undefined) {
        const searchPath = "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]";
        throw sparkError("UNRESOLVED_ROUTINE", { routineName: quoteName(catType.value.functionName), searchPath });
      }
      return { schema: functionSchema, rows: [functionRow(found.name)] };
    }
    case "functionExists": {
      const name = catType.value.functionName.toLowerCase();
      return flag(session.functions.has(name) || lookupFunction(name) !== undefined);
    }
    case "dropTempView": {
      const dropped = catalog.dropTemporary(catType.value.viewName);
      if (dropped?.kind === "table")
        await session.engine.executor.run(`DROP TABLE IF EXISTS ${dropped.sqlName}`, { settings: session.settings });
      return flag(dropped !== undefined);
    }
    case "dropGlobalTempView":
      return flag(catalog.dropGlobalView(catType.value.viewName) !== undefined);
    // Rows come from the database or files in every query: what is cached is only remembered, and nothing can be stale.
    case "isCached":
      return flag(session.cachedTables.has(entryNamed(catType.value.tableName)));
    case "cacheTable":
      session.cachedTables.add(entryNamed(catType.value.tableName));
      return done;
    case "uncacheTable":
      session.cachedTables.delete(entryNamed(catType.value.tableName));
      return done;
    case "clearCache":
      session.cachedTables.clear();
      await session.cachedPlans.clear(session.settings);
      return done;
    case "refreshTable":
      entryNamed(catType.value.tableName);
      return done;
    case "refreshByPath":
      return done;
    case "createTable":
      await catalogCreateTable(catType.value, session, operation);
      return done;
    case "dropTable": {
      const { ifExists, tableName } = catType.value;
      await catalogDrop("table", { name: tableName, ifExists }, session);
      return done;
    }
    case "dropView": {
      const { ifExists, viewName } = catType.value;
      await catalogDrop("view", { name: viewName, ifExists }, session);
      return done;
    }
    case "truncateTable":
      await catalogTruncate(catType.value.tableName, session, operation);
      return done;
    // DuckDB keeps its own statistics.
    case "analyzeTable":
      writableTable(nameOf(catType.value.tableName), "ANALYZE TABLE", session);
      return done;
    case "getTableProperties":
      return {
        schema: new StructType().add("key", "string", false).add("value", "string", false) as StructType,
        rows: tableProperties(catType.value.tableName, session),
      };
    case "getCreateTableString":
      return text(createTableText(catType.value.tableName, session));
    case "listViews": {
      const listed = catalog.listTables(catType.value.dbName, catType.value.pattern);
      return { schema: tableSchema, rows: listed.filter((table) => table.entry.kind === "view").map(tableRow) };
    }
    default:
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the catalog's ${catType.case ?? "request without a kind"}`,
        hint: "Temporary views and saved tables can be listed, looked at and dropped.",
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
  (table.entry.kind === "table" ? table.entry.comment : undefined) ?? null,
  table.tableType,
  table.isTemporary,
];

const databaseRow = ({ catalog, settings }: ServerSession): unknown[] => [
  "default",
  catalog.currentCatalog,
  "default database",
  settings.get("spark.sql.warehouse.dir"),
];

const functionRow = (name: string): unknown[] => [name, null, null, null, `millrace.functions.${name}`, true];

const notFound = (name: readonly string[], { catalog }: ServerSession) =>
  sparkError("TABLE_OR_VIEW_NOT_FOUND", {
    relationName: quoteParts(catalog.qualified(name)),
  });
