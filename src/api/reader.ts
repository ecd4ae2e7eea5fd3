import { sparkError } from "../common/index.ts";
import { Parse_ParseFormat as ParseFormat } from "../protocol/index.ts";
import { StructType, schemaFromText } from "../types/index.ts";
import type { Frame } from "./dataframe/actions.ts";
import type { DataFrame } from "./dataframe/dataframe.ts";
import { dataTypeMessage } from "./plan/data-type-message.ts";
import { type Options, type OptionValue, optionTexts } from "./plan/options.ts";
import { relation } from "./plan/relations.ts";
import type { SparkSession } from "./session.ts";
import type { Row } from "./typing/row.ts";
import type { ReadRow, RowOfSchema, SchemaLike } from "./typing/schema.ts";

/** What a reader has been told so far. */
export interface SourceSpec {
  readonly format?: string;
  readonly schema?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly sourceName?: string;
}

/**
 * Reads files and tables. Immutable: each builder method gives a new reader.
 *
 * The columns of a declared schema are nullable whatever it says, since files can lack any value: rows have `T | null`.
 *
 * @example
 * ```ts
 * const df = spark.read.schema(Transaction.schema).json("data-stream-dump/transaction*");
 * ```
 * @see pyspark.sql.DataFrameReader
 */
export class DataFrameReader<R = Row> {
  readonly #session: SparkSession;
  readonly #source: SourceSpec;

  constructor(session: SparkSession, source: SourceSpec = { options: {} }) {
    this.#session = session;
    this.#source = source;
  }

  #with<S = R>(change: Partial<SourceSpec>): DataFrameReader<S> {
    return new DataFrameReader<S>(this.#session, { ...this.#source, ...change });
  }

  format(source: string): DataFrameReader<R> {
    return this.#with({ format: source });
  }
  /** The columns to read: a {@link StructType}, something that has one, or DDL text. Other columns of the files are left out. */
  schema<const S extends SchemaLike>(schema: S): DataFrameReader<ReadRow<RowOfSchema<S>>> {
    return this.#with({ schema: schemaText(schema) });
  }
  option(key: string, value: OptionValue): DataFrameReader<R> {
    return this.options({ [key]: value });
  }
  options(options: Options): DataFrameReader<R> {
    return this.#with({ options: { ...this.#source.options, ...optionTexts(options) } });
  }

  /** Reads from paths, which may have globs, or from where the options of the format say. */
  load(paths: string | readonly string[] = []): DataFrame<R> {
    const value = { ...this.#source, paths: [paths].flat() };
    return this.#session.frame<R>(relation({ case: "read", value: { readType: { case: "dataSource", value } } }));
  }

  /** Reads files of JSON; or the texts of a frame's one column, a record each. */
  json(paths: string | readonly string[] | Frame, options: Options = {}): DataFrame<R> {
    const reader = this.format("json").options(options);
    return isFrame(paths) ? reader.#parse(paths, ParseFormat.JSON) : reader.load(paths);
  }
  /** Reads files of CSV; or the texts of a frame's one column, a line each. */
  csv(paths: string | readonly string[] | Frame, options: Options = {}): DataFrame<R> {
    const reader = this.format("csv").options(options);
    return isFrame(paths) ? reader.#parse(paths, ParseFormat.CSV) : reader.load(paths);
  }
  #parse(texts: Frame, format: ParseFormat): DataFrame<R> {
    if (texts.sparkSession.client !== this.#session.client) throw sparkError("SESSION_NOT_SAME");
    const { options, schema } = this.#source;
    const type = schema === undefined ? {} : { schema: dataTypeMessage(schemaFromText(schema)) };
    const value = { input: texts.relation, format, options, ...type };
    return this.#session.frame<R>(relation({ case: "parse", value }));
  }
  parquet(...paths: readonly string[]): DataFrame<R> {
    return this.format("parquet").load(paths);
  }
  orc(paths: string | readonly string[], options: Options = {}): DataFrame<R> {
    return this.format("orc").options(options).load(paths);
  }
  /** Reads XML; it runs on a Spark server only. */
  xml(paths: string | readonly string[], options: Options = {}): DataFrame<R> {
    return this.format("xml").options(options).load(paths);
  }
  /** A row with the column `value` for each line. */
  text(paths: string | readonly string[], options: Options = {}): DataFrame<{ value: string | null }> {
    return this.format("text").options(options).load(paths) as unknown as DataFrame<{ value: string | null }>;
  }
  /** A table or view of the catalog. */
  table<T = R>(tableName: string): DataFrame<T> {
    const value = { unparsedIdentifier: tableName, options: this.#source.options };
    return this.#session.frame<T>(relation({ case: "read", value: { readType: { case: "namedTable", value } } }));
  }
  /** A table of another database; it runs on a Spark server only. */
  jdbc(url: string, table: string, properties: Options = {}): DataFrame<R> {
    return this.format("jdbc")
      .options({ ...properties, url, dbtable: table })
      .load();
  }
}

const isFrame = (of: string | readonly string[] | Frame): of is Frame => typeof of === "object" && "relation" in of;

/** A schema as Spark Connect takes it for sources: JSON, or DDL as it is. */
export function schemaText(schema: SchemaLike): string {
  if (typeof schema === "string") return schema;
  const type = schema instanceof StructType ? schema : schema.schema;
  if (!(type instanceof StructType)) throw sparkError("UNSUPPORTED_DATA_TYPE", { data_type: "schema" });
  return type.json();
}
