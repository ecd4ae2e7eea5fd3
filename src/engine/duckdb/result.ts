import duckdb, { type DataChunk, type Result, type Vector } from "@duckdb/node-bindings";
import { sparkError } from "../../common/index.ts";
import { duckDbType, type StructType } from "../../types/index.ts";
import { typeText } from "./logical-type.ts";

/** Some rows of a result, at most 2048, by columns. */
export interface Chunk {
  readonly rowCount: number;
  vector(column: number): Vector;
}

/** Rows that can be read in chunks. */
export interface Rows {
  /**
   * Makes sure that vectors hold what a schema says, since they are read as raw memory.
   *
   * @throws SparkException `INTERNAL_ERROR` where a column has another type or is missing
   */
  expectTypes(schema: StructType): void;
  chunks(): AsyncGenerator<Chunk, void, undefined>;
}

/** What a streamed result needs of its connection. */
interface Streaming {
  /** Waits for a chunk, and makes errors of DuckDB Spark's. */
  whileFetching(fetch: () => Promise<DataChunk | null>): Promise<DataChunk | null>;
  /** Finds out why the query has failed. */
  failure(): Promise<unknown>;
}

/**
 * The rows of a query. A materialised result lies whole in DuckDB's memory, outlives its connection and can be read more than once;
 * a streamed one is computed while it is read, once.
 */
export class QueryResult implements Rows {
  readonly #result: Result;
  readonly #streaming: Streaming | undefined;
  #hasMore: boolean;

  /** @param streaming - for a result whose rows are computed while they are read */
  constructor(result: Result, streaming?: Streaming) {
    this.#result = result;
    this.#streaming = streaming;
    this.#hasMore = streaming !== undefined;
  }

  /** Whether there are rows that are not computed yet, so that the connection is busy. */
  get isOpen(): boolean {
    return this.#hasMore;
  }

  get columnNames(): string[] {
    return this.#columns((column) => duckdb.column_name(this.#result, column));
  }

  /** The columns' types as DuckDB SQL. */
  get columnTypes(): string[] {
    return this.#columns((column) => typeText(duckdb.column_logical_type(this.#result, column)));
  }

  /** Rows that an INSERT, UPDATE, DELETE or MERGE changed. */
  get rowsChanged(): number {
    return duckdb.rows_changed(this.#result);
  }

  expectTypes(schema: StructType): void {
    const types = this.columnTypes;
    schema.fields.forEach((field, i) => {
      const expected = duckDbType(field.dataType);
      const actual = types[i] ?? "no column";
      if (field.dataType.kind !== "void" && actual.toLowerCase() !== expected.toLowerCase())
        throw sparkError("INTERNAL_ERROR", {
          message: `The column ${field.name} should be ${expected} in DuckDB, but is ${actual}.`,
        });
    });
  }

  async *chunks(): AsyncGenerator<Chunk, void, undefined> {
    if (this.#streaming !== undefined) {
      yield* this.#stream(this.#streaming);
      return;
    }
    const count = duckdb.result_chunk_count(this.#result);
    for (let i = 0; i < count; i++) yield chunkOf(duckdb.result_get_chunk(this.#result, i));
  }

  async *#stream(streaming: Streaming): AsyncGenerator<Chunk, void, undefined> {
    const fetch = () => {
      const chunk = streaming.whileFetching(() => duckdb.fetch_chunk(this.#result));
      // Whoever awaits it hears of a failure; nobody may, where the reader has left.
      chunk.catch(() => undefined);
      return chunk;
    };
    let next = fetch();
    try {
      for (;;) {
        const chunk = await next;
        if (chunk === null || duckdb.data_chunk_get_size(chunk) === 0) break;
        // The next one is computed while this one is read.
        next = fetch();
        yield chunkOf(chunk);
      }
      this.#hasMore = false;
      // A query that fails looks like one that ends; only its kind of result tells, and not why.
      if (duckdb.result_return_type(this.#result) === duckdb.ResultType.INVALID) throw await streaming.failure();
    } finally {
      await next.catch(() => undefined);
    }
  }

  #columns<T>(read: (column: number) => T): T[] {
    return Array.from({ length: duckdb.column_count(this.#result) }, (_, column) => read(column));
  }
}

function chunkOf(chunk: DataChunk): Chunk {
  return {
    rowCount: duckdb.data_chunk_get_size(chunk),
    vector: (column) => duckdb.data_chunk_get_vector(chunk, column),
  };
}
