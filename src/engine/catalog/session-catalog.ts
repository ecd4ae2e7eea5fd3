import { sparkError } from "../../common/index.ts";
import { quoteName, quoteParts } from "../../types/index.ts";
import type { KeptSettings, PlanParsers } from "../plan/index.ts";
import { AnalysisCatalog } from "./analysis-catalog.ts";
import {
  type CatalogEntry,
  Entries,
  type FunctionEntry,
  isTemporaryEntry,
  type MemoryTable,
  type StoredEntry,
  type TemporaryView,
} from "./entry.ts";
import {
  catalogName,
  checkName,
  defaultDatabase,
  type GlobalCatalog,
  noSchema,
  tooManyParts,
} from "./global-catalog.ts";
import { namePattern } from "./name-pattern.ts";

/** The database that global temporary views are in. */
const globalDatabase = "global_temp";

/** A table or view with what listings say of it. */
export interface ListedTable {
  readonly name: string;
  readonly catalog: string | undefined;
  readonly database: string | undefined;
  readonly tableType: "TEMPORARY" | "MANAGED" | "EXTERNAL" | "VIEW";
  readonly isTemporary: boolean;
  readonly entry: CatalogEntry;
}

/** The database and the name of what is no temporary view. */
export interface Place {
  readonly database: string;
  readonly name: string;
}

/**
 * The names of a session: its temporary views and functions, in front of what all sessions see. There is one catalog; names take their
 * case from whoever made them and are found in any.
 *
 * @see org.apache.spark.sql.catalyst.catalog.SessionCatalog
 */
export class SessionCatalog {
  readonly currentCatalog: string = catalogName;
  /** What all sessions see. */
  readonly global: GlobalCatalog;
  readonly #nextId: () => number;
  readonly #parsers: () => PlanParsers;
  readonly #settings: () => KeptSettings;
  readonly #local = new Entries();
  readonly #functions = new Map<string, FunctionEntry>();
  #currentDatabase = defaultDatabase;

  /**
   * @param nextId - gives ids for the columns of plans that are looked up
   * @param parsers - read the texts of views and functions
   * @param settings - of the session as they are, which its temporary views keep
   */
  constructor(global: GlobalCatalog, nextId: () => number, parsers: () => PlanParsers, settings: () => KeptSettings) {
    this.global = global;
    this.#nextId = nextId;
    this.#parsers = parsers;
    this.#settings = settings;
  }

  get currentDatabase(): string {
    return this.#currentDatabase;
  }

  /** Takes over the names that another session sees. Tables are seen through views, as their rows stay the other session's. */
  copy(source: SessionCatalog): void {
    this.#currentDatabase = source.#currentDatabase;
    for (const [name, entry] of source.#functions) this.#functions.set(name, entry);
    const view = this.forAnalysis();
    for (const entry of source.#local.all())
      this.#local.set(entry.kind === "view" ? entry : { kind: "view", name: entry.name, plan: view.memoryRows(entry) });
  }

  /** The names as one analysis sees them: what is looked up twice stays the same, whoever changes it meanwhile. */
  forAnalysis(): AnalysisCatalog {
    return new AnalysisCatalog(this, this.#nextId, this.#parsers());
  }

  /** @throws SparkException `SCHEMA_NOT_FOUND` */
  setCurrentDatabase(name: string): void {
    this.#currentDatabase = this.global.database(name).name;
  }

  /** @throws SparkException `CATALOG_NOT_FOUND` */
  setCurrentCatalog(name: string): void {
    if (name.toLowerCase() !== catalogName)
      throw sparkError("CATALOG_NOT_FOUND", { catalogName: quoteName(name), config: `"spark.sql.catalog.${name}"` });
  }

  databaseExists(name: string): boolean {
    const parts = name.split(".");
    return (parts.length === 1 || parts[0]?.toLowerCase() === catalogName) && this.#isDatabase(parts.at(-1)!);
  }

  #isDatabase(name: string): boolean {
    return this.global.findDatabase(name) !== undefined;
  }

  /** The table or view of a name of one to three parts. @param database - where names without one are looked for */
  find(name: readonly string[], database: string = this.#currentDatabase): CatalogEntry | undefined {
    const temporary = this.findTemporary(name);
    if (temporary !== undefined) return temporary;
    const place = this.placeOf(name, database);
    return place && this.global.relation(place.database, place.name);
  }

  /** The temporary table or view of a name. */
  findTemporary(name: readonly string[]): TemporaryView | MemoryTable | undefined {
    const table = name.at(-1) ?? "";
    if (name.length === 1) return this.#local.get(table);
    return name.length === 2 && name[0]!.toLowerCase() === globalDatabase ? this.global.views.get(table) : undefined;
  }

  /** Whether a name means a temporary view, which hides a table of that name. */
  isTemporary(name: readonly string[]): boolean {
    return this.findTemporary(name) !== undefined;
  }

  /** Where a table or view of a name is that is no temporary one, undefined where no such name can be. */
  placeOf(name: readonly string[], database: string = this.#currentDatabase): Place | undefined {
    const parts = name.length === 3 && name[0]!.toLowerCase() === catalogName ? name.slice(1) : name;
    if (parts.length === 1) return { database, name: parts[0]!.toLowerCase() };
    return parts.length === 2 ? { database: parts[0]!.toLowerCase(), name: parts[1]!.toLowerCase() } : undefined;
  }

  /**
   * Where a table, view or function is to be made.
   *
   * @throws AnalysisException `REQUIRES_SINGLE_PART_NAMESPACE`, `SCHEMA_NOT_FOUND`, `INVALID_SCHEMA_OR_RELATION_NAME`
   */
  placeFor(name: readonly string[]): Place {
    const place = this.placeOf(name);
    if (place === undefined) throw tooManyParts(name);
    if (!this.#isDatabase(place.database)) throw noSchema(place.database);
    // Names become folders: a wrong one is refused before anything is written.
    checkName(place.name);
    return place;
  }

  /**
   * Makes a temporary view of the session, or of all sessions.
   *
   * @throws SparkException `TEMP_TABLE_OR_VIEW_ALREADY_EXISTS` unless it may be replaced
   */
  createView(
    view: Omit<TemporaryView, "kind" | "settings">,
    options: { readonly replace: boolean; readonly global: boolean },
  ): void {
    const entries = options.global ? this.global.views : this.#local;
    if (!options.replace && entries.get(view.name) !== undefined)
      throw sparkError("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteName(view.name) });
    entries.set({ kind: "view", ...view, settings: this.#settings() });
  }

  /**
   * Gives a table of DuckDB a temporary name in this session, as a memory sink's has. An older view or table of the name is replaced.
   *
   * @returns the table that had the name, whose rows its owner may drop now
   */
  createTemporaryTable(table: Omit<MemoryTable, "kind">): CatalogEntry | undefined {
    const before = this.#local.delete(table.name);
    this.#local.set({ kind: "memoryTable", ...table });
    return before;
  }

  /** The tables of DuckDB that only this session sees. */
  memoryTables(): MemoryTable[] {
    return this.#local.all().filter((entry) => entry.kind === "memoryTable");
  }

  /** Drops a temporary view or table of the session. @returns what the name meant, undefined where it meant nothing */
  dropTemporary(name: string): CatalogEntry | undefined {
    return this.#local.delete(name);
  }

  dropGlobalView(name: string): CatalogEntry | undefined {
    return this.global.views.delete(name);
  }

  /** A function of the session, or of the database that a name says or the current one; names of more parts are of no function. */
  findFunction(name: readonly string[], database: string = this.#currentDatabase): FunctionEntry | undefined {
    const temporary = name.length === 1 ? this.#functions.get(name[0]!.toLowerCase()) : undefined;
    if (temporary !== undefined) return temporary;
    const place = this.placeOf(name, database);
    return place && this.global.function(place.database, place.name);
  }

  /** Makes a function of the session. @returns false where the name is taken and may not be */
  createTemporaryFunction(entry: FunctionEntry, options: { readonly replace: boolean }): boolean {
    const name = entry.name.toLowerCase();
    if (!options.replace && this.#functions.has(name)) return false;
    this.#functions.set(name, entry);
    return true;
  }

  dropTemporaryFunction(name: string): boolean {
    return this.#functions.delete(name.toLowerCase());
  }

  temporaryFunctions(): FunctionEntry[] {
    return [...this.#functions.values()];
  }

  /**
   * Tables and views of a database in order of their names, then the session's temporary views.
   *
   * @param pattern - `*` for any text, `|` between alternatives
   * @throws SparkException `SCHEMA_NOT_FOUND`
   */
  listTables(database: string = this.#currentDatabase, pattern?: string): ListedTable[] {
    const ofGlobal = database.toLowerCase() === globalDatabase;
    if (!ofGlobal && !this.#isDatabase(database)) throw noSchema(database);
    const matches = namePattern(pattern);
    const inOrder = (tables: ListedTable[]): ListedTable[] =>
      tables.filter(({ name }) => matches.test(name)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const shared = ofGlobal
      ? this.global.views.all().map((entry) => listed(entry, globalDatabase))
      : this.global.relations(database).map((entry) => listed(entry));
    return [...inOrder(shared), ...inOrder(this.#local.all().map((entry) => listed(entry)))];
  }

  /** A name with the parts in front that it left out. */
  qualified(name: readonly string[]): readonly string[] {
    return name.length === 1
      ? [catalogName, this.#currentDatabase, ...name]
      : name.length === 2
        ? [catalogName, ...name]
        : name;
  }
}

/** What listings say of a table or view. @param database - of a global temporary view */
export function listed(entry: CatalogEntry, database?: string): ListedTable {
  if (isTemporaryEntry(entry))
    return { name: entry.name, catalog: undefined, database, tableType: "TEMPORARY", isTemporary: true, entry };
  return {
    name: entry.name,
    catalog: catalogName,
    database: entry.database,
    tableType: entry.kind === "storedView" ? "VIEW" : entry.managed ? "MANAGED" : "EXTERNAL",
    isTemporary: false,
    entry,
  };
}

/** The whole name of a table or view that lasts, as errors show it. */
export const quotedName = ({ database, name }: Pick<StoredEntry, "database" | "name">): string =>
  quoteParts([catalogName, database, name]);
