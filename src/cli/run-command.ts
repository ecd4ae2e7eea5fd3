import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { onSession, type SparkSession } from "../api/index.ts";
import { importProgram, SparkException, sparkError, systemClock } from "../common/index.ts";
import { isDrawable, QueryBoard } from "../terminal/index.ts";
import { describeFailure, exitCodeOf, exitCodes, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { RunEvents } from "./run-events.ts";

/** Milliseconds that a program has to come to its own end once a signal has stopped its queries, and the process once it has no session. */
const grace = 1000;

/** Flags of `millrace run`. */
export interface RunFlags {
  /** False with `--no-live`. */
  readonly live?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/**
 * `millrace run`: runs a program in this process. A signal that the program does not handle itself stops the queries of its sessions
 * after their batch; what waits for them, such as `awaitTermination()`, goes on, and soon after the process ends.
 *
 * @returns 1 where the program threw; 130 or 143 after a signal
 */
export async function runProgram(file: string, args: readonly string[], flags: RunFlags, io: Io): Promise<number> {
  const path = resolve(file);
  if (!existsSync(path)) throw sparkError("PATH_NOT_FOUND", { path });
  if (!statSync(path).isFile()) throw new UsageError(`${file} is no file: name the program, a .ts or .js file`);
  process.argv.splice(1, process.argv.length, path, ...args);
  const { verbose = false, live = true, json = false } = flags;
  const events = json ? new RunEvents() : undefined;
  const board = !json && live && isDrawable(io.stdout) ? new QueryBoard(io.stdout, io.colors) : undefined;
  const sessions = new Set<SparkSession>();
  const watcher = events ?? board;
  onSession((spark) => {
    sessions.add(spark);
    watcher?.add(spark).catch((error: unknown) => {
      // A session may end before it could be listened to.
      if (!spark.isStopped) io.stderr.write(`${describeFailure(error, { colors: io.colors, verbose })}\n`);
    });
  });
  const program = importProgram(path).finally(() => board?.close());
  const ended = program.catch(() => undefined);
  const interrupt = () => {
    const signal = io.signal.reason as NodeJS.Signals;
    // The program has its own way of ending.
    if (process.listenerCount(signal) > 1) return;
    void endAfter(signal, ended, sessions, io).catch((error: unknown) =>
      io.stderr.write(`${describeFailure(error, { colors: io.colors, verbose })}\n`),
    );
  };
  io.signal.addEventListener("abort", interrupt);
  try {
    await program;
  } catch (error) {
    // What a signal has cut off fails, as it should.
    if (!io.signal.aborted) {
      if (events !== undefined) events.failure = error;
      io.stderr.write(`${describeProgramFailure(error, path, verbose, io)}\n`);
      await stopAll(sessions);
      return exitCodes.failed;
    }
  }
  return io.signal.aborted ? exitCodeOf(io.signal.reason as NodeJS.Signals) : exitCodes.ok;
}

/** Ends the process in order: queries after their batch, then the program by itself, then its sessions and what they still compute. */
async function endAfter(
  signal: NodeJS.Signals,
  ended: Promise<unknown>,
  sessions: ReadonlySet<SparkSession>,
  { stderr, colors }: Io,
): Promise<void> {
  process.exitCode = exitCodeOf(signal);
  const open = [...sessions].filter((spark) => !spark.isStopped);
  const queries = (await Promise.all(open.map((spark) => spark.streams.active()))).flat();
  if (queries.length > 0 && stderr.isTTY)
    stderr.write(`${colors.dim(`Stopping after the running micro-batch; ${again}`)}\n`);
  try {
    await Promise.all(queries.map((query) => query.stop()));
    await Promise.race([ended, systemClock.sleep(grace)]);
    await stopAll(sessions);
  } finally {
    // Timers and sockets of the program would keep the process; without any it ends by itself, with all that it has written.
    setTimeout(() => process.exit(), grace).unref();
  }
}

const again = "Ctrl-C once more ends at once.";

async function stopAll(sessions: ReadonlySet<SparkSession>): Promise<void> {
  await Promise.all([...sessions].map((spark) => spark.stop()));
}

/** An error that a program threw: ours in one line and where in the program it came up, any other with its stack. */
function describeProgramFailure(error: unknown, path: string, verbose: boolean, { colors }: Io): string {
  if (verbose || !(error instanceof Error)) return describeFailure(error, { colors, verbose: true });
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const thisPackage = new URL(".", import.meta.url).href;
  const own = frames.filter(
    (frame) => !frame.includes(thisPackage) && !/node_modules|\(?node:|<anonymous>/.test(frame),
  );
  if (!(error instanceof SparkException)) {
    return [`${colors.red("error:")} ${error.name}: ${error.message}`, ...own].join("\n");
  }
  const inProgram = own.find((frame) => frame.includes(path));
  return [describeFailure(error, { colors, verbose }), ...(inProgram === undefined ? [] : [inProgram])].join("\n");
}
