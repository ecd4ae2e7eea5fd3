import { availableParallelism } from "node:os";
import { sparkError } from "../../../common/index.ts";
import type { ScanRelation } from "../../plan/index.ts";
import { noRows } from "../files/bind-files.ts";
import { SourceOptions } from "../options.ts";
import type { Binding } from "../source.ts";
import type { StreamProvider } from "../stream-provider.ts";
import type { Available, Offset, StreamSource } from "../stream-source.ts";
import { rateSchema } from "./rate-source.ts";

/** Spark's integers have 32 bits. */
const mostInt = 2 ** 31 - 1;

interface RateMicroBatchOptions {
  readonly rowsPerBatch: number;
  readonly partitions: number;
  /** Milliseconds since the epoch. */
  readonly startTimestamp: number;
  readonly advanceMs: number;
}

/** How many rows have been, and the time of the batch that comes next. */
interface Position {
  readonly offset: number;
  readonly timestamp: number;
}

/**
 * Counts up by batches: each has the same number of rows, whenever it runs, and one time for all of them.
 *
 * @see org.apache.spark.sql.execution.streaming.sources.RatePerMicroBatchStream
 */
export class RateMicroBatchSource implements StreamSource {
  readonly description: string;
  readonly reportsLatest = false;
  readonly #options: RateMicroBatchOptions;
  /** With `availableNow`, one batch is all there is. */
  #isLast = false;
  #last: Offset | undefined;

  /** @param options - `rowsPerBatch`, `numPartitions`, `startTimestamp`, `advanceMillisPerBatch`; names in any letter case */
  constructor(options: Readonly<Record<string, string>>) {
    this.#options = optionsOf(options);
    const { rowsPerBatch, partitions, startTimestamp, advanceMs } = this.#options;
    this.description = `RatePerMicroBatchStream[rowsPerBatch=${rowsPerBatch}, numPartitions=${partitions}, startTimestamp=${startTimestamp}, advanceMsPerBatch=${advanceMs}]`;
  }

  restore(): void {}

  async latestOffset(start: Offset | undefined): Promise<Available> {
    if (this.#last !== undefined) return { offset: this.#last };
    const { rowsPerBatch, advanceMs } = this.#options;
    const from = this.#position(start);
    const offset = textOf({ offset: from.offset + rowsPerBatch, timestamp: from.timestamp + advanceMs });
    if (this.#isLast) this.#last = offset;
    return { offset };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#isLast = true;
  }

  async bind(scan: ScanRelation, start: Offset | undefined, end: Offset | undefined): Promise<Binding> {
    if (end === undefined) return noRows(scan);
    const from = this.#position(start);
    const to = this.#position(end);
    const columns: Record<string, string> = {
      value: "range",
      timestamp: `make_timestamptz(${from.timestamp}::BIGINT * 1000)`,
    };
    const list = scan.output.map(({ id, name }) => `${columns[name]} AS c${id}`);
    const sql = `SELECT ${list.join(", ") || "1"} FROM range(${from.offset}::BIGINT, ${to.offset}::BIGINT)`;
    return { sql, rows: to.offset - from.offset, release: async () => {} };
  }

  async commit(): Promise<void> {}

  /** There is always more. */
  async waitForData(): Promise<void> {}

  async close(): Promise<void> {}

  #position(offset: Offset | undefined): Position {
    if (offset === undefined) return { offset: 0, timestamp: this.#options.startTimestamp };
    const position = JSON.parse(offset) as Partial<Record<keyof Position, unknown>> | null;
    if (typeof position?.offset !== "number" || typeof position.timestamp !== "number")
      throw sparkError("STREAMING_OFFSET_INVALID", { offset, source: "rate-micro-batch" });
    return { offset: position.offset, timestamp: position.timestamp };
  }
}

const textOf = (position: Position): Offset => JSON.stringify(position);

export const rateMicroBatchProvider: StreamProvider = {
  provider: "RatePerMicroBatchProvider",
  schema(options) {
    optionsOf(options);
    return rateSchema;
  },
  open: (options) => new RateMicroBatchSource(options),
};

/** @throws SparkException `INVALID_SOURCE_OPTION` */
function optionsOf(given: Readonly<Record<string, string>>): RateMicroBatchOptions {
  const options = new SourceOptions(given);
  return {
    rowsPerBatch: options.requiredInteger("rowsPerBatch", 1),
    partitions: options.integer("numPartitions", 1, mostInt) ?? availableParallelism(),
    startTimestamp: options.integer("startTimestamp", 0) ?? 0,
    advanceMs: options.integer("advanceMillisPerBatch", 0, mostInt) ?? 1000,
  };
}
