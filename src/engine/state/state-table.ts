import { sparkError } from "../../common/index.ts";
import { quoteIdentifier, quoteString, StructType } from "../../types/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";

/** A column of a state table, with its DuckDB type. */
export interface StateColumn {
  readonly name: string;
  readonly type: string;
  /** Whether its values are made smaller when they are written to the file. Default true. */
  readonly compressed?: boolean;
}

/** Where an operator keeps its state. */
export interface StatePlace {
  /** The checkpoint's database. */
  readonly database: string;
  /** The operator's number in the query. */
  readonly operatorId: number;
}

/** A table of the checkpoint that holds state. */
export class StateTable {
  /** Quoted and qualified, ready for SQL. */
  readonly sqlName: string;
  readonly columns: readonly StateColumn[];
  readonly #place: StatePlace;
  readonly #name: string;
  readonly #signature: string;

  /**
   * @param signature - what must stay the same for the state to be of use, in words; stands beside the table, so that a changed query is
   * refused also where the types agree
   * @param part - sets the tables of an operator that has several apart
   */
  constructor(place: StatePlace, columns: readonly StateColumn[], signature: string, part?: string) {
    this.#place = place;
    this.#name = `state_${place.operatorId}${part === undefined ? "" : `_${part}`}`;
    this.#signature = signature;
    this.columns = columns;
    this.sqlName = this.nameIn(place.database);
  }

  /**
   * Makes the table, or takes up the one of an earlier run.
   *
   * @returns whether it was there
   * @throws SparkException `STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE` where the stored state is of another operator
   */
  async open(connection: Connection): Promise<boolean> {
    const here = `database_name = ${quoteString(this.#place.database)} AND table_name = ${quoteString(this.#name)}`;
    const comment = `SELECT comment FROM duckdb_tables() WHERE ${here}`;
    const [table] = await readRows(connection, comment, new StructType().add("comment", "string"));
    if (table === undefined) {
      const columns = this.columns.map(({ name, type, compressed }) => {
        // DuckDB takes no such wish for structs.
        const isPlain = compressed === false && !type.startsWith("STRUCT");
        return `${name} ${type}${isPlain ? " USING COMPRESSION uncompressed" : ""}`;
      });
      await connection.transaction(async () => {
        await connection.run(`CREATE TABLE ${this.sqlName} (${columns.join(", ")})`);
        await connection.run(`COMMENT ON TABLE ${this.sqlName} IS ${quoteString(this.#signature)}`);
      });
      return false;
    }
    if (table.comment !== this.#signature) {
      throw sparkError("STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE", {
        storedKeySchema: String(table.comment),
        newKeySchema: this.#signature,
      });
    }
    return true;
  }

  /** {@link sqlName} where the checkpoint's database has another name. */
  nameIn(database: string): string {
    return `${quoteIdentifier(database)}.${quoteIdentifier(this.#name)}`;
  }

  /** How many rows it holds. */
  async count(connection: Connection): Promise<bigint> {
    const [row] = await readRows(connection, `SELECT count(*) FROM ${this.sqlName}`, new StructType().add("n", "long"));
    return row!.n!;
  }

  /** An estimate of what rows of the table take, in bytes. */
  bytesOf(rows: bigint): bigint {
    return rows * BigInt(16 * (this.columns.length + 1));
  }
}
