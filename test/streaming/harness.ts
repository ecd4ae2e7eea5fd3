import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataFrame, type DataStreamWriter, SparkSession, type StreamingQuery } from "../../src/entry/index.ts";

/** A folder that a stream reads. */
export class InputFolder {
  readonly path: string;
  #files = 0;
  #time = Math.floor(Date.now() / 1000) - 3600;

  constructor(root: string, name = "input") {
    this.path = join(root, name);
    mkdirSync(this.path, { recursive: true });
  }

  /** Publishes a file with a line for each record; text goes in as it is. */
  add(...records: readonly (object | string)[]): string {
    this.#files += 1;
    return this.addNamed(`part-${String(this.#files).padStart(5, "0")}`, ...records);
  }

  addNamed(name: string, ...records: readonly (object | string)[]): string {
    const lines = records.map((record) => (typeof record === "string" ? record : JSON.stringify(record)));
    writeFileSync(join(this.path, `.${name}`), lines.map((line) => `${line}\n`).join(""));
    // Seconds apart: streams take files in the order of their times, and several can be made in a millisecond.
    this.#time += 1;
    utimesSync(join(this.path, `.${name}`), this.#time, this.#time);
    renameSync(join(this.path, `.${name}`), join(this.path, name));
    return join(this.path, name);
  }
}

/** A temporary folder for one test. */
export function temporaryFolder(): { path: string; remove(): void; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const remove = () => rmSync(path, { recursive: true, force: true });
  return { path, remove, [Symbol.dispose]: remove };
}

type Writer = (result: DataFrame) => DataStreamWriter;

/** A streaming query over a folder, and the data that comes in, a file at a time. */
export interface StreamCase {
  /** Builds the query's result from a session and the folder. */
  readonly query: (spark: SparkSession, folder: string) => DataFrame;
  readonly outputMode: "append" | "complete" | "update";
  /** Each batch is a file. */
  readonly batches: readonly (readonly (object | string)[])[];
  /** Order of the result's rows. */
  readonly orderBy: string;
}

/**
 * Runs a case straight through: one start, a file after the other.
 *
 * @returns the rows of the in-memory table after each batch
 */
export async function runThrough(root: string, stream: StreamCase): Promise<unknown[][]> {
  const input = new InputFolder(root);
  const spark = await SparkSession.builder.getOrCreate();
  const results: unknown[][] = [];
  const query = await memoryQuery(spark, input, stream, join(root, "checkpoint"));
  try {
    for (const batch of stream.batches) {
      input.add(...batch);
      await query.processAllAvailable();
      results.push(await rowsOf(spark, stream));
    }
  } finally {
    await query.stop();
    await spark.stop();
  }
  return results;
}

/** Runs a case with a stop and a new session before every batch, each going on from the checkpoint. */
export async function runResumed(root: string, stream: StreamCase): Promise<unknown[][]> {
  const input = new InputFolder(root);
  const results: unknown[][] = [];
  for (const batch of stream.batches) {
    input.add(...batch);
    const spark = await SparkSession.builder.getOrCreate();
    const query = await memoryQuery(spark, input, stream, join(root, "checkpoint"));
    try {
      await query.processAllAvailable();
      results.push(await rowsOf(spark, stream));
    } finally {
      await query.stop();
      await spark.stop();
    }
  }
  return results;
}

const tableName = "result";

function memoryQuery(
  spark: SparkSession,
  input: InputFolder,
  stream: StreamCase,
  checkpoint: string,
): Promise<StreamingQuery> {
  const write: Writer = (result) => result.writeStream;
  return write(stream.query(spark, input.path))
    .format("memory")
    .outputMode(stream.outputMode)
    .queryName(tableName)
    .option("checkpointLocation", checkpoint)
    .start();
}

async function rowsOf(spark: SparkSession, stream: StreamCase): Promise<unknown[]> {
  return (await spark.sql(`SELECT * FROM ${tableName} ORDER BY ${stream.orderBy}`)).collect();
}
