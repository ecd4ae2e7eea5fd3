import { WriteOperationV2_Mode as Mode, type Relation, type WriteOperationV2Schema } from "../protocol/index.ts";
import type { Client } from "./client/client.ts";
import { type Column, toColumn } from "./column.ts";
import type { MessageInit } from "./plan/message-init.ts";
import { type Options, type OptionValue, optionTexts } from "./plan/options.ts";

type Operation = MessageInit<typeof WriteOperationV2Schema>;

/**
 * Writes the rows of a frame to a table, and says what happens where it is there. Immutable: each builder method gives a new writer.
 *
 * @example
 * ```ts
 * await df.writeTo("trades").using("parquet").partitionedBy("currency").createOrReplace();
 * ```
 * @see pyspark.sql.DataFrameWriterV2
 */
export class DataFrameWriterV2 {
  readonly #client: Client;
  readonly #operation: Operation;

  constructor(client: Client, input: Relation, tableName: string, operation: Operation = {}) {
    this.#client = client;
    this.#operation = { ...operation, input, tableName };
  }

  #with(change: Operation): DataFrameWriterV2 {
    const { input, tableName } = this.#operation as { input: Relation; tableName: string };
    return new DataFrameWriterV2(this.#client, input, tableName, { ...this.#operation, ...change });
  }

  /** The format of a new table. */
  using(provider: string): DataFrameWriterV2 {
    return this.#with({ provider });
  }
  option(key: string, value: OptionValue): DataFrameWriterV2 {
    return this.options({ [key]: value });
  }
  options(options: Options): DataFrameWriterV2 {
    return this.#with({ options: { ...this.#operation.options, ...optionTexts(options) } });
  }
  /** A property of a new table. */
  tableProperty(property: string, value: string): DataFrameWriterV2 {
    return this.#with({ tableProperties: { ...this.#operation.tableProperties, [property]: value } });
  }
  /** A folder for each value of the columns of a new table. */
  partitionedBy(...cols: readonly [string | Column, ...(string | Column)[]]): DataFrameWriterV2 {
    return this.#with({ partitioningColumns: cols.map((column) => toColumn(column).expression) });
  }
  /** Keeps rows of a new table with like values of the columns together. */
  clusterBy(...cols: readonly [string, ...string[]]): DataFrameWriterV2 {
    return this.#with({ clusteringColumns: [...cols] });
  }

  /** Makes the table. @throws AnalysisException TABLE_OR_VIEW_ALREADY_EXISTS */
  create(): Promise<void> {
    return this.#run(Mode.CREATE);
  }
  /** Puts another table in the place of one. @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND */
  replace(): Promise<void> {
    return this.#run(Mode.REPLACE);
  }
  /** Makes the table, in the place of the one that there is. */
  createOrReplace(): Promise<void> {
    return this.#run(Mode.CREATE_OR_REPLACE);
  }
  /** Adds the rows, columns matched by name. */
  append(): Promise<void> {
    return this.#run(Mode.APPEND);
  }
  /** Puts the rows in the place of those for which a condition holds; the embedded engine takes `lit(true)`. */
  overwrite(condition: Column): Promise<void> {
    return this.#run(Mode.OVERWRITE, { overwriteCondition: condition.expression });
  }
  /** Puts the rows in the place of those of the partitions that they belong to. */
  overwritePartitions(): Promise<void> {
    return this.#run(Mode.OVERWRITE_PARTITIONS);
  }

  #run(mode: Mode, more: Operation = {}): Promise<void> {
    return this.#client.run({ case: "writeOperationV2", value: { ...this.#operation, ...more, mode } });
  }
}
