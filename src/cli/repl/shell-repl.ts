import type { EventEmitter } from "node:events";
import { join } from "node:path";
import { type REPLEval, type REPLServer, Recoverable, start } from "node:repl";
import { inspect, types } from "node:util";
import { programLoader, SourceError, SparkException } from "../../common/index.ts";
import * as millrace from "../../entry/index.ts";
import { showOperationProgress } from "../../terminal/index.ts";
import { describeFailure, UsageError } from "../failure.ts";
import { type Io, print, type RunCommand } from "../io.ts";
import type { S3Flags } from "../s3-flags.ts";
import { printerOf } from "../sql-printers.ts";
import { splitStatements } from "../sql-statements.ts";
import { Foreground } from "./foreground.ts";
import { fsLine } from "./fs-line.ts";
import { historyFile, historySize, prepareHistory } from "./history.ts";
import { SqlWords } from "./sql-words.ts";
import { describeStatementFailure } from "./statement-failure.ts";
import { typedCode } from "./typed-code.ts";

type Done = (error: Error | null, result: unknown) => void;

/** What runs. */
interface Evaluation {
  readonly foreground: Foreground;
  /** Takes what came of it, once. */
  readonly settle: (error: Error | null, result?: unknown) => void;
}

/** `millrace shell`: node's own shell, with TypeScript, a session and lines that begin with `%`. */
export async function shellRepl(
  spark: millrace.SparkSession,
  flags: S3Flags,
  io: Io,
  again: RunCommand,
): Promise<void> {
  const { stdin, stdout, colors, signal } = io;
  await print(stdout, colors.dim(await greeting(spark)));
  const loader = await programLoader(join(process.cwd(), "shell.ts"));
  const descriptions = new WeakMap<object, string>();
  const server = start({
    prompt: "> ",
    input: stdin,
    output: stdout,
    terminal: stdout.isTTY === true,
    useColors: colors.isColorSupported,
    useGlobal: true,
    ignoreUndefined: true,
    breakEvalOnSigint: true,
    // Enter would take what is only suggested.
    preview: false,
    writer: (value: unknown) => describe(value, descriptions) ?? inspect(value, { colors: colors.isColorSupported }),
  });
  const closed = new Promise<void>((resolve) => server.once("exit", resolve));
  let evaluation: Evaluation | undefined;

  const run = async (line: string): Promise<void> => {
    const [, word, text] = /^%(\w*)\s*([\s\S]*)$/.exec(line.trim())!;
    if (word === "fs") return fsLine(text!, flags, again);
    if (word !== "sql") throw new UsageError(`there is no %${word}; %fs and %sql are`);
    for (const statement of splitStatements(text!)) {
      const frame = await spark.sql(statement);
      if ((await frame.schema()).fields.length > 0) await printerOf("table", "--format")(frame, io);
    }
  };

  Object.assign(server.context, millrace, {
    spark,
    F: millrace.functions,
    // The name that imports have once their types are gone.
    jitiImport: (specifier: string) => loader.import(specifier),
    millraceLine: run,
    display: async (frame: millrace.DataFrame, options?: millrace.DisplayOptions) => {
      const current = evaluation?.foreground;
      const shown = await millrace.display(frame, {
        output: stdout,
        ...options,
        ...(current !== undefined && { signal: current.signal }),
      });
      current?.displays.push(shown.finished.catch(() => undefined));
      await shown.finished;
    },
  });

  const evaluate = server.eval;
  const evaluateTyped: REPLEval = (source, context, file, done: Done) => {
    // What was typed ends with a line; completion looks at values without one.
    if (!source.endsWith("\n")) {
      evaluate.call(server, source, context, file, done);
      return;
    }
    const foreground = new Foreground(spark);
    const finish = (error: Error | null, result?: unknown): void => {
      foreground.end();
      evaluation = undefined;
      const told = error !== null && tellFailure(error, source, foreground.signal.aborted, io);
      done(told ? null : error, error === null ? result : undefined);
    };
    let isSettled = false;
    const settle = (error: Error | null, result?: unknown): void => {
      if (isSettled) return;
      isSettled = true;
      const isFrame = error === null && result instanceof millrace.DataFrame;
      if (foreground.displays.length === 0 && !isFrame) {
        // Now or never: keys that were held back come right after this, and belong to the next line.
        finish(error, result);
        return;
      }
      server.clearBufferedCommand();
      Promise.all(foreground.displays)
        .then(async () => {
          if (isFrame) descriptions.set(result, await frameText(result));
        })
        .then(
          () => finish(error, result),
          (failure: Error) => finish(failure),
        );
    };
    evaluation = { foreground, settle };
    try {
      const isLine = source.trimStart().startsWith("%");
      const typed = typedCode(isLine ? `millraceLine(${JSON.stringify(source)})` : source, loader);
      if (typed.kind === "unfinished") {
        foreground.end();
        evaluation = undefined;
        done(new Recoverable(typed.error), undefined);
        return;
      }
      evaluate.call(server, typed.code, context, file, settle);
    } catch (error) {
      settle(error as Error);
    }
  };
  // `start` takes no evaluation of one's own together with interruption.
  (server as { eval: REPLEval }).eval = evaluateTyped;

  // Before node's own listener, which ends the wait for what runs.
  server.prependListener("SIGINT", () => {
    evaluation?.foreground.interrupt().catch((error: Error) => tellFailure(error, "", false, io));
  });
  onFailure(server, (error) => {
    if (evaluation !== undefined) {
      evaluation.settle(error);
      return true;
    }
    // What fails while nobody waits for it.
    const isTold = tellFailure(error, "", false, io);
    if (isTold) server.displayPrompt(true);
    return isTold;
  });
  server.defineCommand("help", {
    help: "Print this",
    action() {
      for (const [what, why] of lines) stdout.write(`  ${what.padEnd(lineWidth)}  ${why}\n`);
      this.displayPrompt();
    },
  });
  completeSql(server, new SqlWords(spark));
  const endProgress = showOperationProgress(spark, stdout, colors);
  const leave = () => server.close();
  signal.addEventListener("abort", leave);
  try {
    if (stdout.isTTY === true) await openHistory(server);
    await closed;
  } finally {
    endProgress();
    signal.removeEventListener("abort", leave);
    const left: Foreground | undefined = evaluation?.foreground;
    await left?.interrupt();
    await Promise.all(left?.displays ?? []);
  }
}

/** Completes names of tables and columns in what is SQL: `%sql SELECT …`, `spark.sql("SELECT …`, `spark.table("…`. */
function completeSql(server: REPLServer, words: SqlWords): void {
  type Complete = (line: string, done: (error?: Error | null, result?: [string[], string]) => void) => void;
  const shell = server as unknown as { completer: Complete };
  const standard = shell.completer;
  shell.completer = (line, done) => {
    const [, text] = /^\s*%sql\s+(.*)$|\.(?:sql|table)\(\s*["'`]/s.test(line)
      ? (/(?:%sql\s+|["'`])([^"'`]*)$/s.exec(line) ?? [])
      : [];
    if (text === undefined) return standard.call(server, line, done);
    words.forgetTables();
    words.complete(text).then(
      (result) => done(null, result),
      () => done(null, [[], text]),
    );
  };
}

const lines: readonly (readonly [string, string])[] = [
  ["EXPRESSION", "TypeScript, on as many lines as it takes; promises are awaited"],
  ["display(FRAME)", "a table, live where the frame is a stream"],
  ["%fs ls PATH", "look at files, with the commands of millrace fs"],
  ["%sql SELECT …", "run SQL"],
  [".editor", "write several lines, Ctrl-D runs them"],
  [".load FILE", "run the lines of a file; .save FILE keeps what was typed"],
  [".break", "forget what was begun"],
  [".exit", "leave, as Ctrl-D does"],
  ["Ctrl-C", "ends what runs; at an empty prompt, twice, leaves"],
];
const lineWidth = Math.max(...lines.map(([what]) => what.length));

async function greeting(spark: millrace.SparkSession): Promise<string> {
  const dashboard = spark.uiWebUrl === null ? "" : ` Dashboard at ${spark.uiWebUrl}.`;
  return [
    `Millrace shell, Spark ${await spark.version()}.${dashboard}`,
    "spark, F, fs, record, field, produce, target, display and all else of the package are here; promises are awaited.",
    "%fs ls PATH looks at files, %sql SELECT … runs SQL, .help shows more.",
  ].join("\n");
}

/** What stands for a value that is too large to show. */
function describe(value: unknown, descriptions: WeakMap<object, string>): string | undefined {
  if (value instanceof millrace.SparkSession) return `SparkSession { sessionId: '${value.sessionId}' }`;
  return typeof value === "object" && value !== null ? descriptions.get(value) : undefined;
}

/** As PySpark shows a frame: `DataFrame[id: bigint]`. */
async function frameText(frame: millrace.DataFrame): Promise<string> {
  const columns = (await frame.dtypes()).map(([name, type]) => `${name}: ${type}`);
  return `DataFrame[${columns.join(", ")}]`;
}

/** Takes failures of what was typed before node's shell prints them with their stack. @param take - whether it is done with it */
function onFailure(server: REPLServer, take: (error: Error) => boolean): void {
  // Where the shell has no domain, failures come with the result.
  const domain = (server as REPLServer & { readonly _domain?: EventEmitter })._domain;
  const standard = domain?.listeners("error") ?? [];
  domain?.removeAllListeners("error");
  domain?.on("error", (error: Error) => {
    if (!take(error)) for (const listener of standard) listener.call(domain, error);
  });
}

/** @returns false for what was thrown and is no error: node's shell shows it as it is */
function tellFailure(error: Error, source: string, isInterrupted: boolean, { stderr, colors }: Io): boolean {
  if (isInterrupted || isInterruption(error)) stderr.write(`${colors.yellow("interrupted")}\n`);
  else if (error instanceof SparkException) stderr.write(`${describeStatementFailure(error, sqlOf(source), colors)}\n`);
  else if (error instanceof UsageError) stderr.write(`${describeFailure(error, { colors, verbose: false })}\n`);
  else if (!isError(error)) return false;
  else stderr.write(`${colors.red("error:")} ${textOf(error, source)}\n`);
  return true;
}

/** Errors of what was typed are of another realm's class. */
const isError = (error: unknown): error is Error => types.isNativeError(error) || error instanceof Error;

/** An error with the files that it came through; what was typed has none, and what runs it is none of the user's. */
function textOf(error: Error, source: string): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const own = frames.filter(
    (frame) => !/node_modules|node:|REPL\d+|<anonymous>/.test(frame) && !frame.includes(thisPackage),
  );
  if (error instanceof SourceError)
    return `SyntaxError: ${error.message.trim()}${isSql.test(source) ? " (%sql runs SQL)" : ""}`;
  return [`${error.name}: ${error.message.trim()}`, ...own].join("\n");
}

const isSql = /^\s*(select|with|show|describe|create|insert|drop|explain)\s/i;
const thisPackage = new URL(".", import.meta.url).href;

/** The statement of a `%sql` line; of code, nothing that its errors would point into. */
const sqlOf = (source: string): string => /^\s*%sql\s+([\s\S]*)$/.exec(source)?.[1] ?? "";

const isInterruption = (error: unknown): boolean =>
  isError(error) && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";

async function openHistory(server: REPLServer): Promise<void> {
  const file = historyFile("shell_history");
  await prepareHistory(file);
  Object.assign(server, { historySize });
  await new Promise<void>((resolve, reject) => {
    server.setupHistory(file, (error) => (error === null ? resolve() : reject(error)));
  });
}
