import { duckDbType, quoteIdentifier, type StructType } from "../../types/index.ts";
import type { Connection } from "../duckdb/index.ts";

let tables = 0;

/** A name that no other temporary table of a source has. */
export function temporaryTableName(): string {
  tables += 1;
  return `source_${tables}`;
}

/** A table of one connection that takes rows read by hand. */
export class TemporaryTable {
  readonly sqlName: string;
  readonly #connection: Connection;
  readonly #name: string;
  readonly #schema: StructType;

  private constructor(connection: Connection, name: string, schema: StructType) {
    this.#connection = connection;
    this.#name = name;
    this.#schema = schema;
    this.sqlName = `temp.main.${quoteIdentifier(name)}`;
  }

  static async create(connection: Connection, schema: StructType): Promise<TemporaryTable> {
    const table = new TemporaryTable(connection, temporaryTableName(), schema);
    const columns = schema.fields.map(({ name, dataType }) => `${quoteIdentifier(name)} ${duckDbType(dataType)}`);
    await connection.run(`CREATE TEMPORARY TABLE ${quoteIdentifier(table.#name)} (${columns.join(", ")})`);
    return table;
  }

  /** Adds rows, given by columns. */
  append(columns: readonly (readonly unknown[])[]): void {
    if (columns[0]?.length === 0) return;
    this.#connection.appendColumns({ database: "temp", table: this.#name }, this.#schema, columns);
  }

  async drop(): Promise<void> {
    await this.#connection.run(`DROP TABLE IF EXISTS ${this.sqlName}`);
  }
}
