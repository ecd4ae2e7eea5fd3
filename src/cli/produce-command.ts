import {
  folderTarget,
  type ProduceOptions,
  type Production,
  produce,
  streamTarget,
  type Target,
  transaction,
} from "../generator/index.ts";
import { clip, counted, duration, grouped, isDrawable, LiveRegion, progressBar } from "../terminal/index.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { type LoadedRecord, loadRecord } from "./load-record.ts";
import { decimalNumber, timeSpan, wholeNumber } from "./numbers.ts";
import { openFileSystems } from "./open-file-systems.ts";
import type { S3Flags } from "./s3-flags.ts";

/** Flags of `millrace produce`. */
export interface ProduceFlags extends S3Flags {
  readonly to: string;
  readonly record?: string;
  readonly count?: string;
  readonly forever?: boolean;
  readonly interval?: string;
  readonly rate?: string;
  readonly jitter?: string;
  readonly batchSize?: string;
  readonly seed?: string;
  readonly workers?: string;
  readonly concurrency?: string;
  readonly prefix?: string;
  readonly extension?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** From so many files on, a run that is not paced shows its progress instead of a line for each file. */
const manyFiles = 1000;
/** Milliseconds between two reports of progress: on a terminal, where they replace each other, and elsewhere. */
const reportEvery = { terminal: 100, lines: 5000 } as const;

/** `millrace produce`: makes records and writes them to a place, with a numbered line for each file. */
export async function produceCommand(flags: ProduceFlags, io: Io): Promise<void> {
  const { definition, module }: Partial<LoadedRecord> & Pick<LoadedRecord, "definition"> =
    flags.record === undefined ? { definition: transaction } : await loadRecord(flags.record);
  const options = { ...optionsOf(flags, io.signal), ...(module !== undefined && { module }) };
  if (flags.json && flags.to === "-") throw new UsageError("--json goes with files: standard output has the records");
  const files = flags.to === "-" ? undefined : openFileSystems(flags);
  try {
    const target =
      files === undefined ? streamTarget(io.stdout, "standard output") : folderTarget(files.resolve(flags.to));
    const production = produce(definition, target, options);
    const started = performance.now();
    if (flags.json) {
      await printEvents(production, started, io);
      return;
    }
    if (files === undefined || flags.quiet) await production.finish();
    else if (isBulk(options)) await showProgress(production, options, started, io);
    else
      for await (const { index, path, records, bytes, value } of production) {
        const content =
          value === undefined
            ? `${path}  ${counted(records, "record")}, ${byteCount(bytes)}`
            : definition.serialize(value);
        await print(io.stdout, `${String(index).padStart(4)}  ${content}`);
      }
    io.stderr.write(`${io.colors.dim(summary(production, target, performance.now() - started, flags))}\n`);
  } finally {
    await files?.close();
  }
}

function optionsOf(flags: ProduceFlags, signal: AbortSignal): ProduceOptions<object> {
  const { count, forever, interval, rate, jitter, batchSize, seed, workers, concurrency, prefix, extension } = flags;
  return {
    signal,
    ...(count !== undefined && { count: wholeNumber("--count", count, 0) }),
    ...(forever && { forever }),
    ...(interval !== undefined && { interval: timeSpan("--interval", interval) }),
    ...(rate !== undefined && { rate: decimalNumber("--rate", rate, 0) }),
    ...(jitter !== undefined && { jitter: decimalNumber("--jitter", jitter, 0, 1) }),
    ...(batchSize !== undefined && { batchSize: wholeNumber("--batch-size", batchSize, 1) }),
    ...(seed !== undefined && { seed }),
    ...(workers !== undefined && { workers: wholeNumber("--workers", workers, 0) }),
    ...(concurrency !== undefined && { concurrency: wholeNumber("--concurrency", concurrency, 1) }),
    ...(prefix !== undefined && { prefix }),
    ...(extension !== undefined && { extension }),
  };
}

function isBulk({ interval, rate, count = 100, batchSize = 1, forever }: ProduceOptions<object>): boolean {
  return (
    interval === undefined && rate === undefined && (forever === true || count / batchSize > manyFiles || batchSize > 1)
  );
}

/** A line for each file and one for the end, for machines. */
async function printEvents(production: Production<object>, started: number, { stdout }: Io): Promise<void> {
  for await (const { index, path, records, bytes } of production)
    await print(stdout, JSON.stringify({ event: "file", index, path, records, bytes }));
  const { records, files, bytes } = production.totals;
  const ms = Math.round(performance.now() - started);
  await print(stdout, JSON.stringify({ event: "end", records, files, bytes, ms, seed: production.seed }));
}

async function showProgress(
  production: Production<object>,
  { count = 100, forever }: ProduceOptions<object>,
  started: number,
  { stderr, colors }: Io,
): Promise<void> {
  const region = isDrawable(stderr) ? new LiveRegion(stderr) : undefined;
  const every = region === undefined ? reportEvery.lines : reportEvery.terminal;
  let reported = started;
  for await (const _ of production) {
    const now = performance.now();
    if (now - reported < every) continue;
    reported = now;
    const { records, files } = production.totals;
    const share = forever ? "" : `  ${Math.floor((100 * records) / count)} %`;
    const rate = perSecond(records, now - started);
    const rest = forever || records === 0 ? "" : `, ${duration(((now - started) / records) * (count - records))} left`;
    const line = `${grouped(records)} records in ${counted(files, "file")}${share}  ${rate}${rest}`;
    if (region === undefined) {
      stderr.write(`${line}\n`);
      continue;
    }
    region.draw((columns) => {
      const room = columns - line.length - 3;
      const { done, left } = progressBar(records / count, Math.max(0, Math.min(30, room)));
      const bar = forever || room < 10 ? "" : `${colors.green(done)}${colors.dim(left)}  `;
      return [`${bar}${clip(line, columns - 1)}`];
    });
  }
  // What stays is the summary.
  region?.draw(() => []);
  region?.settle();
}

function summary(production: Production<object>, target: Target, ms: number, { seed }: ProduceFlags): string {
  const { records, files, bytes } = production.totals;
  const made = `${counted(records, "record")} in ${counted(files, "file")} (${byteCount(bytes)}) to ${target.description}`;
  const again = seed === undefined ? `; --seed ${production.seed} repeats them` : "";
  return `${made} in ${(ms / 1000).toFixed(1)} s, ${perSecond(records, ms)}${again}`;
}

const perSecond = (records: number, ms: number): string =>
  `${grouped(Math.round(records / Math.max(ms / 1000, 0.001)))} records/s`;

const units = ["bytes", "kB", "MB", "GB", "TB"];

/** A size for people: `68 bytes`, `5.8 MB`. */
function byteCount(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return power === 0 ? `${bytes} ${units[0]}` : `${(bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
