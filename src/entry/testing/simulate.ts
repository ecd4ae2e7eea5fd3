import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame, OutputMode, SparkSession } from "../../api/index.ts";
import { type BatchStep, batchSteps, ManualClock, observeSteps, sparkError } from "../../common/index.ts";
import type { RecordDefinition, SchemaRow } from "../../generator/index.ts";
import { differenceOf, differenceText, rowText } from "./compare-rows.ts";
import { SeededChoice } from "./seeded-choice.ts";
import { StreamRun } from "./stream-run.ts";
import { testSession } from "./test-session.ts";

/** What {@link simulate} runs. */
export interface Simulation<Row extends object, Out> {
  /** Decides everything; the seed of an error runs the same again. */
  readonly seed: number;
  /** Simulations to run, with this seed and those that follow it. Default 1. */
  readonly runs?: number;
  /** What arrives, as files of JSON lines. */
  readonly record: RecordDefinition<Row>;
  /**
   * For update mode: the columns by which a row takes the place of an earlier one. How often a row is updated depends on how its
   * input falls into batches, so the last row of each key is compared, instead of all.
   */
  readonly key?: readonly (keyof Out & string)[];
  /** Records of a run. Default 200. */
  readonly count?: number;
  /** The query, over a stream of the files. */
  query(input: DataFrame<SchemaRow<Row>>, spark: SparkSession): DataFrame<Out> | Promise<DataFrame<Out>>;
  /** Default append. */
  readonly outputMode?: OutputMode;
  /** How many arrivals in a hundred are followed by a crash, at some step of a batch. Default 25. */
  readonly crashes?: number;
  /** How many times in a hundred the query is stopped and started between batches. Default 10. */
  readonly stops?: number;
  /** Options of the stream's reader, such as `maxFilesPerTrigger`. */
  readonly options?: Readonly<Record<string, string>>;
  /** Holds the answer against what it should be; throws where it is something else. Called besides the comparison with a quiet run. */
  check?(outcome: SimulationOutcome<Row, Out>): void | Promise<void>;
}

/** What a run has come to. */
export interface SimulationOutcome<Row, Out> {
  readonly seed: number;
  /** The records in the order in which they were made. */
  readonly records: readonly Row[];
  /** What the query has given out: in complete mode the last result, else the rows of all batches; those of a batch by their text. */
  readonly rows: readonly Out[];
  /** What happened, step by step. */
  readonly steps: readonly string[];
  readonly crashes: number;
  readonly stops: number;
}

/** A simulated run whose answer is wrong. `simulate` with its seed runs the same again. */
export class SimulationError extends Error {
  override readonly name = "SimulationError";
  readonly seed: number;
  readonly steps: readonly string[];

  constructor(seed: number, steps: readonly string[], reason: string, cause?: unknown) {
    const listed = steps.map((step) => `  ${step}`).join("\n");
    super(
      `The simulation with seed ${seed} fails: ${reason}\n\nSteps:\n${listed}\n\nTo see it again: simulate({ seed: ${seed}, … })`,
      { cause },
    );
    this.seed = seed;
    this.steps = steps;
  }
}

/** Milliseconds between triggers: as long as listings of everything are apart at most, so that none depends on what a watch has told. */
const triggerMs = 10_000;
/** Where a run may crash: steps that every batch comes to, whatever its sink and source. */
const crashSteps = batchSteps.filter((step) => !/:(staged|placed|logged|cleaned)$/.test(step));
/** How often a batch may fail in a row. */
const mostAttempts = 20;

/**
 * Runs a query in a small world that one seed decides: which records there are and how they lie in files, in which order the files arrive and
 * are listed, how time passes, when the query is stopped, and at which steps of a batch it crashes. The answer is held
 * against that of a quiet run, in which the same files arrive at the same times and nothing happens besides: a query that is exactly once
 * gives the same rows. A seed that fails does so again.
 *
 * The query must be a function of its data and the clock: `rand()` without a seed is not. Simulations of a process run one after the other,
 * and beside no other streaming query.
 *
 * @example
 * ```ts
 * await simulate({
 *   seed: 7,
 *   runs: 20,
 *   record: transaction,
 *   query: (input) => input.groupBy("currency").agg(F.sum("amount").as("total")),
 *   outputMode: "complete",
 *   check: ({ rows, records }) => expect(sumOf(rows)).toBe(sumOf(records)),
 * });
 * ```
 * @returns the outcome of each run
 * @throws SimulationError at the first run whose answer is wrong, with the seed that brings it back
 */
export async function simulate<Row extends object, Out>(
  simulation: Simulation<Row, Out>,
): Promise<readonly SimulationOutcome<Row, Out>[]> {
  const { seed, runs = 1, count = 200, crashes = 25, stops = 10 } = simulation;
  requireWhole("seed", seed, Number.MAX_SAFE_INTEGER);
  requireWhole("runs", runs, 1_000_000);
  requireWhole("count", count, 10_000_000);
  requireWhole("crashes", crashes, 90);
  requireWhole("stops", stops, 100);
  const outcomes: SimulationOutcome<Row, Out>[] = [];
  for (let each = seed; each < seed + runs; each++) outcomes.push(await simulateOnce({ ...simulation, seed: each }));
  return outcomes;
}

function requireWhole(option: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw sparkError("STREAM_SIMULATION_OPTION", {
    option,
    expected: `a whole number from 0 to ${most}`,
    value: String(value),
  });
}

/** A file with its name and the time that listings show of it. */
interface ArrivingFile {
  readonly name: string;
  readonly modified: number;
  readonly lines: string;
}

/** Files that arrive together, and how long it is to the next ones. */
interface Arrival {
  readonly files: readonly ArrivingFile[];
  readonly passes: number;
}

async function simulateOnce<Row extends object, Out>(
  simulation: Simulation<Row, Out>,
): Promise<SimulationOutcome<Row, Out>> {
  const { seed, count = 200, crashes = 25, stops = 10 } = simulation;
  const { records, arrivals } = makeWorld(simulation.record, seed, count);
  const trouble = new SeededChoice(seed, "trouble");
  const steps: string[] = [];
  const run = (troubled: boolean, log: string[]) =>
    runOnce(simulation, arrivals, log, {
      crashes: () => (troubled && trouble.percent(crashes) ? trouble.one(crashSteps) : undefined),
      stops: () => troubled && trouble.percent(stops),
    });
  try {
    const { rows, crashed, stopped } = await run(true, steps);
    const quiet = await run(false, []);
    const compared = (all: readonly Out[]) => (simulation.key ? lastOfEach(all, simulation.key) : all);
    const difference = differenceOf(compared(rows), compared(quiet.rows));
    if (difference !== undefined)
      throw new SimulationError(seed, steps, `the rows are not those of a quiet run.\n${differenceText(difference)}`);
    const outcome = { seed, records, rows, steps, crashes: crashed, stops: stopped };
    await simulation.check?.(outcome);
    return outcome;
  } catch (error) {
    if (error instanceof SimulationError) throw error;
    throw new SimulationError(seed, steps, error instanceof Error ? error.message : String(error), error);
  }
}

const lastOfEach = <Out>(rows: readonly Out[], key: readonly (keyof Out & string)[]): readonly Out[] => [
  ...new Map(rows.map((row) => [rowText(key.map((name) => row[name])), row])).values(),
];

/** Draws the records, their files, and the files' way. */
function makeWorld<Row extends object>(record: RecordDefinition<Row>, seed: number, count: number) {
  const choice = new SeededChoice(seed, "world");
  const made = record.seed(seed);
  const records = Array.from({ length: count }, (_, index) => made.at(index));
  const files: ArrivingFile[] = [];
  for (let from = 0; from < count; ) {
    const size = Math.min(count - from, choice.between(1, Math.max(1, Math.ceil(count / 10))));
    const lines = records.slice(from, from + size).map((row) => `${made.serialize(row)}\n`);
    // Names and times decide where a listing has a file; times are even, often the same, and in no order.
    const name = `${choice.between(0, 0xffff).toString(16).padStart(4, "0")}-${files.length}.json`;
    files.push({ name, modified: choice.between(1, 20), lines: lines.join("") });
    from += size;
  }
  const order = choice.shuffled(files);
  const arrivals: Arrival[] = [];
  for (let from = 0; from < order.length; ) {
    const size = choice.between(1, 4);
    arrivals.push({ files: order.slice(from, from + size), passes: triggerMs * choice.between(1, 12) });
    from += size;
  }
  return { records, arrivals };
}

/** When something goes wrong. */
interface Trouble {
  crashes(): BatchStep | undefined;
  stops(): boolean;
}

async function runOnce<Row extends object, Out>(
  { record, query, outputMode = "append", options = {} }: Simulation<Row, Out>,
  arrivals: readonly Arrival[],
  steps: string[],
  trouble: Trouble,
): Promise<{ rows: readonly Out[]; crashed: number; stopped: number }> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-simulation-"));
  const input = join(folder, "input");
  mkdirSync(input);
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  await using spark = await testSession({ clock });
  let crashed = 0;
  let stopped = 0;
  let planned: BatchStep | undefined;
  const endObserving = observeSteps((step) => {
    if (planned !== step) return;
    planned = undefined;
    crashed += 1;
    steps.push(`crash at ${step}`);
    throw new Error("simulated crash");
  });
  const stream = spark.readStream.schema(record.schema).options(options).json(input) as unknown as DataFrame<
    SchemaRow<Row>
  >;
  const run = new StreamRun(await query(stream, spark), {
    outputMode,
    trigger: { processingTime: `${triggerMs} milliseconds` },
  });
  /** Lets the query work, and starts it again for as long as it crashes. */
  const settle = async () => {
    for (let attempt = 0; ; attempt++) {
      await run.settle();
      const failure = await run.query?.exception();
      if (!failure) return;
      if (!failure.message.includes("simulated crash") || attempt === mostAttempts) throw failure;
      steps.push("start from the checkpoint");
      await run.start();
    }
  };
  try {
    await run.start();
    await settle();
    for (const { files, passes } of arrivals) {
      for (const { name, modified, lines } of files) {
        const hidden = join(input, `.${name}`);
        writeFileSync(hidden, lines);
        utimesSync(hidden, modified, modified);
        renameSync(hidden, join(input, name));
      }
      steps.push(`arrive: ${files.map(({ name }) => name).join(", ")}`);
      if (trouble.stops()) {
        stopped += 1;
        steps.push("stop, and start from the checkpoint");
        await run.stop();
        await run.start();
        await settle();
      }
      planned = trouble.crashes();
      clock.advance(passes);
      steps.push(`clock + ${passes} ms`);
      await settle();
    }
    // What waits for a limit of files, for the watermark or for timers comes with further triggers.
    for (let more = 0; more < arrivals.length + 3; more++) {
      clock.advance(triggerMs);
      await settle();
    }
    return { rows: run.sortedRows(), crashed, stopped };
  } finally {
    endObserving();
    await run.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
