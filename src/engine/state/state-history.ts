import { duckDbType, quoteIdentifier, quoteString, StructType, typeFromJson } from "../../types/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { DescribedStore } from "./state-catalog.ts";

/** Which batches a checkpoint has the state of, beside the newest. */
export interface HistorySpan {
  /** The batch whose whole state stands at the beginning; -1 where that is the empty one before all batches. Changes are known of those behind it. */
  readonly base: number;
  readonly last: number;
}

const spanSchema = new StructType().add("base", "long").add("last", "long");

const spanTable = (database: string): string => `${quoteIdentifier(database)}.state_history`;

/** The table with the changes of a store: batch, `update` or `delete`, key and value. @param index - among the query's stores */
export const historyTable = (database: string, index: number): string =>
  `${quoteIdentifier(database)}.${quoteIdentifier(`state_history_${index}`)}`;

/** What history a checkpoint has; undefined where none was kept. */
export async function readHistorySpan(connection: Connection, database: string): Promise<HistorySpan | undefined> {
  const there = `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteString(database)} AND table_name = 'state_history'`;
  if ((await readRows(connection, there, new StructType().add("name", "string"))).length === 0) return undefined;
  const [row] = await readRows(connection, `SELECT base, last FROM ${spanTable(database)}`, spanSchema);
  return row && { base: Number(row.base), last: Number(row.last) };
}

/**
 * Keeps what each batch changes in the state, so that readers see earlier batches and what came between them. The state itself has its newest
 * form only, and every batch is compared with the one before, which costs as much as reading the whole state twice.
 */
export class StateHistory {
  readonly #database: string;
  readonly #stores: readonly DescribedStore[];
  readonly #batchesToRetain: number;

  private constructor(database: string, stores: readonly DescribedStore[], batchesToRetain: number) {
    this.#database = database;
    this.#stores = stores;
    this.#batchesToRetain = batchesToRetain;
  }

  /**
   * Takes up the history of an earlier run, or begins one with the state that there is.
   *
   * @param committed - the newest committed batch; -1 for none
   * @param batchesToRetain - how many batches readers can go back at least; 0: a history that there is is dropped
   */
  static async open(
    connection: Connection,
    database: string,
    stores: readonly DescribedStore[],
    { committed, batchesToRetain }: { readonly committed: number; readonly batchesToRetain: number },
  ): Promise<StateHistory | undefined> {
    const span = await readHistorySpan(connection, database);
    const tables = stores.map((_, index) => historyTable(database, index));
    if (batchesToRetain === 0 || stores.length === 0) {
      if (span !== undefined)
        await connection.atomically([
          `DROP TABLE ${spanTable(database)}`,
          ...tables.map((name) => `DROP TABLE ${name}`),
        ]);
      return undefined;
    }
    const history = new StateHistory(database, stores, batchesToRetain);
    if (span?.last === committed) return history;
    await connection.atomically([
      `CREATE OR REPLACE TABLE ${spanTable(database)} AS SELECT CAST(${committed} AS BIGINT) AS base, CAST(${committed} AS BIGINT) AS last`,
      ...stores.flatMap(({ key, value, sql }, index) => {
        const types = [key, value].map((json) => duckDbType(typeFromJson(json)));
        return [
          `CREATE OR REPLACE TABLE ${tables[index]} (batch BIGINT, change VARCHAR, key ${types[0]}, value ${types[1]})`,
          `INSERT INTO ${tables[index]} SELECT ${committed}, 'update', key, value FROM (${sql(database)})`,
        ];
      }),
    ]);
    return history;
  }

  /** Puts statements around those that bring the state to the end of a batch. */
  around(batchId: number, state: readonly string[]): readonly string[] {
    const before = (index: number) => `state_before_${index}`;
    const database = this.#database;
    return [
      ...this.#stores.map(({ sql }, index) => `CREATE OR REPLACE TEMP TABLE ${before(index)} AS ${sql(database)}`),
      ...state,
      ...this.#stores.flatMap(({ sql }, index) => {
        const into = `INSERT INTO ${historyTable(database, index)}`;
        const now = sql(database);
        return [
          `${into} SELECT ${batchId}, 'update', key, value FROM (${now} EXCEPT SELECT key, value FROM ${before(index)})`,
          `${into} SELECT ${batchId}, 'delete', key, NULL FROM ${before(index)} ANTI JOIN (${now}) USING (key)`,
          `DROP TABLE ${before(index)}`,
        ];
      }),
      `UPDATE ${spanTable(database)} SET last = ${batchId}`,
      ...this.#forget(batchId),
    ];
  }

  /** Now and then makes one state of the batches that are older than what is kept. */
  #forget(batchId: number): readonly string[] {
    const base = batchId - this.#batchesToRetain;
    if (base < 0 || batchId % this.#batchesToRetain !== this.#batchesToRetain - 1) return [];
    return [
      ...this.#stores.flatMap((_, index) => {
        const table = historyTable(this.#database, index);
        const newer = `SELECT 1 FROM ${table} n WHERE n.key = o.key AND n.batch > o.batch AND n.batch <= ${base}`;
        return [`DELETE FROM ${table} o WHERE batch <= ${base} AND (change = 'delete' OR EXISTS (${newer}))`];
      }),
      `UPDATE ${spanTable(this.#database)} SET base = greatest(base, ${base})`,
    ];
  }
}
