import { sparkError } from "../../common/index.ts";
import { countOf, type QueryResult } from "../duckdb/index.ts";
import type { Sink, SinkBatch } from "./sink.ts";
import { createTableOfSql, type ResultTable, renamedSql } from "./stored-batch.ts";

/** The setting that caps an in-memory table. */
export const memoryRowsSetting = "spark.millrace.memorySink.maxRows";

/**
 * Keeps results in a table of the session's database that SQL can ask at any time: the whole result in complete mode, all rows so
 * far in append mode, all changes so far in update mode. Readers see whole batches only.
 *
 * @see org.apache.spark.sql.execution.streaming.sources.MemorySink
 */
export class MemorySink implements Sink {
  readonly description = "MemorySink";
  readonly outlivesProcess = false;
  readonly countsRows = true;
  readonly #table: ResultTable;
  readonly #name: string;
  readonly #maxRows: number;
  #rows = 0;

  /**
   * @param name - the query's name, for errors
   * @param maxRows - rows that the table may hold
   */
  constructor(name: string, table: ResultTable, maxRows: number) {
    this.#name = name;
    this.#table = table;
    this.#maxRows = maxRows;
  }

  /** @throws SparkException `MEMORY_SINK_FULL`; the table then is as it was before the batch */
  async addBatch({ connection, mode, signal, sql }: SinkBatch): Promise<number> {
    const isComplete = mode === "complete";
    const statement = isComplete
      ? createTableOfSql(this.#table, sql)
      : `INSERT INTO ${this.#table.sqlName} ${renamedSql(this.#table, sql)}`;
    const check = async (result: QueryResult): Promise<number> => {
      const rows = isComplete ? Number(await countOf(result)) : result.rowsChanged;
      const held = rows + (isComplete ? 0 : this.#rows);
      if (held > this.#maxRows) {
        throw sparkError("MEMORY_SINK_FULL", {
          name: this.#name,
          rows: String(held),
          limit: String(this.#maxRows),
          config: memoryRowsSetting,
        });
      }
      this.#rows = held;
      return rows;
    };
    return connection.checked(statement, check, { ...(signal && { signal }) });
  }

  async close(): Promise<void> {}
}
