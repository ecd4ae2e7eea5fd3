import { StructType as Struct, StructField, type StructType } from "../../types/index.ts";
import type { KeptSettings, ResolvedRelation } from "../plan/index.ts";

/** A name of a session, or of all sessions, for a plan, which runs anew whenever the name is used. */
export interface TemporaryView {
  readonly kind: "view";
  readonly name: string;
  readonly plan: ResolvedRelation;
  readonly comment?: string;
  /** Those of the session that made it; absent for rows of a table. */
  readonly settings?: KeptSettings;
}

/** Rows in a table of the database, which one session sees, as a memory sink's. */
export interface MemoryTable {
  readonly kind: "memoryTable";
  readonly name: string;
  /** Quoted and qualified, ready for SQL. */
  readonly sqlName: string;
  /** Column names in the database, in the order of the schema's fields. */
  readonly columnNames: readonly string[];
  readonly schema: StructType;
}

interface Lasting {
  /** Another one for each that is made, also under a name that there was before. */
  readonly id: string;
  readonly name: string;
  readonly database: string;
  readonly comment?: string;
  readonly properties: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

/** A table that outlives its process: files of one format in a folder. */
export interface FileTable extends Lasting {
  readonly kind: "table";
  /** The format of the files, in lower case. */
  readonly provider: string;
  /** Columns of the files, then those of the folders. */
  readonly schema: StructType;
  readonly partitionedBy: readonly string[];
  /** The folder of the files: a path of this machine, a mount, a bucket. */
  readonly location: string;
  /** Whether the files go with the table. */
  readonly managed: boolean;
  /** Of the format, as reading and writing take them. */
  readonly options: Readonly<Record<string, string>>;
}

/** A view that outlives its session. */
export interface StoredView extends Lasting {
  readonly kind: "storedView";
  /** The query. */
  readonly text: string;
  /** What the view shows, as the query gave it when the view was made. */
  readonly schema: StructType;
  /** Whether the view has given its columns other names than the query's. */
  readonly renames: boolean;
  /** Where the query looks for names without a database. */
  readonly queryDatabase: string;
  /** Of the session that made it; records of older versions have none, and follow whoever asks. */
  readonly settings?: KeptSettings;
}

/** What a record of the warehouse keeps. */
export type StoredEntry = FileTable | StoredView;
export type CatalogEntry = TemporaryView | MemoryTable | StoredEntry;

/** A place for tables, views and functions. */
export interface DatabaseEntry {
  readonly name: string;
  readonly comment: string;
  /** A path of this machine, a mount, a bucket. */
  readonly location: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** A function whose body is SQL. */
export interface FunctionEntry {
  readonly name: string;
  /** Undefined for one of a session. */
  readonly database: string | undefined;
  /** `x INT DEFAULT 1, y STRING`. */
  readonly parameters: StructType;
  /** Of a scalar function the one column that has no name, of a table function its columns. */
  readonly returns: StructType;
  readonly isTable: boolean;
  /** An expression, or a query. */
  readonly body: string;
  readonly bodyIsQuery: boolean;
  readonly comment?: string;
  /** Where the body looks for names without a database. */
  readonly queryDatabase: string;
  /** As those of a {@link StoredView}. */
  readonly settings?: KeptSettings;
}

/** Whether a table or view belongs to a session, or to sessions, and ends with them. */
export const isTemporaryEntry = (entry: CatalogEntry): entry is TemporaryView | MemoryTable =>
  entry.kind === "view" || entry.kind === "memoryTable";

/** The schema that a table or view shows. */
export function entrySchema(entry: CatalogEntry): StructType {
  if (entry.kind !== "view") return entry.schema;
  return new Struct(
    entry.plan.output.map(({ name, type, nullable, metadata }) => new StructField(name, type, nullable, metadata)),
  );
}

/** Temporary tables and views under names whose case does not matter, in the order in which they were made. */
export class Entries {
  readonly #byName = new Map<string, TemporaryView | MemoryTable>();

  get(name: string): TemporaryView | MemoryTable | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  set(entry: TemporaryView | MemoryTable): void {
    this.#byName.set(entry.name.toLowerCase(), entry);
  }

  delete(name: string): TemporaryView | MemoryTable | undefined {
    const entry = this.get(name);
    this.#byName.delete(name.toLowerCase());
    return entry;
  }

  all(): (TemporaryView | MemoryTable)[] {
    return [...this.#byName.values()];
  }
}
