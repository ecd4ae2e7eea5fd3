import { sparkError } from "../../common/index.ts";
import type { DataFrame } from "../dataframe/dataframe.ts";
import { type Options, type OptionValue, optionTexts } from "../plan/options.ts";
import { relation } from "../plan/relations.ts";
import { type SourceSpec, schemaText } from "../reader.ts";
import type { SparkSession } from "../session.ts";
import type { Row } from "../typing/row.ts";
import type { ReadRow, RowOfSchema, SchemaLike } from "../typing/schema.ts";

/**
 * Reads sources that never end. Immutable: each builder method gives a new reader.
 *
 * @example
 * ```ts
 * const ds = spark.readStream.schema(Transaction.schema).json("data-stream-dump/transaction*");
 * ```
 * @see pyspark.sql.streaming.DataStreamReader
 */
export class DataStreamReader<R = Row> {
  readonly #session: SparkSession;
  readonly #source: SourceSpec;

  constructor(session: SparkSession, source: SourceSpec = { options: {}, schema: "" }) {
    this.#session = session;
    this.#source = source;
  }

  #with<S = R>(change: Partial<SourceSpec>): DataStreamReader<S> {
    return new DataStreamReader<S>(this.#session, { ...this.#source, ...change });
  }

  format(source: string): DataStreamReader<R> {
    return this.#with({ format: source });
  }
  /** The columns to read. Their values are nullable whatever the schema says, since files can lack any: `T | null`. */
  schema<const S extends SchemaLike>(schema: S): DataStreamReader<ReadRow<RowOfSchema<S>>> {
    return this.#with({ schema: schemaText(schema) });
  }
  option(key: string, value: OptionValue): DataStreamReader<R> {
    return this.options({ [key]: value });
  }
  options(options: Options): DataStreamReader<R> {
    return this.#with({ options: { ...this.#source.options, ...optionTexts(options) } });
  }
  /** Names the source, so that a checkpoint finds it again when the query changes. */
  name(sourceName: string): DataStreamReader<R> {
    if (!/^\w+$/.test(sourceName)) throw sparkError("INVALID_STREAMING_SOURCE_NAME", { source_name: sourceName });
    return this.#with({ sourceName });
  }

  /** Reads from a folder or glob, or from where the options of the format say. */
  load(path?: string): DataFrame<R> {
    if (path !== undefined && path.trim() === "")
      throw sparkError("VALUE_NOT_NON_EMPTY_STR", { arg_name: "path", arg_value: path });
    const value = { ...this.#source, paths: path === undefined ? [] : [path] };
    return this.#session.frame<R>(
      relation({ case: "read", value: { isStreaming: true, readType: { case: "dataSource", value } } }),
    );
  }

  json(path: string, options: Options = {}): DataFrame<R> {
    return this.format("json").options(options).load(path);
  }
  csv(path: string, options: Options = {}): DataFrame<R> {
    return this.format("csv").options(options).load(path);
  }
  parquet(path: string, options: Options = {}): DataFrame<R> {
    return this.format("parquet").options(options).load(path);
  }
  orc(path: string, options: Options = {}): DataFrame<R> {
    return this.format("orc").options(options).load(path);
  }
  /** Reads XML; it runs on a Spark server only. */
  xml(path: string, options: Options = {}): DataFrame<R> {
    return this.format("xml").options(options).load(path);
  }
  /** A row with the column `value` for each line. */
  text(path: string, options: Options = {}): DataFrame<{ value: string | null }> {
    return this.format("text").options(options).load(path) as unknown as DataFrame<{ value: string | null }>;
  }
  /**
   * The rows of a table: those that it has, then those that are added, by `saveAsTable` and `insertInto` or by another stream; it is a
   * stream of the table's files. Also a temporary view of a stream.
   *
   * @throws AnalysisException when the frame is used, for views and tables in memory that stand still
   * @example
   * ```ts
   * const totals = spark.readStream.table("trades").groupBy("currency").agg(F.sum("amount").as("total"));
   * ```
   */
  table<T = R>(tableName: string): DataFrame<T> {
    const value = { unparsedIdentifier: tableName, options: this.#source.options };
    return this.#session.frame<T>(
      relation({ case: "read", value: { isStreaming: true, readType: { case: "namedTable", value } } }),
    );
  }
}
