import {
  duckDbType,
  literalSql,
  quoteIdentifier,
  type SparkType,
  type StructField,
  type StructType,
} from "../../types/index.ts";
import type { Connection } from "../duckdb/index.ts";
import { compressionOf } from "./files/compression/decompress.ts";
import { TemporaryTable } from "./temporary-table.ts";

/** Rows that a source has read by hand, for the queries of one connection. */
export interface LoadedRows {
  /** What stands behind FROM, with the columns of the schema; good once all rows are there. */
  readonly sqlName: string;
  /** Adds rows, given by columns. */
  append(columns: readonly (readonly unknown[])[]): void;
  drop(): Promise<void>;
}

/** Files of so few bytes in all go into the query's text. */
const fewBytes = 2048;
const fewColumns = 32;
const nested: ReadonlySet<SparkType["kind"]> = new Set(["array", "map", "struct", "variant"]);

/**
 * A place for the rows of files. Those of a handful of bytes, a micro-batch of a slow stream, stand in the query itself: making a table for
 * them, filling and dropping it takes longer than all the rest of such a query. More lie in a temporary table.
 *
 * @param files - what is read, to know ahead how much it may be
 */
export function loadedRows(
  connection: Connection,
  schema: StructType,
  files: readonly { readonly path: string; readonly size: number }[],
): Promise<LoadedRows> {
  const bytes = files.reduce((sum, { path, size }) => sum + (compressionOf(path) === "none" ? size : fewBytes + 1), 0);
  const isFlat = schema.fields.every(({ dataType }) => !nested.has((dataType as SparkType).kind));
  const isFew = bytes <= fewBytes && schema.fields.length <= fewColumns && isFlat;
  return isFew ? Promise.resolve(new InlineRows(schema.fields)) : TemporaryTable.create(connection, schema);
}

/** Rows as a query's VALUES. */
class InlineRows implements LoadedRows {
  readonly #fields: readonly StructField[];
  readonly #rows: string[] = [];

  constructor(fields: readonly StructField[]) {
    this.#fields = fields;
  }

  get sqlName(): string {
    const names = this.#fields.map(({ name }) => quoteIdentifier(name));
    if (this.#rows.length > 0) return `(VALUES ${this.#rows.join(", ")}) AS rows(${names.join(", ")})`;
    const nothing = this.#fields.map(({ dataType }, i) => `CAST(NULL AS ${duckDbType(dataType)}) AS ${names[i]}`);
    return `(SELECT ${nothing.join(", ")} WHERE false) AS rows`;
  }

  append(columns: readonly (readonly unknown[])[]): void {
    for (let row = 0; row < columns[0]!.length; row++) {
      const values = this.#fields.map(({ dataType }, i) => literalSql(columns[i]![row], dataType));
      this.#rows.push(`(${values.join(", ")})`);
    }
  }

  async drop(): Promise<void> {}
}
