import { readFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { sparkError } from "../common/index.ts";
import { SparkSession } from "../entry/index.ts";
import { showOperationProgress } from "../terminal/index.ts";
import { UsageError } from "./failure.ts";
import { type Io, isInteractive, type RunCommand } from "./io.ts";
import { type S3Flags, s3SettingsOf } from "./s3-flags.ts";
import { printerOf } from "./sql-printers.ts";
import { splitStatements } from "./sql-statements.ts";

/** Flags of `millrace sql`. */
export interface SqlFlags extends S3Flags {
  readonly command?: string;
  readonly file?: string;
  readonly format: string;
  /** As `--format json`. */
  readonly json?: boolean;
  readonly remote?: string;
}

/**
 * `millrace sql`: runs statements one after the other and prints the result of each that has one; without any, on a terminal, asks for them.
 */
export async function sqlCommand(text: string | undefined, given: SqlFlags, io: Io, again: RunCommand): Promise<void> {
  const flags = given.json ? { ...given, format: "json" } : given;
  const printer = printerOf(flags.format, "--format");
  const named = [text, flags.command, flags.file].filter((place) => place !== undefined);
  if (named.length > 1) throw new UsageError("give the statements once: as they are, with --command or with --file");
  if (named.length === 0 && isInteractive(io)) return sqlShell(flags, io, again);
  const statements = splitStatements(await statementText(text ?? flags.command, flags, io));
  if (statements.length === 0) throw new UsageError("there is no statement: give one, --file, or one through a pipe");
  const spark = await openSession(flags);
  const endProgress = showOperationProgress(spark, io.stdout, io.colors);
  const interrupt = () => void spark.interruptAll();
  io.signal.addEventListener("abort", interrupt);
  try {
    for (const statement of statements) {
      if (io.signal.aborted) return;
      const frame = await spark.sql(statement);
      if ((await frame.schema()).fields.length > 0) await printer(frame, io);
    }
  } catch (error) {
    // What a signal has interrupted fails, as it should.
    if (!io.signal.aborted) throw error;
  } finally {
    endProgress();
    io.signal.removeEventListener("abort", interrupt);
    await spark.stop();
  }
}

/** The statements of somebody at a terminal. */
async function sqlShell(flags: SqlFlags, io: Io, again: RunCommand): Promise<void> {
  const spark = await openSession(flags);
  try {
    const { sqlRepl } = await import("./repl/sql-repl.ts");
    await sqlRepl(spark, flags, io, again);
  } finally {
    await spark.stop();
  }
}

function openSession(flags: SqlFlags): Promise<SparkSession> {
  const builder = SparkSession.builder.appName("millrace sql").config(s3SettingsOf(flags));
  return (flags.remote === undefined ? builder : builder.remote(flags.remote)).create();
}

/** What was given, what the file holds, or what comes through a pipe. */
async function statementText(text: string | undefined, { file }: SqlFlags, { stdin }: Io): Promise<string> {
  if (text !== undefined && text !== "-") return text;
  if (file === undefined) {
    const isTerminal = (stdin as NodeJS.ReadableStream & { readonly isTTY?: boolean }).isTTY === true;
    if (isTerminal && text === undefined) throw new UsageError("there is no statement: give one, or --file");
    return readText(stdin);
  }
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw sparkError("PATH_NOT_FOUND", { path: file }, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw sparkError("FAILED_READ_FILE.NO_HINT", { path: file, reason }, { cause: error });
  }
}
