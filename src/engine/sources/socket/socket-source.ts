import { connect, type Socket } from "node:net";
import { type Clock, sparkError } from "../../../common/index.ts";
import { StructType } from "../../../types/index.ts";
import type { ScanRelation } from "../../plan/index.ts";
import { noRows } from "../files/bind-files.ts";
import { invalidOption, SourceOptions } from "../options.ts";
import type { BindContext, Binding } from "../source.ts";
import type { StreamProvider } from "../stream-provider.ts";
import type { Available, EarlierRun, Offset, StreamSource } from "../stream-source.ts";
import { TemporaryTable } from "../temporary-table.ts";
import { LineDecoder } from "./line-decoder.ts";

const lineSchema = new StructType().add("value", "string");
const timedSchema = new StructType().add("value", "string").add("timestamp", "timestamp");

/** A line that came in. */
interface Line {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly arrived: number;
}

interface SocketOptions {
  readonly host: string;
  readonly port: number;
  readonly includeTimestamp: boolean;
}

/**
 * The lines that a server sends over a connection, for first steps and demonstrations: they exist in this process only. What was not
 * committed when the query ended is lost, and a checkpoint cannot be gone on from. An offset is the number of the last line, from 0 on.
 *
 * @see org.apache.spark.sql.execution.streaming.sources.TextSocketMicroBatchStream
 */
export class SocketSource implements StreamSource {
  readonly description: string;
  readonly reportsLatest = true;
  readonly #options: SocketOptions;
  readonly #clock: Clock;
  readonly #decoder = new LineDecoder();
  /** Lines that no committed batch has; the first has the number `#first`. */
  #lines: Line[] = [];
  #first = 0;
  #socket: Socket | undefined;
  #failure: Error | undefined;
  #frozen: number | undefined;
  /** The newest line when last asked. */
  #reported = -1;
  #onData: () => void = () => {};

  constructor(options: Readonly<Record<string, string>>, clock: Clock) {
    this.#options = socketOptions(options);
    this.#clock = clock;
    this.description = `TextSocketV2[host: ${this.#options.host}, port: ${this.#options.port}]`;
  }

  /** @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` where a run has taken lines, which are gone */
  restore({ offset }: EarlierRun): void {
    if (offset === undefined || lineNumber(offset) < 0) return;
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "going on from a checkpoint with the source socket",
      hint: "The lines that it has read cannot be had again. Start the query with a new checkpointLocation, or stream files.",
    });
  }

  /** The first batch is one without lines, as Spark's is. */
  async latestOffset(): Promise<Available> {
    if (this.#failure !== undefined) throw this.#failure;
    await this.#connect();
    this.#reported = this.#newest;
    return { offset: String(this.#frozen ?? this.#newest) };
  }

  async prepareForAvailableNow(): Promise<void> {
    await this.#connect();
    this.#frozen = this.#newest;
  }

  async bind(
    scan: ScanRelation,
    start: Offset | undefined,
    end: Offset | undefined,
    { connection }: BindContext,
  ): Promise<Binding> {
    const from = start === undefined ? 0 : lineNumber(start) + 1;
    const to = end === undefined ? 0 : lineNumber(end) + 1;
    if (to <= from) return noRows(scan);
    const lines = this.#lines.slice(from - this.#first, to - this.#first);
    const table = await TemporaryTable.create(connection, timedSchema);
    table.append([lines.map(({ text }) => text), lines.map(({ arrived }) => new Date(arrived))]);
    const list = scan.output.map(({ id, name }) => `${name} AS c${id}`);
    return {
      sql: `SELECT ${list.join(", ") || "1"} FROM ${table.sqlName}`,
      rows: lines.length,
      release: () => table.drop(),
    };
  }

  async commit(end: Offset): Promise<void> {
    const next = Math.max(this.#first, lineNumber(end) + 1);
    this.#lines = this.#lines.slice(next - this.#first);
    this.#first = next;
  }

  async waitForData(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#newest !== this.#reported || this.#failure !== undefined) return;
    const told = new AbortController();
    this.#onData = () => told.abort();
    await this.#clock.sleep(ms, AbortSignal.any([signal, told.signal]));
    this.#onData = () => {};
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
  }

  /** The number of the last line that has come; -1 before the first. */
  get #newest(): number {
    return this.#first + this.#lines.length - 1;
  }

  async #connect(): Promise<void> {
    if (this.#socket !== undefined) return;
    const { host, port } = this.#options;
    const socket = connect({ host, port });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", (error) => reject(this.#failed(error)));
    });
    socket.on("error", (error) => {
      this.#failure = this.#failed(error);
      this.#onData();
    });
    socket.on("data", (bytes) => this.#take(this.#decoder.lines(bytes)));
    // A server that ends the connection ends the stream of lines, not the query.
    socket.once("end", () => this.#take(this.#decoder.end()));
  }

  #take(lines: readonly string[]): void {
    const arrived = this.#clock.now();
    for (const text of lines) this.#lines.push({ text, arrived });
    if (lines.length > 0) this.#onData();
  }

  #failed(error: Error): Error {
    const { host, port } = this.#options;
    return sparkError("SOCKET_FAILED", { host, port: String(port), reason: error.message }, { cause: error });
  }
}

export const socketProvider: StreamProvider = {
  provider: "TextSocketSourceProvider",
  schema: (options) => (socketOptions(options).includeTimestamp ? timedSchema : lineSchema),
  open: (options, clock) => new SocketSource(options, clock),
};

/** @throws AnalysisException for options that are missing, or wrong */
function socketOptions(given: Readonly<Record<string, string>>): SocketOptions {
  const options = new SourceOptions(given);
  const host = options.get("host");
  if (host === undefined) throw sparkError("_LEGACY_ERROR_TEMP_1295");
  const port = options.get("port");
  if (port === undefined) throw sparkError("_LEGACY_ERROR_TEMP_1296");
  const timed = options.get("includeTimestamp") ?? "false";
  if (!/^(?:true|false)$/i.test(timed)) throw sparkError("_LEGACY_ERROR_TEMP_1297");
  if (!/^\d+$/.test(port) || Number(port) > 65_535)
    throw invalidOption("port", port, "it must be a number up to 65535");
  options.integer("numPartitions", 1);
  return { host, port: Number(port), includeTimestamp: timed.toLowerCase() === "true" };
}

function lineNumber(offset: Offset): number {
  if (!/^-?\d+$/.test(offset)) throw sparkError("STREAMING_OFFSET_INVALID", { offset, source: "socket" });
  return Number(offset);
}
