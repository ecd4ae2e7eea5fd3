import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { SparkSession } from "../api/index.ts";
import { importProgram, SparkException, sparkError, systemClock } from "../common/index.ts";
import { describeFailure, exitCodeOf, exitCodes, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { showRunStatus } from "./run-status.ts";

/** Milliseconds that a program has to come to its own end once a signal has stopped its queries. */
const grace = 1000;

/**
 * `millrace run`: runs a program in this process. A signal that the program does not handle itself stops the queries of its session
 * after their batch; what waits for them, such as `awaitTermination()`, goes on, and soon after the process ends.
 *
 * @returns 1 where the program threw; 130 or 143 after a signal
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  { verbose = false, live = true }: { readonly verbose?: boolean; readonly live?: boolean },
  io: Io,
): Promise<number> {
  const path = resolve(file);
  if (!existsSync(path)) throw sparkError("PATH_NOT_FOUND", { path });
  if (!statSync(path).isFile()) throw new UsageError(`${file} is no file: name the program, a .ts or .js file`);
  process.argv.splice(1, process.argv.length, path, ...args);
  let ended: Promise<unknown> | undefined;
  io.signal.addEventListener("abort", () => {
    const signal = io.signal.reason as NodeJS.Signals;
    if (process.listenerCount(signal) > 1) return;
    void endQueries()
      .then(() => Promise.race([ended, systemClock.sleep(grace)]))
      .then(() => SparkSession.getActiveSession()?.stop())
      .catch((error: unknown) => io.stderr.write(`${describeFailure(error, { colors: io.colors, verbose })}\n`))
      .finally(() => process.exit(exitCodeOf(signal)));
  });
  const endStatus = live ? showRunStatus(() => SparkSession.getActiveSession(), io) : () => {};
  const program = importProgram(path).finally(endStatus);
  ended = program.catch(() => undefined);
  try {
    await program;
    return io.signal.aborted ? exitCodeOf(io.signal.reason as NodeJS.Signals) : exitCodes.ok;
  } catch (error) {
    io.stderr.write(`${describeProgramFailure(error, path, verbose, io)}\n`);
    await SparkSession.getActiveSession()?.stop();
    return exitCodes.failed;
  }
}

/** Stops the queries of the active session, each after its batch. */
async function endQueries(): Promise<void> {
  const queries = (await SparkSession.getActiveSession()?.streams.active()) ?? [];
  await Promise.all(queries.map((query) => query.stop()));
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
