import type { Clock } from "../../../common/index.ts";
import { StructType, type Timestamp } from "../../../types/index.ts";
import type { ScanRelation } from "../../plan/index.ts";
import { durationMs, invalidOption, SourceOptions } from "../options.ts";
import type { Binding } from "../source.ts";
import type { StreamProvider } from "../stream-provider.ts";
import type { Available, EarlierRun, Offset, StreamSource } from "../stream-source.ts";

/** Columns of the rate source. */
export const rateSchema: StructType<{ timestamp: Timestamp | null; value: bigint | null }> = new StructType()
  .add("timestamp", "timestamp")
  .add("value", "long");

/**
 * Counts up: so many rows a second, each with its number and the time at which it is due. Offsets are whole seconds since the
 * query's first start.
 *
 * @see org.apache.spark.sql.execution.streaming.sources.RateStreamMicroBatchStream
 */
export class RateSource implements StreamSource {
  readonly description: string;
  readonly reportsLatest = true;
  readonly #clock: Clock;
  readonly #rowsPerSecond: number;
  readonly #rampUpSeconds: number;
  #startedAt: number;
  #frozen: number | undefined;

  /**
   * @param options - `rowsPerSecond`, `rampUpTime` (as `5s`), `numPartitions`; names in any letter case
   * @throws SparkException `INVALID_SOURCE_OPTION` for values that make no sense
   */
  constructor(options: Readonly<Record<string, string>>, clock: Clock) {
    const { rowsPerSecond, rampUpSeconds, partitions } = rateOptions(options);
    this.#rowsPerSecond = rowsPerSecond;
    this.#rampUpSeconds = rampUpSeconds;
    // The missing bracket at the end is Spark's.
    this.description = `RateStreamV2[rowsPerSecond=${rowsPerSecond}, rampUpTimeSeconds=${rampUpSeconds}, numPartitions=${partitions ?? "default"}`;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  get origin(): string {
    return String(this.#startedAt);
  }

  restore(earlier: EarlierRun): void {
    if (earlier.origin !== undefined) this.#startedAt = Number(earlier.origin);
  }

  async latestOffset(start: Offset | undefined): Promise<Available> {
    const second = Math.max(this.#frozen ?? this.#second(), Number(start ?? 0));
    return { offset: String(second) };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#frozen = this.#second();
  }

  async bind(scan: ScanRelation, start: Offset | undefined, end: Offset | undefined): Promise<Binding> {
    const [from, to] = [Number(start ?? 0), Number(end ?? 0)];
    const [first, beyond] = [this.#valueAt(from), this.#valueAt(to)];
    // Rows of a batch are spread evenly over its seconds.
    const apart = beyond > first ? ((to - from) * 1000) / (beyond - first) : 0;
    const startMs = this.#startedAt + from * 1000;
    const columns: Record<string, string> = {
      value: "range",
      timestamp: `make_timestamptz(CAST((${startMs} + CAST(round((range - ${first}) * ${apart}) AS BIGINT)) * 1000 AS BIGINT))`,
    };
    const list = scan.output.map((column) => `${columns[column.name]} AS c${column.id}`);
    const sql = `SELECT ${list.length > 0 ? list.join(", ") : "1"} FROM range(CAST(${first} AS BIGINT), CAST(${beyond} AS BIGINT))`;
    return { sql, rows: beyond - first, release: async () => {} };
  }

  async commit(): Promise<void> {}

  async waitForData(ms: number, signal: AbortSignal): Promise<void> {
    const next = this.#startedAt + (this.#second() + 1) * 1000;
    await this.#clock.sleep(Math.min(ms, Math.max(1, next - this.#clock.now())), signal);
  }

  async close(): Promise<void> {}

  #second(): number {
    return Math.max(0, Math.floor((this.#clock.now() - this.#startedAt) / 1000));
  }

  /** How many rows are due in the first `second` seconds; while ramping up, the speed grows second by second. */
  #valueAt(second: number): number {
    const ramp = this.#rampUpSeconds;
    if (ramp === 0) return second * this.#rowsPerSecond;
    // Whole rows more each second, as Spark counts.
    const step = Math.floor(this.#rowsPerSecond / (ramp + 1));
    const ramped = Math.min(second, ramp);
    return (step * ramped * (ramped + 1)) / 2 + (second - ramped) * this.#rowsPerSecond;
  }
}

/** The rate provider. */
export const rateProvider: StreamProvider = {
  provider: "RateStreamProvider",
  schema(options) {
    rateOptions(options);
    return rateSchema;
  },
  open: (options, clock) => new RateSource(options, clock),
};

function rateOptions(given: Readonly<Record<string, string>>): {
  readonly rowsPerSecond: number;
  readonly rampUpSeconds: number;
  readonly partitions: number | undefined;
} {
  const options = new SourceOptions(given);
  return {
    rowsPerSecond: options.integer("rowsPerSecond", 1) ?? 1,
    rampUpSeconds: seconds(options.get("rampUpTime") ?? "0s"),
    partitions: options.integer("numPartitions", 1),
  };
}

/** A mere number is seconds; parts of a second do not count. */
function seconds(value: string): number {
  const ms = durationMs("rampUpTime", /^\s*[+-]?\d+\s*$/.test(value) ? `${value.trim()}s` : value);
  if (ms < 0) throw invalidOption("rampUpTime", value, "it must not be negative");
  return Math.floor(ms / 1000);
}
