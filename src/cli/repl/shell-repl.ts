import type { EventEmitter } from "node:events";
import { join } from "node:path";
import { type REPLEval, type REPLServer, Recoverable, start } from "node:repl";
import { inspect } from "node:util";
import { programLoader, SparkException } from "../../common/index.ts";
import * as millrace from "../../entry/index.ts";
import { showOperationProgress } from "../../terminal/index.ts";
import { type Io, print, type RunCommand } from "../io.ts";
import type { S3Flags } from "../s3-flags.ts";
import { printerOf } from "../sql-printers.ts";
import { splitStatements } from "../sql-statements.ts";
import { Foreground } from "./foreground.ts";
import { fsLine } from "./fs-line.ts";
import { historyFile, historySize, prepareHistory } from "./history.ts";
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
    writer: (value: unknown) => describe(value, descriptions) ?? inspect(value, { colors: colors.isColorSupported }),
  });
  const closed = new Promise<void>((resolve) => server.once("exit", resolve));
  let evaluation: Evaluation | undefined;

  const run = async (line: string): Promise<void> => {
    const [, word, text] = /^%(\w*)\s*([\s\S]*)$/.exec(line.trim())!;
    if (word === "fs") return fsLine(text!, flags, again);
    if (word !== "sql") throw new SyntaxError(`there is no %${word}; %fs and %sql are`);
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
      const told = error !== null && tellFailure(error, sqlOf(source), foreground.signal.aborted, io);
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

/** @returns false for an error that is not ours to tell: node's shell shows it with its stack */
function tellFailure(error: Error, statement: string, isInterrupted: boolean, { stderr, colors }: Io): boolean {
  if (isInterrupted || isInterruption(error)) stderr.write(`${colors.yellow("interrupted")}\n`);
  else if (error instanceof SparkException) stderr.write(`${describeStatementFailure(error, statement, colors)}\n`);
  else return false;
  return true;
}

/** The statement of a `%sql` line; of code, nothing that its errors would point into. */
const sqlOf = (source: string): string => /^\s*%sql\s+([\s\S]*)$/.exec(source)?.[1] ?? "";

const isInterruption = (error: Error): boolean => "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";

async function openHistory(server: REPLServer): Promise<void> {
  const file = historyFile("shell_history");
  await prepareHistory(file);
  Object.assign(server, { historySize });
  await new Promise<void>((resolve, reject) => {
    server.setupHistory(file, (error) => (error === null ? resolve() : reject(error)));
  });
}
