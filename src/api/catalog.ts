import type { CatalogSchema } from "../protocol/index.ts";
import type { StructType } from "../types/index.ts";
import { collectRows, scalar } from "./client/result.ts";
import type { DataFrame } from "./dataframe/dataframe.ts";
import { dataTypeMessage } from "./plan/data-type-message.ts";
import type { MessageInit } from "./plan/message-init.ts";
import { type Options, optionTexts } from "./plan/options.ts";
import { relation } from "./plan/relations.ts";
import type { SparkSession } from "./session.ts";

/** A catalog as listed. */
export interface CatalogMetadata {
  readonly name: string;
  readonly description: string | null;
}
/** A database as listed. */
export interface DatabaseMetadata extends CatalogMetadata {
  readonly catalog: string | null;
  readonly locationUri: string;
}
/** A table or view as listed. */
export interface TableMetadata {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  readonly tableType: string;
  readonly isTemporary: boolean;
}
/** A column of a table or view as listed. */
export interface ColumnMetadata {
  readonly name: string;
  readonly description: string | null;
  readonly dataType: string;
  readonly nullable: boolean;
  readonly isPartition: boolean;
  readonly isBucket: boolean;
  readonly isCluster: boolean;
}
/** A function as listed. */
export interface FunctionMetadata {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  readonly className: string;
  readonly isTemporary: boolean;
}

type CatalogType = NonNullable<MessageInit<typeof CatalogSchema>["catType"]>;

/**
 * The tables, views, databases and functions that a session sees.
 *
 * @see pyspark.sql.catalog.Catalog
 */
export class Catalog {
  readonly #session: SparkSession;

  constructor(session: SparkSession) {
    this.#session = session;
  }

  currentCatalog(): Promise<string> {
    return this.#value({ case: "currentCatalog", value: {} });
  }
  setCurrentCatalog(catalogName: string): Promise<void> {
    return this.#run({ case: "setCurrentCatalog", value: { catalogName } });
  }
  listCatalogs(pattern?: string): Promise<CatalogMetadata[]> {
    return this.#rows({ case: "listCatalogs", value: given({ pattern }) });
  }

  currentDatabase(): Promise<string> {
    return this.#value({ case: "currentDatabase", value: {} });
  }
  setCurrentDatabase(dbName: string): Promise<void> {
    return this.#run({ case: "setCurrentDatabase", value: { dbName } });
  }
  /** @param pattern - `*` stands for any text, `|` for "or" */
  listDatabases(pattern?: string): Promise<DatabaseMetadata[]> {
    return this.#rows({ case: "listDatabases", value: given({ pattern }) });
  }
  getDatabase(dbName: string): Promise<DatabaseMetadata> {
    return this.#row({ case: "getDatabase", value: { dbName } });
  }
  databaseExists(dbName: string): Promise<boolean> {
    return this.#value({ case: "databaseExists", value: { dbName } });
  }

  createDatabase(
    dbName: string,
    options: { readonly ifNotExists?: boolean; readonly properties?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    const { ifNotExists = false, properties = {} } = options;
    return this.#run({ case: "createDatabase", value: { dbName, ifNotExists, properties } });
  }
  /** @param options - `cascade`: with the tables in it */
  dropDatabase(
    dbName: string,
    options: { readonly ifExists?: boolean; readonly cascade?: boolean } = {},
  ): Promise<void> {
    const { cascade = false, ifExists = false } = options;
    return this.#run({ case: "dropDatabase", value: { dbName, ifExists, cascade } });
  }

  /** Tables of a database, the current one where none is named, and the temporary views. */
  listTables(dbName?: string, pattern?: string): Promise<TableMetadata[]> {
    return this.#rows({ case: "listTables", value: given({ dbName, pattern }) });
  }
  /** Views of a database, the current one where none is named, and the temporary views. */
  listViews(dbName?: string, pattern?: string): Promise<TableMetadata[]> {
    return this.#rows({ case: "listViews", value: given({ dbName, pattern }) });
  }
  getTable(tableName: string): Promise<TableMetadata> {
    return this.#row({ case: "getTable", value: { tableName } });
  }
  /** Whether there is a table or a view of that name. */
  tableExists(tableName: string, dbName?: string): Promise<boolean> {
    return this.#value({ case: "tableExists", value: { tableName, ...given({ dbName }) } });
  }
  listColumns(tableName: string, dbName?: string): Promise<ColumnMetadata[]> {
    return this.#rows({ case: "listColumns", value: { tableName, ...given({ dbName }) } });
  }
  /** Makes a table of files at a path, or an empty one of the schema. */
  async createTable<R>(
    tableName: string,
    options: {
      readonly path?: string;
      readonly source?: string;
      readonly description?: string;
      readonly schema?: StructType<R>;
      readonly options?: Options;
    } = {},
  ): Promise<DataFrame<R>> {
    const { path, source, description, schema } = options;
    const value = {
      tableName,
      options: optionTexts(options.options ?? {}),
      ...given({ path, source, description }),
      ...(schema && { schema: dataTypeMessage(schema) }),
    };
    await this.#run({ case: "createTable", value });
    return this.#session.table<R>(tableName);
  }

  /** Makes a table of the files at a path. */
  async createExternalTable<R>(
    tableName: string,
    path: string,
    options: { readonly source?: string; readonly schema?: StructType<R>; readonly options?: Options } = {},
  ): Promise<DataFrame<R>> {
    return this.createTable<R>(tableName, { ...options, path });
  }
  /** @param options - `purge` is for file systems that keep what was deleted */
  dropTable(tableName: string, options: { readonly ifExists?: boolean; readonly purge?: boolean } = {}): Promise<void> {
    const { ifExists = false, purge = false } = options;
    return this.#run({ case: "dropTable", value: { tableName, ifExists, purge } });
  }
  dropView(viewName: string, options: { readonly ifExists?: boolean } = {}): Promise<void> {
    return this.#run({ case: "dropView", value: { viewName, ifExists: options.ifExists ?? false } });
  }
  /** Takes all rows out of a table. */
  truncateTable(tableName: string): Promise<void> {
    return this.#run({ case: "truncateTable", value: { tableName } });
  }
  /** Gathers statistics of a table, where the engine uses any. */
  analyzeTable(tableName: string, options: { readonly noScan?: boolean } = {}): Promise<void> {
    return this.#run({ case: "analyzeTable", value: { tableName, noScan: options.noScan ?? false } });
  }
  /** The partitions of a table, as `currency=GBP`. */
  async listPartitions(tableName: string): Promise<string[]> {
    const rows = await this.#rows<Record<string, string>>({ case: "listPartitions", value: { tableName } });
    return rows.map((row) => Object.values(row)[0]!);
  }
  /** The statement that would make the table. */
  getCreateTableString(tableName: string): Promise<string> {
    return this.#value({ case: "getCreateTableString", value: { tableName } });
  }
  async getTableProperties(tableName: string): Promise<Record<string, string>> {
    const rows = await this.#rows<Record<string, string>>({ case: "getTableProperties", value: { tableName } });
    return Object.fromEntries(rows.map((row) => Object.values(row) as [string, string]));
  }

  listFunctions(dbName?: string, pattern?: string): Promise<FunctionMetadata[]> {
    return this.#rows({ case: "listFunctions", value: given({ dbName, pattern }) });
  }
  getFunction(functionName: string): Promise<FunctionMetadata> {
    return this.#row({ case: "getFunction", value: { functionName } });
  }
  functionExists(functionName: string, dbName?: string): Promise<boolean> {
    return this.#value({ case: "functionExists", value: { functionName, ...given({ dbName }) } });
  }

  /** Forgets a temporary view; false where there was none. */
  dropTempView(viewName: string): Promise<boolean> {
    return this.#value({ case: "dropTempView", value: { viewName } });
  }
  /** Forgets a global temporary view; false where there was none. */
  dropGlobalTempView(viewName: string): Promise<boolean> {
    return this.#value({ case: "dropGlobalTempView", value: { viewName } });
  }

  isCached(tableName: string): Promise<boolean> {
    return this.#value({ case: "isCached", value: { tableName } });
  }
  cacheTable(tableName: string): Promise<void> {
    return this.#run({ case: "cacheTable", value: { tableName } });
  }
  uncacheTable(tableName: string): Promise<void> {
    return this.#run({ case: "uncacheTable", value: { tableName } });
  }
  clearCache(): Promise<void> {
    return this.#run({ case: "clearCache", value: {} });
  }
  /** Forgets what is known of a table's files. */
  refreshTable(tableName: string): Promise<void> {
    return this.#run({ case: "refreshTable", value: { tableName } });
  }
  /** Forgets what is known of the files under a path. */
  refreshByPath(path: string): Promise<void> {
    return this.#run({ case: "refreshByPath", value: { path } });
  }
  /** Finds the partition folders of a table. */
  recoverPartitions(tableName: string): Promise<void> {
    return this.#run({ case: "recoverPartitions", value: { tableName } });
  }

  #relation(catType: CatalogType) {
    return relation({ case: "catalog", value: { catType } });
  }
  #value<T>(catType: CatalogType): Promise<T> {
    return scalar<T>(this.#session.client, this.#relation(catType));
  }
  async #rows<T>(catType: CatalogType): Promise<T[]> {
    return (await collectRows(this.#session.client, this.#relation(catType))) as T[];
  }
  async #row<T>(catType: CatalogType): Promise<T> {
    return (await this.#rows<T>(catType))[0]!;
  }
  async #run(catType: CatalogType): Promise<void> {
    await collectRows(this.#session.client, this.#relation(catType));
  }
}

/** The fields that have a value. */
function given<K extends string>(fields: Readonly<Record<K, string | undefined>>): { [Name in K]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in K]?: string;
  };
}
