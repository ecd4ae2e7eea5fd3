import type { SparkSession } from "../../api/index.ts";
import { randomId } from "../../common/index.ts";
import type { FileSystems } from "../../storage/index.ts";
import type { StructType } from "../../types/index.ts";
import { columnsOf, rowsOfColumns } from "../cells.ts";
import type { ApiError, RowPage, Statement, StatementState } from "../wire.ts";
import { statementError } from "./error-place.ts";
import { KeptRows } from "./kept-rows.ts";
import { requireQuery } from "./read-only.ts";
import { zoneOf } from "./read-rows.ts";

/** Rows of one statement that are kept. */
const mostRows = 5_000_000;

/** What a run needs of its surroundings. */
export interface RunOptions {
  readonly session: string;
  readonly text: string;
  readonly readOnly: boolean;
  /** A handle on the session of this run's own. */
  readonly spark: SparkSession;
  /** Where a run that is read-only may read files. */
  readonly files: FileSystems;
  /** Makes room for what the run has grown to. @returns false where there is none */
  readonly makeRoom: () => boolean;
}

/** A statement that runs or has run, with its rows. */
export class StatementRun {
  readonly id: string = randomId();
  readonly #options: RunOptions;
  readonly #startedAt: number = Date.now();
  readonly #began: number = performance.now();
  readonly #waiting = new Set<() => void>();
  #elapsedMs: number | undefined;
  #state: StatementState = "running";
  #version = 1;
  #schema: StructType | undefined;
  #zone = "UTC";
  #rows: KeptRows | undefined;
  #truncated = false;
  #error: ApiError | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
    void this.#run();
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  /** What the rows take of memory. */
  get bytes(): number {
    return this.#rows?.bytes ?? 0;
  }

  get schema(): StructType | undefined {
    return this.#schema;
  }

  /** The zone that times are shown in. */
  get zone(): string {
    return this.#zone;
  }

  get rows(): KeptRows | undefined {
    return this.#rows;
  }

  /** How the statement stands. */
  describe(): Statement {
    const { session, text } = this.#options;
    return {
      id: this.id,
      session,
      text,
      state: this.#state,
      version: this.#version,
      startedAt: this.#startedAt,
      elapsedMs: Math.round(this.#elapsedMs ?? performance.now() - this.#began),
      columns: this.#schema === undefined ? null : columnsOf(this.#schema),
      rowCount: this.#rows?.count ?? 0,
      truncated: this.#truncated,
      error: this.#error,
    };
  }

  async page(from: number, count: number): Promise<RowPage> {
    if (this.#rows === undefined) return { from, rows: [] };
    const columns = await this.#rows.columns(from, count);
    const rows = Math.max(0, Math.min(count, this.#rows.count - from));
    return { from, rows: rowsOfColumns(columns, this.#schema!, this.#zone, rows) };
  }

  /** Resolves when there is a newer version than one, at the end of the run, or after some time. */
  async changed(after: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#version > after || !this.isRunning || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms).unref();
      signal.addEventListener("abort", done);
      this.#waiting.add(done);
    });
  }

  /** Ends the run. What has come of the result stays. */
  async cancel(): Promise<void> {
    if (!this.isRunning) return;
    this.#end("cancelled");
    await this.#options.spark.interruptTag(this.#tag);
  }

  get #tag(): string {
    return `dashboard-${this.id}`;
  }

  async #run(): Promise<void> {
    const { spark, files, text, readOnly, makeRoom } = this.#options;
    spark.addTag(this.#tag);
    try {
      if (readOnly) await requireQuery(text, spark, files);
      if (!this.isRunning) return;
      const frame = await spark.sql(text);
      const schema = await frame.schema();
      this.#zone = await zoneOf(frame);
      this.#rows = new KeptRows(schema);
      this.#change(() => {
        this.#schema = schema;
      });
      if (schema.fields.length > 0) {
        for await (const ipc of frame.toArrowIterator()) {
          if (!this.isRunning) return;
          const whole = await this.#rows.add(ipc, mostRows);
          this.#change(() => {
            this.#truncated = !whole || !makeRoom();
          });
          if (this.#truncated) break;
        }
      }
      this.#end("finished");
    } catch (error) {
      if (!this.isRunning) return;
      this.#error = statementError(error, text);
      this.#end("failed");
    }
  }

  #end(state: StatementState): void {
    if (!this.isRunning) return;
    this.#change(() => {
      this.#state = state;
      this.#elapsedMs = performance.now() - this.#began;
    });
  }

  #change(apply: () => void): void {
    apply();
    this.#version += 1;
    for (const wake of [...this.#waiting]) wake();
  }
}
