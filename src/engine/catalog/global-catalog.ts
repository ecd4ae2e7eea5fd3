import { join } from "node:path";
import { sparkError } from "../../common/index.ts";
import { quoteName, quoteParts, StructType, typeFromJson } from "../../types/index.ts";
import { type DatabaseEntry, Entries, type FileTable, type FunctionEntry, type StoredEntry } from "./entry.ts";
import { fate, type Maker, self } from "./maker.ts";
import type { Warehouse } from "./warehouse.ts";

export const catalogName = "spark_catalog";
export const defaultDatabase = "default";

/** What the files of a record and an entry differ in: schemas are JSON there. */
type Recorded = Readonly<Record<string, unknown>>;

/** What a record of a table or view has beside the entry while something is under way. */
interface UnderWay {
  /** Who is making the table, which nobody sees before it is done. */
  readonly making?: Maker;
  /** The name that the entry is about to have. It has it from the moment on in which a record of that name has the entry's id. */
  readonly renamedTo?: string;
  /** What is left to do of a renaming. */
  readonly renaming?: { readonly from: string; readonly folders?: Folders };
}

/** Paths of this machine. */
interface Folders {
  readonly from: string;
  readonly to: string;
}

/**
 * What all sessions of an engine see: the databases, tables, views and functions of the warehouse, and global temporary views. Engines of
 * other processes may share the warehouse; see {@link Warehouse}.
 *
 * @see org.apache.spark.sql.catalyst.catalog.ExternalCatalog
 */
export class GlobalCatalog {
  readonly views: Entries = new Entries();
  readonly #warehouse: Warehouse;
  readonly #entries = new WeakMap<object, object>();

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse;
  }

  /** In order of their names. */
  databases(): string[] {
    return [...new Set([defaultDatabase, ...this.#warehouse.list("databases")])].sort();
  }

  /** @throws SparkException `SCHEMA_NOT_FOUND` */
  database(name: string): DatabaseEntry {
    const found = this.findDatabase(name);
    if (found === undefined) throw noSchema(name);
    return found;
  }

  findDatabase(name: string): DatabaseEntry | undefined {
    const folded = name.toLowerCase();
    if (!isPlainName(folded)) return undefined;
    const found = this.#warehouse.get<DatabaseEntry>("databases", folded);
    if (found !== undefined || folded !== defaultDatabase) return found;
    return { name: folded, comment: "default database", location: this.#warehouse.folder, properties: {} };
  }

  /** @throws AnalysisException `SCHEMA_ALREADY_EXISTS`, `INVALID_SCHEMA_OR_RELATION_NAME` */
  createDatabase(database: Omit<DatabaseEntry, "location"> & { readonly location?: string }): void {
    const name = database.name.toLowerCase();
    checkName(name);
    const location = database.location ?? join(this.#warehouse.folder, `${name}.db`);
    if (name === defaultDatabase || !this.#warehouse.create("databases", [name], { ...database, name, location }))
      throw sparkError("SCHEMA_ALREADY_EXISTS", { schemaName: quoteName(name) });
  }

  /** @throws SparkException `SCHEMA_NOT_FOUND` */
  changeDatabase(name: string, change: (database: DatabaseEntry) => DatabaseEntry): void {
    this.#warehouse.replace("databases", [name.toLowerCase()], change(this.database(name)));
  }

  /** Forgets a database with all that is in it, whose files are the caller's to delete. @throws SparkException `SCHEMA_NOT_FOUND` */
  dropDatabase(name: string): void {
    const folded = name.toLowerCase();
    if (!this.#warehouse.delete("databases", folded)) throw noSchema(name);
    for (const kind of ["relations", "functions"] as const) this.#warehouse.deleteBelow(kind, folded);
  }

  /** The tables and views of a database in order of their names. */
  relations(database: string): StoredEntry[] {
    const folded = database.toLowerCase();
    return this.#warehouse.list("relations", folded).flatMap((name) => this.relation(folded, name) ?? []);
  }

  relation(database: string, name: string): StoredEntry | undefined {
    const found = this.#read<StoredEntry & UnderWay>("relations", database, name, ["schema"]);
    if (found === undefined || found.making !== undefined) return undefined;
    if (found.renaming !== undefined) {
      this.#finishRenaming(found, found.renaming);
      return this.relation(database, name);
    }
    if (found.renamedTo === undefined) return found;
    // Asking for the entry under its new name also finishes what a killed process has begun.
    if (this.relation(database, found.renamedTo)?.id === found.id) return undefined;
    const { renamedTo: _, ...entry } = found;
    return entry;
  }

  /** @returns false where the name is taken. @throws AnalysisException `INVALID_SCHEMA_OR_RELATION_NAME` */
  createRelation(entry: StoredEntry): boolean {
    checkName(entry.name);
    return this.#warehouse.create("relations", placeOf(entry), recorded(entry, ["schema"]));
  }

  /**
   * Takes the name of a table that is about to be made, until {@link replaceRelation} shows it or {@link dropRelation} gives the name
   * free. Where a process has been killed that had taken it, the name is free again.
   *
   * @returns what such a process has left, whose files are the caller's to delete; undefined where the name is taken
   * @throws AnalysisException `INVALID_SCHEMA_OR_RELATION_NAME`
   */
  reserveRelation(entry: FileTable): { readonly abandoned?: FileTable } | undefined {
    checkName(entry.name);
    const place = placeOf(entry);
    const record = { ...recorded(entry, ["schema"]), making: self };
    if (this.#warehouse.create("relations", place, record)) return {};
    const abandoned = this.#reservation(entry.database, entry.name);
    if (abandoned === undefined || fate(abandoned.making) !== "gone") return undefined;
    // Of those that find it abandoned, one goes on.
    if (!this.#warehouse.create("claims", [abandoned.id], self)) return undefined;
    try {
      if (this.#reservation(entry.database, entry.name)?.id !== abandoned.id) return undefined;
      this.#warehouse.replace("relations", place, record);
      return { abandoned };
    } finally {
      this.#warehouse.delete("claims", abandoned.id);
    }
  }

  /** A table that was to be made by a process which, for all that is known here, is not making it any more. */
  abandoned(database: string, name: string): FileTable | undefined {
    const found = this.#reservation(database, name);
    return found && fate(found.making) !== "alive" ? found : undefined;
  }

  #reservation(database: string, name: string): (FileTable & { readonly making: Maker }) | undefined {
    const found = this.#read<FileTable & UnderWay>("relations", database, name, ["schema"]);
    return found?.making && { ...found, making: found.making };
  }

  /**
   * Gives a table or view another name, and its folder too. Whenever the process is killed, the entry has one name, and its files are
   * found: the record of the new name says what is left to do, and whoever reads it next does that.
   *
   * @returns false where the name is taken
   */
  renameRelation(entry: StoredEntry, renamed: StoredEntry, folders?: Folders): boolean {
    checkName(renamed.name);
    const record = recorded(entry, ["schema"]);
    this.#warehouse.replace("relations", placeOf(entry), { ...record, renamedTo: renamed.name });
    const renaming = { from: entry.name, ...(folders && { folders }) };
    const target = { ...recorded(renamed, ["schema"]), renaming };
    if (!this.#warehouse.create("relations", placeOf(renamed), target)) {
      this.#warehouse.replace("relations", placeOf(entry), record);
      return false;
    }
    this.#finishRenaming(renamed, renaming);
    return true;
  }

  #finishRenaming(entry: StoredEntry & UnderWay, { folders, from }: NonNullable<UnderWay["renaming"]>): void {
    const { renaming: _, ...renamed } = entry;
    this.#warehouse.delete("relations", ...placeOf({ ...renamed, name: from }));
    if (folders !== undefined) this.#warehouse.moveFolder(folders.from, folders.to);
    this.replaceRelation(renamed);
  }

  replaceRelation(entry: StoredEntry): void {
    checkName(entry.name);
    this.#warehouse.replace("relations", placeOf(entry), recorded(entry, ["schema"]));
  }

  /** Forgets a table or view; the files stay. @returns false where there was none */
  dropRelation(database: string, name: string): boolean {
    return this.#delete("relations", database, name);
  }

  functions(database: string): FunctionEntry[] {
    const folded = database.toLowerCase();
    return this.#warehouse.list("functions", folded).flatMap((name) => this.function(folded, name) ?? []);
  }

  function(database: string, name: string): FunctionEntry | undefined {
    return this.#read<FunctionEntry>("functions", database, name, ["parameters", "returns"]);
  }

  /** @returns false where the name is taken and may not be */
  createFunction(entry: FunctionEntry, options: { readonly replace: boolean }): boolean {
    checkName(entry.name);
    const place = [entry.database!.toLowerCase(), entry.name.toLowerCase()];
    const value = recorded(entry, ["parameters", "returns"]);
    if (!options.replace) return this.#warehouse.create("functions", place, value);
    this.#warehouse.replace("functions", place, value);
    return true;
  }

  dropFunction(database: string, name: string): boolean {
    return this.#delete("functions", database, name);
  }

  #delete(kind: "relations" | "functions", database: string, name: string): boolean {
    const place = [database.toLowerCase(), name.toLowerCase()];
    return place.every(isPlainName) && this.#warehouse.delete(kind, ...place);
  }

  /** An entry from its record: the same object for as long as the record is the same. */
  #read<T extends object>(
    kind: "relations" | "functions",
    database: string,
    name: string,
    schemas: readonly string[],
  ): T | undefined {
    const place = [database.toLowerCase(), name.toLowerCase()];
    if (!place.every(isPlainName)) return undefined;
    const found = this.#warehouse.get<Recorded>(kind, ...place);
    if (found === undefined) return undefined;
    let entry = this.#entries.get(found);
    if (entry === undefined) {
      entry = { ...found, ...Object.fromEntries(schemas.map((key) => [key, schemaOfJson(found[key])])) };
      this.#entries.set(found, entry);
    }
    return entry as T;
  }
}

const placeOf = ({ database, name }: Pick<StoredEntry, "database" | "name">): readonly string[] => [
  database.toLowerCase(),
  name.toLowerCase(),
];

const recorded = (entry: object, schemas: readonly string[]): Recorded => ({
  ...entry,
  ...Object.fromEntries(schemas.map((key) => [key, (entry as Record<string, StructType>)[key]!.jsonValue()])),
});

const schemaOfJson = (json: unknown): StructType => {
  const schema = typeFromJson(json);
  return schema instanceof StructType ? schema : new StructType();
};

/** Names are those of files too. */
const isPlainName = (name: string): boolean => /^\w+$/.test(name);

/** @throws AnalysisException `INVALID_SCHEMA_OR_RELATION_NAME` */
export function checkName(name: string): void {
  if (!isPlainName(name)) throw sparkError("INVALID_SCHEMA_OR_RELATION_NAME", { name: quoteName(name) });
}

/** The error of a database that is not there. */
export const noSchema = (name: string): Error =>
  sparkError("SCHEMA_NOT_FOUND", { schemaName: quoteParts([catalogName, name]) });

/** The error of a name with more parts than catalog, database and table. */
export const tooManyParts = (name: readonly string[]): Error =>
  sparkError("REQUIRES_SINGLE_PART_NAMESPACE", { sessionCatalog: catalogName, identifier: quoteParts(name) });
