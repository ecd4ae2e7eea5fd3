import type { Connection } from "../duckdb/index.ts";
import type { Sink, SinkBatch } from "./sink.ts";
import { createTableOf, type ResultTable, resultTable } from "./stored-batch.ts";

/** Gives the first rows of a table as text, as `show` prints them. */
export type ShowTable = (table: ResultTable, connection: Connection) => Promise<string>;

const rule = "-".repeat(43);

/** Prints each batch. @see org.apache.spark.sql.execution.streaming.sources.ConsoleWrite */
export class ConsoleSink implements Sink {
  readonly description = "org.apache.spark.sql.execution.streaming.ConsoleTable$";
  readonly outlivesProcess = true;
  readonly #show: ShowTable;
  readonly #print: (text: string) => void;

  constructor(show: ShowTable, print: (text: string) => void) {
    this.#show = show;
    this.#print = print;
  }

  async addBatch({ batchId, connection, schema, signal, sql }: SinkBatch): Promise<number> {
    const table = { ...resultTable("", schema), sqlName: "console_batch" };
    const rows = await createTableOf(connection, table, sql, { kind: "TEMP", signal });
    this.#print(`${rule}\nBatch: ${batchId}\n${rule}\n${await this.#show(table, connection)}\n`);
    await connection.run("DROP TABLE console_batch");
    return rows;
  }

  async close(): Promise<void> {}
}
