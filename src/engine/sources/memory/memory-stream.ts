import { type Clock, randomId, sparkError } from "../../../common/index.ts";
import { quoteIdentifier, type StructType } from "../../../types/index.ts";
import { loadArrow } from "../../duckdb/index.ts";
import type { ScanRelation } from "../../plan/index.ts";
import { noRows } from "../files/bind-files.ts";
import { SourceOptions } from "../options.ts";
import type { BindContext, Binding } from "../source.ts";
import type { StreamProvider } from "../stream-provider.ts";
import type { Available, EarlierRun, Offset, StreamSource } from "../stream-source.ts";
import { temporaryTableName } from "../temporary-table.ts";

/** The option of the format `memory` that names the stream. */
export const memoryStreamOption = "streamId";

/** Streams of this process that are not closed, by id. */
const streams = new Map<string, MemoryStreamData>();

/**
 * Rows that a test hands to streaming queries: kept as long as the stream is open, so that any query can read them, and read them again.
 * An offset is the number of the last addition, from 0 on.
 *
 * @see org.apache.spark.sql.execution.streaming.runtime.MemoryStream
 */
export class MemoryStreamData {
  readonly id: string = randomId();
  readonly schema: StructType;
  readonly #additions: Uint8Array[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(schema: StructType) {
    this.schema = schema;
    streams.set(this.id, this);
  }

  /** The number of the last addition; -1 before the first. */
  get latest(): number {
    return this.#additions.length - 1;
  }

  /**
   * @param rows - an Arrow IPC stream with the columns of the schema
   * @returns the offset of the addition
   */
  add(rows: Uint8Array): number {
    this.#additions.push(rows);
    for (const listener of this.#listeners) listener();
    return this.latest;
  }

  /** The additions after `start` up to `end`. @throws SparkException where the stream has never had them */
  between(start: number, end: number): readonly Uint8Array[] {
    if (end > this.latest) throw sparkError("STREAMING_OFFSET_INVALID", { offset: String(end), source: "memory" });
    return this.#additions.slice(start + 1, end + 1);
  }

  /** Calls back with each addition. @returns a function that ends it */
  onAdd(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets the rows; queries that read the stream then cannot start again. */
  close(): void {
    streams.delete(this.id);
  }
}

/** One query's way through a {@link MemoryStreamData}. */
class MemorySource implements StreamSource {
  readonly description: string;
  readonly reportsLatest = true;
  readonly #data: MemoryStreamData;
  readonly #clock: Clock;
  #frozen: number | undefined;
  #reported = -1;

  constructor(data: MemoryStreamData, clock: Clock) {
    this.description = `MemoryStream[${data.schema.names.join(",")}]`;
    this.#data = data;
    this.#clock = clock;
  }

  restore({ offset }: EarlierRun): void {
    if (offset !== undefined) this.#data.between(-1, numberOf(offset));
  }

  async latestOffset(): Promise<Available | undefined> {
    this.#reported = this.#data.latest;
    const latest = this.#frozen ?? this.#reported;
    return latest < 0 ? undefined : { offset: String(latest) };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#frozen = this.#data.latest;
  }

  async bind(
    scan: ScanRelation,
    start: Offset | undefined,
    end: Offset | undefined,
    { connection }: BindContext,
  ): Promise<Binding> {
    const from = start === undefined ? -1 : numberOf(start);
    const to = end === undefined ? -1 : numberOf(end);
    if (to <= from) return noRows(scan);
    const { schema } = this.#data;
    const table = temporaryTableName();
    await loadArrow(connection, this.#data.between(from, to), schema, table);
    const list = scan.output.map(({ id, name }) => `f${schema.names.indexOf(name)} AS c${id}`);
    const name = `temp.main.${quoteIdentifier(table)}`;
    return {
      sql: `SELECT ${list.join(", ") || "1"} FROM ${name}`,
      release: () => connection.run(`DROP TABLE IF EXISTS ${name}`),
    };
  }

  async commit(): Promise<void> {}

  async waitForData(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#data.latest !== this.#reported) return;
    const told = new AbortController();
    const end = this.#data.onAdd(() => told.abort());
    await this.#clock.sleep(ms, AbortSignal.any([signal, told.signal]));
    end();
  }

  async close(): Promise<void> {}
}

/** The format `memory`, for streams of the same process. */
export const memoryProvider: StreamProvider = {
  provider: "MemoryStream",
  schema: (options) => streamOf(options).schema,
  open: (options, clock) => new MemorySource(streamOf(options), clock),
};

/** @throws SparkException `INVALID_SOURCE_OPTION` for a stream that is not of this process, or closed */
function streamOf(given: Readonly<Record<string, string>>): MemoryStreamData {
  const id = new SourceOptions(given).get(memoryStreamOption) ?? "";
  const stream = streams.get(id);
  if (stream !== undefined) return stream;
  throw sparkError("INVALID_SOURCE_OPTION", {
    option: memoryStreamOption,
    value: id,
    reason: "no stream of this process that is open has this id; make one with MemoryStream of millrace/testing",
  });
}

function numberOf(offset: Offset): number {
  if (!/^\d+$/.test(offset)) throw sparkError("STREAMING_OFFSET_INVALID", { offset, source: "memory" });
  return Number(offset);
}
