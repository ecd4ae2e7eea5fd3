import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame, OutputMode, StreamingQuery, Trigger } from "../../api/index.ts";
import { rowText } from "./compare-rows.ts";

/** How {@link testStream} and `startStream` run a query. */
export interface StreamRunOptions {
  /** Default append. */
  readonly outputMode?: OutputMode;
  /** Default: a batch as soon as there is something to do. */
  readonly trigger?: Trigger;
  /** Options of the writer. `checkpointLocation` is a temporary folder where absent. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A query under test, with the rows that it has given out; goes on over stops and starts. */
export class StreamRun<R> {
  readonly frame: DataFrame<R>;
  readonly #options: StreamRunOptions;
  /** Rows by batch: one that runs again takes its place. */
  readonly #batches = new Map<number, readonly R[]>();
  #folder: string | undefined;
  #trigger: Trigger | undefined;
  #query: StreamingQuery | undefined;
  #checked = -1;

  constructor(frame: DataFrame<R>, options: StreamRunOptions) {
    this.frame = frame;
    this.#options = options;
  }

  /** The query of the newest start; undefined before the first. */
  get query(): StreamingQuery | undefined {
    return this.#query;
  }

  async isRunning(): Promise<boolean> {
    return this.#query !== undefined && (await this.#query.isActive());
  }

  /** The answer so far: in complete mode that of the newest batch, else the rows of all. */
  rows(): readonly R[] {
    const batches = this.#inOrder();
    return this.#options.outputMode === "complete" ? (batches.at(-1)?.[1] ?? []) : batches.flatMap(([, rows]) => rows);
  }

  /** Rows of batches behind the one that was the newest at the last call of this or {@link noteChecked}. */
  newRows(): readonly R[] {
    const batches = this.#inOrder().filter(([id]) => id > this.#checked);
    this.noteChecked();
    return this.#options.outputMode === "complete" ? (batches.at(-1)?.[1] ?? []) : batches.flatMap(([, rows]) => rows);
  }

  /** As {@link rows}, where the rows of a batch come in an order that does not depend on how the engine's threads took turns. */
  sortedRows(): readonly R[] {
    const batches = this.#inOrder().map(([, rows]) => rows.toSorted((a, b) => (rowText(a) < rowText(b) ? -1 : 1)));
    return this.#options.outputMode === "complete" ? (batches.at(-1) ?? []) : batches.flat();
  }

  lastBatch(): readonly R[] {
    return this.#inOrder().at(-1)?.[1] ?? [];
  }

  noteChecked(): void {
    this.#checked = Math.max(-1, ...this.#batches.keys());
  }

  async start(options: Pick<StreamRunOptions, "trigger"> = {}): Promise<void> {
    const { outputMode = "append", options: given = {} } = this.#options;
    this.#trigger = options.trigger ?? this.#options.trigger;
    this.#folder ??= mkdtempSync(join(tmpdir(), "millrace-test-stream-"));
    let writer = this.frame.writeStream
      .outputMode(outputMode)
      .option("checkpointLocation", join(this.#folder, "checkpoint"))
      .options(given)
      .foreachBatch(async (batch, id) => {
        this.#batches.set(Number(id), await batch.collect());
      });
    if (this.#trigger !== undefined) writer = writer.trigger(this.#trigger);
    this.#query = await writer.start();
  }

  /** Waits until the query has done what it can do without more data or time, or has failed. */
  async settle(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    const trigger = this.#trigger ?? {};
    // A failure is asked for afterwards.
    const done = () => undefined;
    if ("once" in trigger || "availableNow" in trigger) await query.awaitTermination().catch(done);
    else if ("processingTime" in trigger) await untilItSleeps(query);
    else if (await query.isActive()) await query.processAllAvailable().catch(done);
  }

  async stop(): Promise<void> {
    await this.#query?.stop();
  }

  /** Ends the query and removes its checkpoint. */
  async close(): Promise<void> {
    await this.stop();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Whether batches come with the clock. */
  get goesByClock(): boolean {
    return this.#trigger !== undefined && "processingTime" in this.#trigger;
  }

  #inOrder(): (readonly [number, readonly R[]])[] {
    return [...this.#batches].sort(([a], [b]) => a - b);
  }
}

/** The query's clock stands still, so that it comes to wait for it; ours goes on. */
async function untilItSleeps(query: StreamingQuery): Promise<void> {
  while (await query.isActive()) {
    // Who was woken by the clock has begun its trigger after this turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 1));
    if ((await query.status()).message === "Waiting for next trigger") return;
  }
}
