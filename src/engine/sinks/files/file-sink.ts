import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, reached, SparkException, sparkError } from "../../../common/index.ts";
import { ioError, type Location, type Storage } from "../../../storage/index.ts";
import { type LoggedFile, SinkLog } from "../../sources/index.ts";
import type { RunDescription, Sink, SinkBatch } from "../sink.ts";
import { formatOf } from "./formats.ts";
import type { WriteSettings } from "./output-format.ts";
import { checkPartitions, type PlannedOutput, planOutput } from "./plan-output.ts";
import { readyFolder, stage } from "./stage.ts";
import { placeFile, settleFiles } from "./target.ts";
import { WriteOptions } from "./write-options.ts";

/** What a streaming query writes, and where to. */
export interface FileSinkOptions {
  /** The folder: of this machine, or in a bucket. */
  readonly location: Location;
  /** `json`, `csv`, `parquet` or `text`, in any letter case. */
  readonly format: string;
  /** Their names in any letter case. */
  readonly options: Readonly<Record<string, string>>;
  /** Columns whose values name folders, the outermost first, as the result calls them. */
  readonly partitionBy: readonly string[];
  /** Milliseconds after which files leave the log; undefined: they stay. */
  readonly retentionMs: number | undefined;
  readonly settings: WriteSettings;
  readonly clock: Clock;
}

/**
 * Writes each batch to files of a folder, exactly once: a batch is there when the folder's log names its files, and one that runs again
 * after a crash is passed over if it is, or replaces what it left behind. Files, log and their folders are on the disk before the
 * checkpoint commits the batch.
 *
 * @see org.apache.spark.sql.execution.streaming.sinks.FileStreamSink
 */
export class FileSink implements Sink {
  readonly description: string;
  readonly outlivesProcess = true;
  readonly #options: FileSinkOptions;
  readonly #log: SinkLog;
  readonly #storage: Storage;
  /** The folder's key, `""` or with `/` at its end. */
  readonly #root: string;
  readonly #queryId: string;
  /** The newest batch in the log. */
  #latest: number;
  #output: PlannedOutput | undefined;

  private constructor(options: FileSinkOptions, log: SinkLog, queryId: string, latest: number) {
    const { key, path, storage } = options.location;
    this.description = `FileSink[${path.replace(/(?<=[^/:])\/+$/, "")}]`;
    this.#options = options;
    this.#log = log;
    this.#storage = storage;
    this.#root = key === "" || key.endsWith("/") ? key : `${key}/`;
    this.#queryId = queryId;
    this.#latest = latest;
  }

  /**
   * Makes the folder, or takes up the one that an earlier run has written to.
   *
   * @throws AnalysisException for columns that cannot name folders
   * @throws SparkException `STREAMING_SINK_LOG_MISMATCH` where the folder has batches that the checkpoint has not, or the other way round
   */
  static async open(options: FileSinkOptions, run: RunDescription): Promise<FileSink> {
    const { location, partitionBy, settings } = options;
    checkPartitions(run.schema, partitionBy, settings);
    const entry = await location.storage.head(location.key.replace(/\/+$/, ""));
    if (entry?.isDirectory === false)
      throw sparkError("FAILED_WRITE_FILE", { path: location.path, reason: "it is a file, not a folder" });
    const log = new SinkLog(location);
    await log.create();
    const latest = await log.latestBatch();
    const refuse = (reason: string): never => {
      throw sparkError("STREAMING_SINK_LOG_MISMATCH", { path: location.path, reason });
    };
    const { committedBatch, loggedBatch, queryId } = run;
    if (latest > loggedBatch) {
      const known = loggedBatch < 0 ? "no batch" : `none after batch ${loggedBatch}`;
      refuse(`the folder has batches up to ${latest}, and the checkpoint knows of ${known}`);
    }
    if (latest < committedBatch) {
      const known = latest < 0 ? "none" : `none after batch ${latest}`;
      refuse(`the checkpoint has batches up to ${committedBatch}, and the folder has ${known}`);
    }
    return new FileSink(options, log, queryId, latest);
  }

  async addBatch({ batchId, connection, schema, signal, sql }: SinkBatch): Promise<number> {
    if (batchId <= this.#latest) {
      // The process may have been killed right behind the log's entry.
      await rm(this.#stagingFolder(), { recursive: true, force: true });
      return -1;
    }
    const { clock, format, location, options, partitionBy, retentionMs, settings } = this.#options;
    const choice = { format: formatOf(format), options: new WriteOptions(options), partitionBy };
    this.#output ??= planOutput(schema, choice, settings);
    const folder = this.#stagingFolder();
    try {
      const names = await stage(connection, {
        ...this.#output,
        rows: this.#output.rows(sql),
        folder,
        jobId: jobId(this.#queryId, batchId),
        signal,
      });
      await reached("addBatch:staged");
      const files: LoggedFile[] = [];
      for (const name of names) {
        files.push(await this.#publish(join(folder, readyFolder, name), name));
        await reached("addBatch:placed");
      }
      await settleFiles(
        this.#storage,
        this.#root,
        files.map(({ key }) => key),
      );
      if (!(await this.#log.add(batchId, files, clock.now(), retentionMs))) {
        const reason = `another query has written batch ${batchId} at the same time`;
        throw sparkError("STREAMING_SINK_LOG_MISMATCH", { path: location.path, reason });
      }
      await reached("addBatch:logged");
      await settleFiles(this.#storage, this.#root, [this.#log.keyOfBatch(batchId)]);
    } catch (error) {
      throw error instanceof SparkException ? error : ioError("FAILED_WRITE_FILE", location.path, error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    this.#latest = batchId;
    // Spark's file sink does not tell either.
    return -1;
  }

  async close(): Promise<void> {}

  async #publish(path: string, name: string): Promise<LoggedFile> {
    const { mtimeMs, size } = await stat(path);
    const key = `${this.#root}${name}`;
    await placeFile(this.#storage, path, key);
    return { key, size, modified: Math.floor(mtimeMs) };
  }

  /** Beside the files, where moving is naming; one for the query, so that what a killed process left is cleared by the next. */
  #stagingFolder(): string {
    const name = `.millrace-stream-${this.#queryId}`;
    return this.#storage.localPath(`${this.#root}${name}`) ?? join(tmpdir(), name);
  }
}

/** The id in the names of a batch's files, the same whenever the batch runs: what a killed run has left is replaced. */
export function jobId(queryId: string, batchId: number): string {
  const hex = createHash("sha256").update(`${queryId}/${batchId}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
