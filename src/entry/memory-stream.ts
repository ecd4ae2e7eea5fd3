import { type DataFrame, encodeRows, type RowOfSchema, type SchemaLike, type SparkSession } from "../api/index.ts";
import { sparkError } from "../common/index.ts";
import { MemoryStreamData, memoryStreamOption } from "../server/index.ts";
import { parseDdl, StructType } from "../types/index.ts";

/**
 * A source for tests: rows come when the test adds them. All queries that read the stream see the same rows, also queries that start
 * later or again from their checkpoint, until the stream is closed. Works with the embedded engine, since the rows stay in the process.
 *
 * @example
 * ```ts
 * const input = MemoryStream.of("user STRING, amount BIGINT");
 * const query = await input.toDF(spark).groupBy("user").count()
 *   .writeStream.format("memory").queryName("totals").outputMode("complete").start();
 * await input.addData([{ user: "ada", amount: 3n }]);
 * await query.processAllAvailable();
 * ```
 * @see org.apache.spark.sql.execution.streaming.runtime.MemoryStream
 */
export class MemoryStream<R> {
  readonly schema: StructType;
  readonly #data: MemoryStreamData;

  private constructor(schema: StructType) {
    this.schema = schema;
    this.#data = new MemoryStreamData(schema);
  }

  /** @param schema - DDL text, a StructType, or a record definition */
  static of<const S extends SchemaLike>(schema: S): MemoryStream<RowOfSchema<S>> {
    return new MemoryStream<RowOfSchema<S>>(structOf(schema));
  }

  /** The offset of the newest addition: 0 for the first, -1 before it. */
  get latestOffset(): number {
    return this.#data.latest;
  }

  /**
   * Adds rows, objects or tuples, which are seen together or not at all.
   *
   * @returns the offset of the addition
   * @throws SparkException for rows that do not fit the schema; nothing is added then
   */
  async addData(rows: Iterable<R | readonly unknown[]>): Promise<number> {
    return this.#data.add(await encodeRows([...rows], this.schema));
  }

  /** The stream as a frame of a session of this process. */
  toDF(spark: SparkSession): DataFrame<R> {
    return spark.readStream
      .format("memory")
      .option(memoryStreamOption, this.#data.id)
      .load() as unknown as DataFrame<R>;
  }

  /** Forgets the rows. A query that reads the stream cannot start again. */
  close(): void {
    this.#data.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function structOf(schema: SchemaLike): StructType {
  const found = typeof schema === "string" ? parseDdl(schema) : schema instanceof StructType ? schema : schema.schema;
  if (found instanceof StructType) return found as StructType;
  throw sparkError("UNSUPPORTED_DATA_TYPE", { data_type: "schema" });
}
