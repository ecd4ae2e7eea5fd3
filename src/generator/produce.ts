import { isMainThread } from "node:worker_threads";
import { type Clock, randomId, SparkException, sparkError, systemClock, timeOrderedId } from "../common/index.ts";
import { type Batch, batchMaker, slices } from "./batches.ts";
import { invalidArgument } from "./field.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { Pace, type PaceOptions } from "./pace.ts";
import type { RecordDefinition } from "./record.ts";
import type { RecordMaker } from "./record-maker.ts";
import type { Target } from "./targets.ts";
import { threadedBatches } from "./threads.ts";
import { transaction } from "./transaction.ts";

/** Options of {@link produce}. */
export interface ProduceOptions<Row> extends PaceOptions {
  /** Records in all; 100 where not given. */
  readonly count?: number;
  /** Goes on until it is aborted or no longer iterated. */
  readonly forever?: boolean;
  /** Records of a file; 1 where not given: a file is one JSON object, above 1 newline-delimited JSON. */
  readonly batchSize?: number;
  /** How file names begin; the record's name and `_` where not given. A time-ordered UUID follows. */
  readonly prefix?: string;
  /** How file names end: `.json`; nothing where not given. */
  readonly extension?: string;
  /** Seed of this run instead of the definition's: see {@link RecordDefinition.seed}. */
  readonly seed?: number | bigint | string;
  /** Ends the run. A file under way is completed, none is left in part. */
  readonly signal?: AbortSignal;
  /** Keeps account of what is emitted. */
  readonly ledger?: LedgerOptions<Row>;
  /** Files being written at once; 1 where not given. More speeds up distant targets. */
  readonly concurrency?: number;
  /** Threads that make records; 0 where not given: the calling thread. Worth it for hundreds of thousands of records. */
  readonly workers?: number;
  /**
   * URL of the module that exports the definition (`import.meta.url` there), which threads load. Needed with `workers`, except for
   * the built-in transaction. The module must not itself produce when loaded.
   */
  readonly module?: string | URL;
  /** Time of the run; the machine's where not given. */
  readonly clock?: Clock;
}

/** A file that was published. */
export interface Produced<Row> {
  /** Number of the file, from 1. */
  readonly index: number;
  readonly path: string;
  /** Records in the file. */
  readonly records: number;
  /** Size of the file. */
  readonly bytes: number;
  /** The record, where the file holds one. */
  readonly value?: Row;
}

/** What a run has published so far. */
export interface ProduceTotals {
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
}

/**
 * A run of a producer. Iterate it to make it go and to see each file as it is published, or await {@link finish}. Leaving the
 * iteration ends the run.
 */
export class Production<Row extends object> implements AsyncIterable<Produced<Row>> {
  /** The seed of the run: with it (and the reference date) the same records can be made again. */
  readonly seed: string;
  /** What was emitted so far, where an account is kept. */
  readonly ledger: Ledger | undefined;
  readonly #iterator: AsyncGenerator<Produced<Row>, void, undefined>;
  #totals: ProduceTotals = { files: 0, records: 0, bytes: 0 };

  /** @internal Use {@link produce}. */
  constructor(definition: RecordDefinition<Row>, target: Target, options: ProduceOptions<Row>) {
    const run = plan(definition, options);
    this.seed = run.seed;
    this.ledger = run.newLedger?.();
    this.#iterator = this.#run(run, target, options);
  }

  /** What was published so far. */
  get totals(): ProduceTotals {
    return this.#totals;
  }

  [Symbol.asyncIterator](): AsyncIterator<Produced<Row>> {
    return this.#iterator;
  }

  /**
   * Publishes what is left.
   *
   * @returns the totals of the whole run
   */
  async finish(): Promise<ProduceTotals> {
    for await (const _ of this.#iterator);
    return this.#totals;
  }

  async *#run(
    run: Run<Row>,
    target: Target,
    options: ProduceOptions<Row>,
  ): AsyncGenerator<Produced<Row>, void, undefined> {
    const { signal, extension = "" } = options;
    const underWay: Promise<Produced<Row>>[] = [];
    let index = 0;
    let records = 0;
    const publish = async (batch: Batch): Promise<Produced<Row>> => {
      const name = `${run.prefix}${timeOrderedId()}${extension}`;
      const number = ++index;
      const bytes = batch.bytes.length;
      const path = await put(target, name, batch.bytes);
      this.#totals = {
        files: this.#totals.files + 1,
        records: this.#totals.records + batch.count,
        bytes: this.#totals.bytes + bytes,
      };
      this.ledger?.merge(batch.ledger);
      const value = run.lines ? {} : { value: run.maker.row(batch.from) };
      return { index: number, path, records: batch.count, bytes, ...value };
    };
    try {
      if (signal?.aborted) return;
      for await (const batch of run.batches()) {
        await run.pace.turn(records, signal);
        if (signal?.aborted) break;
        records = batch.count;
        const file = publish(batch);
        // A failure is raised where the file is awaited; until then it must not count as unhandled.
        file.catch(() => {});
        underWay.push(file);
        while (underWay.length >= run.concurrency) yield await underWay.shift()!;
      }
      while (underWay.length > 0) yield await underWay.shift()!;
    } finally {
      await Promise.allSettled(underWay);
    }
  }
}

/**
 * Makes records and publishes them as files at a pace. Nothing happens before the result is iterated or finished.
 *
 * @example
 * ```ts
 * for await (const file of produce(transaction, folderTarget(files.resolve("data-stream-dump")), { count: 100, interval: "3s" })) {
 *   console.log(file.index, file.value);
 * }
 * ```
 * @throws SparkException GENERATOR_INVALID_ARGUMENT, GENERATOR_UNKNOWN_FIELD at once; while it runs GENERATOR_TARGET_FAILED or the
 * target's own error, GENERATOR_WORKER_FAILED
 */
export function produce<Row extends object>(
  definition: RecordDefinition<Row>,
  target: Target,
  options: ProduceOptions<Row> = {},
): Production<Row> {
  return new Production(definition, target, options);
}

/** A run's options, checked and completed. */
interface Run<Row> {
  readonly seed: string;
  readonly prefix: string;
  readonly lines: boolean;
  readonly concurrency: number;
  readonly pace: Pace;
  readonly maker: RecordMaker<Row>;
  readonly newLedger: (() => Ledger) | undefined;
  readonly batches: () => AsyncIterable<Batch> | Iterable<Batch>;
}

function plan<Row extends object>(given: RecordDefinition<Row>, options: ProduceOptions<Row>): Run<Row> {
  const { clock = systemClock, ledger, workers = 0 } = options;
  if (options.forever && options.count !== undefined) {
    throw invalidArgument("count", "left out where forever is set", options.count);
  }
  const count = options.forever ? Infinity : wholeNumber("count", options.count ?? 100, 0);
  const batchSize = wholeNumber("batchSize", options.batchSize ?? 1, 1);
  const concurrency = wholeNumber("concurrency", options.concurrency ?? 1, 1);
  const prefix = options.prefix ?? `${given.name}_`;
  for (const [name, text] of Object.entries({ prefix, extension: options.extension ?? "" })) {
    if (/[/\\\0]/.test(text)) throw invalidArgument(name, "part of a file name, without / and \\", text);
  }
  wholeNumber("workers", workers, 0);

  const definition = options.seed === undefined ? given : given.seed(options.seed);
  const seeding = definition.seeding ?? { seed: randomId(), referenceDate: undefined };
  const maker = definition.makerFor(seeding, clock);
  const newLedger = ledger && (() => new Ledger(definition, ledger));
  newLedger?.();
  const lines = batchSize > 1;
  const parts = slices(count, batchSize);
  const pace = new Pace(options, clock, `${seeding.seed}/pace`);
  const common = { seed: seeding.seed, prefix, lines, concurrency, pace, maker, newLedger };
  if (workers === 0) {
    const make = batchMaker(maker, lines, newLedger);
    return {
      ...common,
      *batches() {
        for (const part of parts) yield make(part);
      },
    };
  }
  const data = {
    module: moduleOf(definition, options.module),
    record: definition.name,
    schema: definition.schema.json(),
    ...seeding,
    lines,
    ledger,
  };
  return { ...common, batches: () => threadedBatches(parts, workers, data) };
}

/** @throws SparkException GENERATOR_INVALID_ARGUMENT where threads would not find the definition */
function moduleOf(definition: RecordDefinition<object>, module: string | URL | undefined): string {
  if (!isMainThread && module !== undefined) {
    throw invalidArgument(
      "workers",
      "0 in a module that threads load; keep definitions in a module of their own",
      module,
    );
  }
  if (module !== undefined) return String(module);
  const builtIn = new URL(import.meta.url.endsWith(".ts") ? "./transaction.ts" : "./transaction.js", import.meta.url);
  if (definition.hasFieldsOf(transaction)) return builtIn.href;
  throw invalidArgument("module", `the URL of the module that exports the record ${definition.name}`, module);
}

function wholeNumber(name: string, value: number, lowest: number): number {
  if (Number.isSafeInteger(value) && value >= lowest) return value;
  throw invalidArgument(name, `a whole number from ${lowest}`, value);
}

async function put(target: Target, name: string, bytes: Uint8Array): Promise<string> {
  try {
    return await target.put(name, bytes);
  } catch (error) {
    if (error instanceof SparkException) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw sparkError("GENERATOR_TARGET_FAILED", { path: name, target: target.description, message }, { cause: error });
  }
}
