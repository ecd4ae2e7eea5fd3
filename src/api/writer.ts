import { sparkError } from "../common/index.ts";
import {
  WriteOperation_SaveMode as SaveModeCode,
  WriteOperation_SaveTable_TableSaveMethod as TableSaveMethod,
  type WriteOperationSchema,
} from "../protocol/index.ts";
import type { Client } from "./client/client.ts";
import type { MessageInit } from "./plan/message-init.ts";
import { type Options, type OptionValue, optionTexts } from "./plan/options.ts";

/** What happens where data are there already. */
export type SaveMode = "append" | "overwrite" | "error" | "errorifexists" | "ignore";

const saveModes: Readonly<Record<string, SaveModeCode>> = {
  append: SaveModeCode.APPEND,
  overwrite: SaveModeCode.OVERWRITE,
  error: SaveModeCode.ERROR_IF_EXISTS,
  errorifexists: SaveModeCode.ERROR_IF_EXISTS,
  default: SaveModeCode.ERROR_IF_EXISTS,
  ignore: SaveModeCode.IGNORE,
};

/** The message of a write so far. */
export type WriteOperation = MessageInit<typeof WriteOperationSchema>;

/**
 * Writes the rows of a frame to files or a table. Immutable: each builder method gives a new writer.
 *
 * @example
 * ```ts
 * await df.write.mode("overwrite").partitionBy("currency").parquet("out/trades");
 * ```
 * @see pyspark.sql.DataFrameWriter
 */
export class DataFrameWriter {
  readonly #client: Client;
  readonly #operation: WriteOperation;

  constructor(client: Client, operation: WriteOperation) {
    this.#client = client;
    this.#operation = operation;
  }

  #with(change: WriteOperation): DataFrameWriter {
    return new DataFrameWriter(this.#client, { ...this.#operation, ...change });
  }

  /** What to do where data are there already; an error without it. */
  mode(saveMode: SaveMode): DataFrameWriter {
    const mode = saveModes[saveMode.toLowerCase()];
    if (mode === undefined) throw sparkError("INVALID_SAVE_MODE", { mode: saveMode });
    return this.#with({ mode });
  }
  format(source: string): DataFrameWriter {
    return this.#with({ source });
  }
  option(key: string, value: OptionValue): DataFrameWriter {
    return this.options({ [key]: value });
  }
  options(options: Options): DataFrameWriter {
    return this.#with({ options: { ...this.#operation.options, ...optionTexts(options) } });
  }
  /** A folder `column=value` for each value. */
  partitionBy(...cols: readonly string[]): DataFrameWriter {
    return this.#with({ partitioningColumns: [...cols] });
  }
  /** Spreads the rows of a table over a fixed number of buckets. */
  bucketBy(numBuckets: number, ...cols: readonly [string, ...string[]]): DataFrameWriter {
    return this.#with({ bucketBy: { numBuckets, bucketColumnNames: [...cols] } });
  }
  /** Sorts the rows of each bucket. */
  sortBy(...cols: readonly [string, ...string[]]): DataFrameWriter {
    return this.#with({ sortColumnNames: [...cols] });
  }
  /** Keeps rows with like values of the columns together. */
  clusterBy(...cols: readonly [string, ...string[]]): DataFrameWriter {
    return this.#with({ clusteringColumns: [...cols] });
  }

  /** Writes to a folder, or to where the options of the format say. */
  async save(path?: string): Promise<void> {
    await this.#with(path === undefined ? {} : { saveType: { case: "path", value: path } }).#run();
  }
  /** Writes to a table, which is made where there is none. */
  async saveAsTable(tableName: string): Promise<void> {
    const value = { tableName, saveMethod: TableSaveMethod.SAVE_AS_TABLE };
    await this.#with({ saveType: { case: "table", value } }).#run();
  }
  /** Adds rows to a table, columns matched by position; with `overwrite`, in place of its rows. */
  async insertInto(tableName: string, overwrite?: boolean): Promise<void> {
    const writer = overwrite === undefined ? this : this.mode(overwrite ? "overwrite" : "append");
    const value = { tableName, saveMethod: TableSaveMethod.INSERT_INTO };
    await writer.#with({ saveType: { case: "table", value } }).#run();
  }

  /** Writes JSON, an object a line. */
  json(path: string, options: Options = {}): Promise<void> {
    return this.#files("json", path, options);
  }
  csv(path: string, options: Options = {}): Promise<void> {
    return this.#files("csv", path, options);
  }
  parquet(path: string, options: Options = {}): Promise<void> {
    return this.#files("parquet", path, options);
  }
  orc(path: string, options: Options = {}): Promise<void> {
    return this.#files("orc", path, options);
  }
  /** Writes XML; it runs on a Spark server only. */
  xml(path: string, options: Options = {}): Promise<void> {
    return this.#files("xml", path, options);
  }
  /** Writes the one text column of a frame, a row a line. */
  text(path: string, options: Options = {}): Promise<void> {
    return this.#files("text", path, options);
  }
  /** Writes to a table of another database; it runs on a Spark server only. */
  jdbc(url: string, table: string, properties: Options = {}): Promise<void> {
    return this.format("jdbc")
      .options({ ...properties, url, dbtable: table })
      .save();
  }

  #files(format: string, path: string, options: Options): Promise<void> {
    return this.format(format).options(options).save(path);
  }

  async #run(): Promise<void> {
    await this.#client.run({ case: "writeOperation", value: this.#operation });
  }
}
