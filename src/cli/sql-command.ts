import { readFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { sparkError } from "../common/index.ts";
import { SparkSession } from "../entry/index.ts";
import { UsageError } from "./failure.ts";
import { type Io, isInteractive, type RunCommand } from "./io.ts";
import { type S3Flags, s3SettingsOf } from "./s3-flags.ts";
import { printerOf } from "./sql-printers.ts";
import { splitStatements } from "./sql-statements.ts";

/** Flags of `millrace sql`. */
export interface SqlFlags extends S3Flags {
  readonly file?: string;
  readonly format: string;
  readonly remote?: string;
}

/**
 * `millrace sql`: runs statements one after the other and prints the result of each that has one; without any, on a terminal, asks for them.
 */
export async function sqlCommand(text: string | undefined, flags: SqlFlags, io: Io, again: RunCommand): Promise<void> {
  const printer = printerOf(flags.format, "--format");
  if (text === undefined && flags.file === undefined && isInteractive(io)) return sqlShell(flags, io, again);
  const statements = splitStatements(await statementText(text, flags, io));
  if (statements.length === 0) throw new UsageError("there is no statement: give one, or --file");
  const spark = await openSession(flags);
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

async function statementText(text: string | undefined, { file }: SqlFlags, io: Io): Promise<string> {
  if (file !== undefined && text !== undefined) throw new UsageError("give the statement or --file, not both");
  if (text === "-") return readText(io.stdin);
  if (text !== undefined) return text;
  if (file === undefined) throw new UsageError("there is no statement: give one, or --file, or - for standard input");
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw sparkError("PATH_NOT_FOUND", { path: file }, { cause: error });
  }
}
