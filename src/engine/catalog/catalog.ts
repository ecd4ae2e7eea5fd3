import { sparkError } from "../../common/index.ts";
import { quoteIdentifier, quoteName, quoteParts, type StructType } from "../../types/index.ts";
import { type AnalyzerCatalog, freshen, isStreaming, type TableUse } from "../analyze/index.ts";
import type { ResolvedColumn, ResolvedRelation, ScanRelation, StoredTableRelation } from "../plan/index.ts";
import { type CatalogEntry, Entries, type TableEntry } from "./entry.ts";

const catalogName = "spark_catalog";
const defaultDatabase = "default";
/** The database that global temporary views are in. */
export const globalDatabase = "global_temp";

/** What all sessions of an engine see: saved tables and global temporary views. */
export class GlobalCatalog {
  readonly tables: Entries = new Entries();
  readonly views: Entries = new Entries();
  #storedTables = 0;

  /** A name in DuckDB that no other table of the engine has, ready for SQL. Two sessions may each have a table of one name. */
  storageName(name: string): string {
    this.#storedTables += 1;
    return quoteIdentifier(`${name}#${this.#storedTables}`);
  }
}

/** A table or view with what listings say of it. */
export interface ListedTable {
  readonly name: string;
  readonly catalog: string | undefined;
  readonly database: string | undefined;
  readonly tableType: "TEMPORARY" | "MANAGED";
  readonly isTemporary: boolean;
  readonly entry: CatalogEntry;
}

/**
 * The names of a session: its temporary views, in front of what all sessions see. There is one catalog with one database of tables;
 * names take their case from whoever made them and are found in any.
 *
 * @see org.apache.spark.sql.catalyst.catalog.SessionCatalog
 */
export class SessionCatalog implements AnalyzerCatalog {
  readonly currentCatalog: string = catalogName;
  readonly #global: GlobalCatalog;
  readonly #nextId: () => number;
  readonly #local = new Entries();
  #currentDatabase = defaultDatabase;

  /** @param nextId - gives ids for the columns of plans that are looked up */
  constructor(global: GlobalCatalog, nextId: () => number) {
    this.#global = global;
    this.#nextId = nextId;
  }

  get currentDatabase(): string {
    return this.#currentDatabase;
  }

  /** Takes over the names that another session sees. Tables are seen through views, as their rows stay the other session's. */
  copy(source: SessionCatalog): void {
    this.#currentDatabase = source.#currentDatabase;
    for (const entry of source.#local.all()) {
      this.#local.set(
        entry.kind === "view" ? entry : { kind: "view", name: entry.name, plan: this.#storedTable(entry) },
      );
    }
  }

  /** @throws SparkException `SCHEMA_NOT_FOUND` */
  setCurrentDatabase(name: string): void {
    if (!this.databaseExists(name)) throw noSchema(name);
    this.#currentDatabase = name.toLowerCase();
  }

  /** @throws SparkException `CATALOG_NOT_FOUND` */
  setCurrentCatalog(name: string): void {
    if (name.toLowerCase() !== catalogName)
      throw sparkError("CATALOG_NOT_FOUND", { catalogName: quoteName(name), config: `"spark.sql.catalog.${name}"` });
  }

  databaseExists(name: string): boolean {
    const parts = name.toLowerCase().split(".");
    return (parts.length === 1 || parts[0] === catalogName) && parts.at(-1) === defaultDatabase;
  }

  lookup(name: readonly string[], use: TableUse): ResolvedRelation | undefined {
    const entry = this.find(name);
    if (entry === undefined) return undefined;
    if (use.streaming && (entry.kind === "view" ? !isStreaming(entry.plan) : entry.rows === undefined))
      throw sparkError("_LEGACY_ERROR_TEMP_1008", { quoted: name.join(".") });
    if (entry.kind === "view") return freshen(entry.plan, this.#nextId);
    return use.streaming ? this.#followedTable(entry, name, use) : this.#storedTable(entry);
  }

  /** The table or view of a name of one to three parts. */
  find(name: readonly string[]): CatalogEntry | undefined {
    const { scope, table } = placeOf(name, this.#currentDatabase);
    if (scope === "session") return this.#local.get(table) ?? this.#global.tables.get(table);
    if (scope === "global") return this.#global.views.get(table);
    return scope === "tables" ? this.#global.tables.get(table) : undefined;
  }

  /** Whether a name means a temporary view, which hides a table of that name. */
  isTemporary(name: readonly string[]): boolean {
    const { scope, table } = placeOf(name, this.#currentDatabase);
    return scope === "global" || (scope === "session" && this.#local.get(table) !== undefined);
  }

  /**
   * Makes a temporary view of the session, or of all sessions.
   *
   * @throws SparkException `TEMP_TABLE_OR_VIEW_ALREADY_EXISTS` unless it may be replaced
   */
  createView(name: string, plan: ResolvedRelation, options: { replace: boolean; global: boolean }): void {
    this.#create(options.global ? this.#global.views : this.#local, { kind: "view", name, plan }, options.replace);
  }

  /**
   * Gives a table of DuckDB a temporary name in this session, as a memory sink's has. An older view or table of the name is replaced.
   *
   * @returns the table that had the name, whose rows its owner may drop now
   */
  createTemporaryTable(table: Omit<TableEntry, "kind">): CatalogEntry | undefined {
    const before = this.#local.delete(table.name);
    this.#local.set({ kind: "table", ...table });
    return before;
  }

  /**
   * Gives a table of DuckDB a name for all sessions, as `saveAsTable` does.
   *
   * @throws SparkException `TABLE_OR_VIEW_ALREADY_EXISTS` unless it may be replaced, `SCHEMA_NOT_FOUND`
   */
  createTable(name: readonly string[], table: Omit<TableEntry, "kind" | "name">, options: { replace: boolean }): void {
    const { scope, table: tableName } = placeOf(name, this.#currentDatabase);
    if (scope !== "session" && scope !== "tables")
      throw sparkError("SCHEMA_NOT_FOUND", { schemaName: quoteParts(name.slice(0, -1)) });
    if (!options.replace && this.#global.tables.get(tableName) !== undefined)
      throw sparkError("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteParts(this.qualified(name)) });
    const before = this.#global.tables.get(tableName);
    this.#global.tables.set({ kind: "table", name: tableName.toLowerCase(), ...table });
    if (before?.kind === "table") before.rows?.drop();
  }

  /** Drops a temporary view or table of the session. @returns what the name meant, undefined where it meant nothing */
  dropTemporary(name: string): CatalogEntry | undefined {
    return this.#local.delete(name);
  }

  dropGlobalView(name: string): CatalogEntry | undefined {
    return this.#global.views.delete(name);
  }

  /**
   * Drops a table. @returns its entry, so that the rows can be dropped too
   *
   * @throws SparkException `TABLE_OR_VIEW_NOT_FOUND` unless it may be missing
   */
  dropTable(name: readonly string[], options: { ifExists: boolean }): CatalogEntry | undefined {
    const { scope, table } = placeOf(name, this.#currentDatabase);
    const known = scope === "session" || scope === "tables";
    const dropped =
      (scope === "session" ? this.#local.delete(table) : undefined) ??
      (known ? this.#global.tables.delete(table) : undefined);
    if (dropped === undefined && !options.ifExists)
      throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(this.qualified(name)) });
    if (dropped?.kind === "table") dropped.rows?.drop();
    return dropped;
  }

  /**
   * Tables of a database and the session's temporary views.
   *
   * @param pattern - `*` for any text, `|` between alternatives
   * @throws SparkException `SCHEMA_NOT_FOUND`
   */
  listTables(database: string = this.#currentDatabase, pattern?: string): ListedTable[] {
    const ofGlobal = database.toLowerCase() === globalDatabase;
    if (!ofGlobal && !this.databaseExists(database)) throw noSchema(database);
    const shared = ofGlobal ? this.#global.views.all() : this.#global.tables.all();
    const matches = namePattern(pattern);
    return [
      ...shared.map((entry) => listed(entry, ofGlobal)),
      ...this.#local.all().map((entry) => listed(entry, false, true)),
    ]
      .filter(({ name }) => matches.test(name))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** A name with the parts in front that it left out. */
  qualified(name: readonly string[]): readonly string[] {
    return name.length === 1
      ? [catalogName, this.#currentDatabase, ...name]
      : name.length === 2
        ? [catalogName, ...name]
        : name;
  }

  #create(entries: Entries, entry: CatalogEntry, replace: boolean): void {
    if (!replace && entries.get(entry.name) !== undefined)
      throw sparkError("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteName(entry.name) });
    entries.set(entry);
  }

  #storedTable({ columnNames, schema, sqlName }: TableEntry): StoredTableRelation {
    return { kind: "storedTable", sqlName, columnNames, output: this.#columns(schema) };
  }

  /** The rows that are added to a table, as a stream. */
  #followedTable(entry: TableEntry, name: readonly string[], { options }: TableUse): ScanRelation {
    const { columnNames, rows, schema, sqlName } = entry;
    const table = { name: this.qualified(name).join("."), sqlName, columnNames, rows: rows! };
    const source = { format: "table", options, paths: [table.name], schema, streaming: true, table };
    return { kind: "scan", id: this.#nextId(), source, output: this.#columns(schema) };
  }

  #columns(schema: StructType): ResolvedColumn[] {
    return schema.fields.map(({ name, dataType, nullable, metadata }) => ({
      kind: "column" as const,
      id: this.#nextId(),
      name,
      type: dataType,
      nullable,
      qualifier: [],
      metadata,
    }));
  }
}

type Place = { readonly scope: "session" | "tables" | "global" | "unknown"; readonly table: string };

/** Where a name is looked for: without a database in the session first. */
const noSchema = (name: string) => sparkError("SCHEMA_NOT_FOUND", { schemaName: quoteParts([catalogName, name]) });

function placeOf(name: readonly string[], currentDatabase: string): Place {
  const table = name.at(-1) ?? "";
  const database = name.at(-2)?.toLowerCase();
  if (database === undefined) return { scope: "session", table };
  if (name.length === 2 && database === globalDatabase) return { scope: "global", table };
  const here = database === currentDatabase && (name.length === 2 || name[0]?.toLowerCase() === catalogName);
  return { scope: here && name.length <= 3 ? "tables" : "unknown", table };
}

function listed(entry: CatalogEntry, global: boolean, temporary: boolean = global): ListedTable {
  return {
    name: entry.name,
    catalog: temporary ? undefined : catalogName,
    database: global ? globalDatabase : temporary ? undefined : defaultDatabase,
    tableType: temporary ? "TEMPORARY" : "MANAGED",
    isTemporary: temporary,
    entry,
  };
}

/** Names that a listing asks for: `*` for any text, `|` between alternatives, in any letter case. */
export function namePattern(pattern: string | undefined): RegExp {
  const alternatives = (pattern ?? "*").split("|").map((part) =>
    part
      .trim()
      .split("*")
      .map((text) => text.replace(/[.+?^${}()[\]\\]/g, "\\$&"))
      .join(".*"),
  );
  return new RegExp(`^(?:${alternatives.join("|")})$`, "i");
}
