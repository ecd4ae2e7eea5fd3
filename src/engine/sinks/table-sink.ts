import { sparkError } from "../../common/index.ts";
import type { TableRows } from "../catalog/index.ts";
import type { RunDescription, Sink, SinkBatch } from "./sink.ts";
import { type ResultTable, renamedSql } from "./stored-batch.ts";

/**
 * Adds each batch to a table that all sessions see, exactly once for as long as the table lives: the table knows the newest batch of each
 * query, and one that runs again adds nothing. Readers see whole batches.
 *
 * @see org.apache.spark.sql.streaming.DataStreamWriter.toTable
 */
export class TableSink implements Sink {
  readonly description: string;
  /** The table outlives the query: a batch that runs again must have the rows that are in it already. */
  readonly outlivesProcess = true;
  readonly #name: string;
  readonly #table: ResultTable;
  readonly #rows: TableRows;
  readonly #queryId: string;

  /** @param name - of the table, with those of its catalog and database */
  constructor(name: string, table: ResultTable, rows: TableRows, { queryId }: RunDescription) {
    this.description = `TableSink[${name}]`;
    this.#name = name;
    this.#table = table;
    this.#rows = rows;
    this.#queryId = queryId;
  }

  /** @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND` where the table was dropped, or another one has its name now */
  async addBatch({ batchId, connection, signal, sql }: SinkBatch): Promise<number> {
    if (this.#rows.version === undefined) throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: this.#name });
    if (batchId <= (this.#rows.batches.get(this.#queryId) ?? -1)) return 0;
    const insert = `INSERT INTO ${this.#table.sqlName} ${renamedSql(this.#table, sql)}`;
    const added = await this.#rows.append(
      async () => (await connection.query(insert, { ...(signal && { signal }) })).rowsChanged,
    );
    this.#rows.batches.set(this.#queryId, batchId);
    return added;
  }

  async close(): Promise<void> {}
}
