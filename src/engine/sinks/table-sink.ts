import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reached, sparkError } from "../../common/index.ts";
import type { Location, Storage } from "../../storage/index.ts";
import { jobId } from "./files/file-sink.ts";
import { formatOf } from "./files/formats.ts";
import type { WriteSettings } from "./files/output-format.ts";
import { checkPartitions, type PlannedOutput, planOutput } from "./files/plan-output.ts";
import { readyFolder, stage } from "./files/stage.ts";
import { placeFile, settleFiles } from "./files/target.ts";
import { WriteOptions } from "./files/write-options.ts";
import type { RunDescription, Sink, SinkBatch } from "./sink.ts";

/** A table that a streaming query adds rows to. */
export interface TableSinkOptions {
  /** With catalog and database. */
  readonly name: string;
  readonly location: Location;
  /** `json`, `csv`, `parquet` or `text`. */
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly settings: WriteSettings;
  /** Whether the table still is the one that the query began with. */
  readonly isThere: () => boolean;
}

/**
 * Adds each batch to the files of a table, exactly once: the names of a batch's files follow from query and batch, so that one that
 * runs again after a crash replaces what it has left behind, and the files are on the disk before the checkpoint commits the batch. Batch
 * writes and other queries may add to the table too; whoever reads the folder, Spark as well, sees all.
 *
 * @see org.apache.spark.sql.streaming.DataStreamWriter.toTable
 */
export class TableSink implements Sink {
  readonly description: string;
  readonly outlivesProcess = true;
  readonly #options: TableSinkOptions;
  readonly #storage: Storage;
  readonly #root: string;
  readonly #run: RunDescription;
  #output: PlannedOutput | undefined;

  /** @throws AnalysisException for columns that cannot name folders */
  constructor(options: TableSinkOptions, run: RunDescription) {
    const { key, storage } = options.location;
    checkPartitions(run.schema, options.partitionBy, options.settings);
    this.description = `TableSink[${options.name}]`;
    this.#options = options;
    this.#storage = storage;
    this.#root = key === "" || key.endsWith("/") ? key : `${key}/`;
    this.#run = run;
  }

  /** @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND` where the table was dropped, or another one has its name now */
  async addBatch({ batchId, connection, schema, signal, sql }: SinkBatch): Promise<number> {
    const { format, isThere, name, options, partitionBy, settings } = this.#options;
    if (!isThere()) throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: name });
    const choice = { format: formatOf(format), options: new WriteOptions(options), partitionBy };
    this.#output ??= planOutput(schema, choice, settings);
    const { queryId } = this.#run;
    const job = jobId(queryId, batchId);
    const staging = `.millrace-stream-${queryId}`;
    const folder = this.#storage.localPath(`${this.#root}${staging}`) ?? join(tmpdir(), staging);
    try {
      const names = await stage(connection, {
        ...this.#output,
        rows: this.#output.rows(sql),
        folder,
        jobId: job,
        signal,
      });
      await reached("addBatch:staged");
      if (batchId <= this.#run.loggedBatch) await this.#clear(job, new Set(names), `${staging}/`);
      for (const file of names) {
        await placeFile(this.#storage, join(folder, readyFolder, file), `${this.#root}${file}`);
        await reached("addBatch:placed");
      }
      await settleFiles(
        this.#storage,
        this.#root,
        names.map((file) => `${this.#root}${file}`),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    // Spark's file sink does not tell either.
    return -1;
  }

  async close(): Promise<void> {}

  /** Deletes what an earlier run of a batch has left and this one does not replace. */
  async #clear(job: string, kept: ReadonlySet<string>, staging: string): Promise<void> {
    const old: string[] = [];
    for await (const page of this.#storage.list(this.#root, { recursive: true, stat: false })) {
      for (const { isDirectory, key } of page) {
        const name = key.slice(this.#root.length);
        if (!isDirectory && name.includes(job) && !kept.has(name) && !name.startsWith(staging)) old.push(key);
      }
    }
    await this.#storage.deleteMany(old);
  }
}
