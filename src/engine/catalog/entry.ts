import { StructType as Struct, StructField, type StructType } from "../../types/index.ts";
import type { ResolvedRelation } from "../plan/index.ts";
import type { TableRows } from "./table-rows.ts";

/** A name for a plan, which runs anew whenever the name is used. */
export interface ViewEntry {
  readonly kind: "view";
  readonly name: string;
  readonly plan: ResolvedRelation;
}

/** Rows in a table of the database. */
export interface TableEntry {
  readonly kind: "table";
  readonly name: string;
  /** Quoted and qualified, ready for SQL. */
  readonly sqlName: string;
  /** Column names in the database, in the order of the schema's fields. */
  readonly columnNames: readonly string[];
  readonly schema: StructType;
  /** The format that the table was made with; its rows are in the database whatever it is. */
  readonly provider?: string;
  readonly comment?: string;
  readonly properties?: Readonly<Record<string, string>>;
  /** Columns that stand last in the table, for listings. */
  readonly partitionedBy?: readonly string[];
  /** Absent for a table of one session, which only its owner writes. */
  readonly rows?: TableRows;
}

export type CatalogEntry = ViewEntry | TableEntry;

/** The schema that a table or view shows. */
export function entrySchema(entry: CatalogEntry): StructType {
  if (entry.kind === "table") return entry.schema;
  return new Struct(
    entry.plan.output.map(({ name, type, nullable, metadata }) => new StructField(name, type, nullable, metadata)),
  );
}

/** Tables and views under names whose case does not matter, in the order in which they were made. */
export class Entries {
  readonly #byName = new Map<string, CatalogEntry>();

  get(name: string): CatalogEntry | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  set(entry: CatalogEntry): void {
    this.#byName.set(entry.name.toLowerCase(), entry);
  }

  delete(name: string): CatalogEntry | undefined {
    const entry = this.get(name);
    this.#byName.delete(name.toLowerCase());
    return entry;
  }

  all(): CatalogEntry[] {
    return [...this.#byName.values()];
  }
}
