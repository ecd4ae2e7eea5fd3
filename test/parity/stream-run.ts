import { join } from "node:path";
import {
  type DataFrame,
  functions as F,
  type SparkSession,
  type StreamingQuery,
  type StreamingQueryProgress,
} from "../../src/entry/index.ts";
import { InputFolder, textOf } from "../streaming/harness.ts";
import type { Canonical } from "./canonical.ts";
import type { NewFile, StreamCase } from "./case.ts";
import { type ErrorOutcome, outcomeOf, type Places, rowsOf, sorted, tableOf, withoutPlaces } from "./outcome.ts";
import { fixtures } from "./places.ts";
import type { OpenSession } from "./sessions.ts";

/** What a streaming query comes to. */
export interface StreamOutcome {
  readonly schema?: unknown;
  /** The rows of the table after each step. */
  readonly steps: readonly Rows[];
  /** The progress of each batch, but for ids, times and rates. */
  readonly progress?: readonly unknown[];
  /** What refused the query, or ended it. */
  readonly error?: ErrorOutcome;
}

type Rows = readonly (readonly Canonical[])[];

const TABLE = "result";

/** Runs a case from its start to its end with one query, or with one for each step where the trigger ends it. */
export async function runThrough(spark: SparkSession, root: string, stream: StreamCase): Promise<StreamOutcome> {
  const run = new Run(root, stream);
  const ended = await outcomeOf(async () => {
    let query: StreamingQuery | undefined;
    await run.dropTables(spark);
    try {
      for (const [index, files] of stream.steps.entries()) {
        if (files.length > 1 && index > 0 && stream.trigger === undefined)
          throw new Error(
            `${stream.name}: files that come while the query runs come one a step, or batches are up to chance`,
          );
        run.add(files);
        query = stream.trigger === undefined && query ? query : await run.start(spark);
        if (stream.trigger === undefined) await query.processAllAvailable();
        else await query.awaitTermination();
        await run.look(spark);
        if (stream.trigger !== undefined) run.took(await query.recentProgress());
      }
      if (query && stream.trigger === undefined) run.took(await query.recentProgress());
    } finally {
      await query?.stop();
      await run.dropTables(spark);
    }
    return {};
  }, run.places);
  return { ...run.outcome(), ...ended };
}

/**
 * Runs a case with a stop and a new session before every step, each going on from the checkpoint. A memory table comes back in complete
 * mode only; in the others a function gathers the rows. Tables live as long as their session, which then is one for all steps.
 */
export async function runResumed(open: OpenSession, root: string, stream: StreamCase): Promise<StreamOutcome> {
  const run = new Run(root, stream);
  const gathered: (readonly Canonical[])[] = [];
  const keeps = stream.outputMode === "complete" || stream.sink !== undefined;
  const step = async (spark: SparkSession): Promise<void> => {
    const query = keeps ? await run.start(spark) : await run.startGathering(spark, gathered);
    try {
      if (stream.trigger === undefined) await query.processAllAvailable();
      else await query.awaitTermination();
      if (keeps) await run.look(spark);
      else run.steps.push(sorted(gathered));
    } finally {
      await query.stop();
    }
  };
  await using shared = stream.sink?.tables && (await open());
  if (shared) await run.dropTables(shared);
  for (const files of stream.steps) {
    run.add(files);
    if (shared) await step(shared);
    else {
      await using spark = await open();
      await step(spark);
    }
  }
  if (shared) await run.dropTables(shared);
  return { steps: run.steps };
}

/** The folders of a run, and what was seen in it. */
class Run {
  readonly steps: Rows[] = [];
  readonly places: Places;
  readonly #input: InputFolder;
  readonly #checkpoint: string;
  readonly #target: string;
  readonly #stream: StreamCase;
  readonly #progress: unknown[] = [];
  #schema: unknown;

  constructor(root: string, stream: StreamCase) {
    this.#stream = stream;
    this.#input = new InputFolder(root);
    this.#checkpoint = join(root, "checkpoint");
    this.#target = join(root, "output");
    this.places = { [root]: "<root>" };
  }

  add(files: readonly NewFile[]): void {
    for (const { name, lines, bytes = Buffer.from(textOf(lines)), age } of files)
      this.#input.addBytes(name, bytes, age);
  }

  async start(spark: SparkSession): Promise<StreamingQuery> {
    const { outputMode, sink, trigger, write } = this.#stream;
    const frame = await this.#frame(spark);
    const { writeStream } = frame;
    const plain = (sink ? writeStream : writeStream.format("memory").queryName(TABLE)).outputMode(outputMode);
    const writer = sink?.checkpoint === false ? plain : plain.option("checkpointLocation", this.#checkpoint);
    const triggered = trigger ? writer.trigger(trigger) : writer;
    const written = write ? write(triggered) : triggered;
    return sink ? sink.start(written, this.#target) : written.start();
  }

  async dropTables(spark: SparkSession): Promise<void> {
    for (const table of this.#stream.sink?.tables ?? []) await spark.sql(`DROP TABLE IF EXISTS ${table}`);
  }

  async startGathering(spark: SparkSession, rows: (readonly Canonical[])[]): Promise<StreamingQuery> {
    const { outputMode, trigger, approximate = false } = this.#stream;
    const frame = await this.#frame(spark);
    const writer = frame.writeStream
      .foreachBatch(async (batch) => void rows.push(...(await rowsOf(batch, { approximate }))))
      .outputMode(outputMode)
      .option("checkpointLocation", this.#checkpoint);
    return (trigger ? writer.trigger(trigger) : writer).start();
  }

  async look(spark: SparkSession): Promise<void> {
    const { approximate = false, sink } = this.#stream;
    const result = sink ? sink.read(spark, this.#target) : spark.table(TABLE);
    const { schema, rows } = await tableOf(result, { approximate });
    this.#schema = schema;
    this.steps.push(rows);
  }

  took(progress: readonly StreamingQueryProgress[]): void {
    this.#progress.push(
      ...progress
        .filter(({ durationMs }) => "addBatch" in durationMs)
        .map((batch) => (this.#stream.progress === "operators" ? ofOperators(batch) : selected(batch, this.places))),
    );
  }

  outcome(): StreamOutcome {
    const { progress = true } = this.#stream;
    return {
      ...(this.#schema !== undefined && { schema: this.#schema }),
      steps: this.steps,
      ...(progress !== false && this.#progress.length > 0 && { progress: this.#progress }),
    };
  }

  #frame(spark: SparkSession): DataFrame<never> | Promise<DataFrame<never>> {
    return this.#stream.query({ spark, F, fixtures, folder: this.#input.path });
  }
}

/** A metric of operators that drop duplicates. */
const duplicates = "numDroppedDuplicateRows";

const stateOf = (progress: StreamingQueryProgress) =>
  progress.stateOperators.map((state) => ({
    operator: state.operatorName,
    total: state.numRowsTotal,
    updated: state.numRowsUpdated,
    removed: state.numRowsRemoved,
    dropped: state.numRowsDroppedByWatermark,
    ...(duplicates in state.customMetrics && { duplicates: state.customMetrics[duplicates] }),
  }));

const ofOperators = (progress: StreamingQueryProgress) => ({
  batchId: progress.batchId,
  watermark: progress.eventTime.watermark ?? null,
  state: stateOf(progress),
});

/** What two engines have to agree on in a batch. */
function selected(progress: StreamingQueryProgress, places: Places): unknown {
  return {
    fields: Object.keys(JSON.parse(progress.json) as object).sort(),
    name: progress.name,
    batchId: progress.batchId,
    durations: Object.keys(progress.durationMs).sort(),
    watermark: progress.eventTime.watermark ?? null,
    ...(progress.eventTime.max !== undefined && {
      eventTime: [progress.eventTime.min, progress.eventTime.avg, progress.eventTime.max],
    }),
    numInputRows: progress.numInputRows,
    sources: progress.sources.map((source) => ({
      description: withoutPlaces(source.description, places),
      startOffset: source.startOffset,
      endOffset: source.endOffset,
      numInputRows: source.numInputRows,
    })),
    state: stateOf(progress),
    sink: { description: withoutPlaces(progress.sink.description, places), numOutputRows: progress.sink.numOutputRows },
    ...(Object.keys(progress.observedMetrics).length > 0 && { observed: progress.observedMetrics }),
  };
}
