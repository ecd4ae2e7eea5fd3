import { createInterface, type Interface } from "node:readline";
import { display, type SparkSession } from "../../entry/index.ts";
import { duration, fitTable, showOperationProgress, textTable } from "../../terminal/index.ts";
import { UsageError } from "../failure.ts";
import { type Io, print, type RunCommand } from "../io.ts";
import { nearest } from "../nearest.ts";
import { wholeNumber } from "../numbers.ts";
import type { S3Flags } from "../s3-flags.ts";
import { allRows, formats, type Printer, printerOf } from "../sql-printers.ts";
import { endedStatements } from "../sql-statements.ts";
import { Foreground } from "./foreground.ts";
import { fsLine } from "./fs-line.ts";
import { historyFile, historySize, readHistory, writeHistory } from "./history.ts";
import { SqlWords } from "./sql-words.ts";
import { describeStatementFailure } from "./statement-failure.ts";

/** Flags of the SQL shell. */
export interface SqlReplFlags extends S3Flags {
  readonly format: string;
}

const help: readonly (readonly [string, string])[] = [
  ["SELECT …;", "a statement, on as many lines as it takes; a stream is shown live"],
  [".tables", "the tables and views"],
  [".schema NAME", "the columns of a table"],
  [`.mode ${formats.join("|")}`, "how results are printed"],
  [".rows N|all", "rows of a table that are printed, 1000 at the beginning"],
  [".timer on|off", "tell how long a statement took"],
  ["%fs ls PATH", "look at files, with the commands of millrace fs"],
  [".help", "this"],
  [".exit", "leave, as Ctrl-D does"],
  ["Ctrl-C", "cancels the statement; at an empty prompt, twice, leaves"],
];

const commands = help.map(([what]) => what.split(" ")[0]!).filter((what) => /^[.%]/.test(what));

/** `millrace sql` on a terminal: asks for statements and runs each when its `;` has come. */
export async function sqlRepl(spark: SparkSession, flags: SqlReplFlags, io: Io, again: RunCommand): Promise<void> {
  const file = historyFile("sql_history");
  const endProgress = showOperationProgress(spark, io.stdout, io.colors);
  const repl = new SqlRepl(spark, flags, io, again, await readHistory(file));
  try {
    await repl.run();
  } finally {
    endProgress();
    await writeHistory(file, repl.history);
  }
}

const prompts = { first: "sql> ", next: "  -> " } as const;

class SqlRepl {
  /** The newest first. */
  history: string[];
  readonly #spark: SparkSession;
  readonly #flags: SqlReplFlags;
  readonly #io: Io;
  readonly #again: RunCommand;
  readonly #words: SqlWords;
  readonly #lines: Interface;
  #print: Printer;
  #rows = 1000;
  #showsTime = false;
  /** What was typed of a statement so far, and on how many lines. */
  #typed = "";
  #typedLines = 0;
  /** Set while a statement runs. */
  #running: Foreground | undefined;
  #leavesNext = false;

  constructor(spark: SparkSession, flags: SqlReplFlags, io: Io, again: RunCommand, history: string[]) {
    this.#spark = spark;
    this.#flags = flags;
    this.#io = io;
    this.#again = again;
    this.#words = new SqlWords(spark);
    this.#print = printerOf(flags.format, "--format");
    this.history = history;
    this.#lines = createInterface({
      input: io.stdin,
      output: io.stdout,
      terminal: io.stdout.isTTY === true,
      history: [...history],
      historySize,
      removeHistoryDuplicates: true,
      prompt: prompts.first,
      completer: (line: string, done: (error?: Error | null, result?: [string[], string]) => void) => {
        this.#complete(line).then(
          (result) => done(null, result),
          () => done(null, [[], line]),
        );
      },
    });
  }

  async run(): Promise<void> {
    const { colors, signal, stdout } = this.#io;
    const lines = this.#lines;
    // Made before anything is awaited: lines that come earlier would be lost.
    const typed = lines[Symbol.asyncIterator]();
    lines.on("history", (history: string[]) => {
      this.history = history;
    });
    lines.on("SIGINT", () => this.#interrupt());
    const leave = () => {
      this.#cancel();
      lines.close();
    };
    signal.addEventListener("abort", leave);
    try {
      await print(
        stdout,
        colors.dim(`Millrace SQL, Spark ${await this.#spark.version()}. Statements end with ;  .help shows more.`),
      );
      lines.prompt();
      for (let next = await typed.next(); next.done !== true && !signal.aborted; next = await typed.next()) {
        if ((await this.#take(next.value)) === "leave") break;
        lines.setPrompt(this.#typed === "" ? prompts.first : prompts.next);
        lines.prompt();
      }
    } finally {
      signal.removeEventListener("abort", leave);
      lines.close();
      stdout.write("\n");
    }
  }

  async #take(line: string): Promise<"leave" | undefined> {
    this.#leavesNext = false;
    const word = line.trim();
    if (this.#typed === "" && (word.startsWith(".") || word.startsWith("%"))) {
      if (word === ".exit" || word === ".quit") return "leave";
      await this.#attempt("", () => this.#obey(word.replace(/;$/, "")));
      return undefined;
    }
    this.#typed += this.#typed === "" ? line : `\n${line}`;
    this.#typedLines += 1;
    const { statements, rest } = endedStatements(this.#typed);
    if (statements.length === 0) {
      if (rest === "") this.#forget();
      return undefined;
    }
    if (rest === "") this.#remember();
    this.#typed = rest;
    this.#typedLines = rest === "" ? 0 : 1;
    for (const statement of statements) if (!(await this.#attempt(statement, () => this.#run(statement)))) break;
    return undefined;
  }

  /** Lines of one statement become one entry of the history. A comment would swallow what follows it. */
  #remember(): void {
    if (this.#typedLines < 2 || this.#typed.includes("--")) return;
    this.history.splice(0, this.#typedLines, this.#typed.replace(/\s*\n\s*/g, " "));
  }

  #forget(): void {
    this.#typed = "";
    this.#typedLines = 0;
  }

  /** @returns whether it went well; what went wrong is printed */
  async #attempt(statement: string, work: () => Promise<void>): Promise<boolean> {
    const { colors, stdout } = this.#io;
    const running = new Foreground(this.#spark);
    this.#running = running;
    const started = performance.now();
    try {
      await work();
      if (this.#showsTime && statement !== "")
        await print(stdout, colors.dim(`Took ${duration(performance.now() - started)}`));
      return true;
    } catch (error) {
      const told = running.signal.aborted
        ? colors.yellow("cancelled")
        : describeStatementFailure(error, statement, colors);
      await print(this.#io.stderr, told);
      return false;
    } finally {
      running.end();
      this.#running = undefined;
      this.#words.forgetTables();
    }
  }

  async #run(statement: string): Promise<void> {
    const { signal, displays } = this.#running!;
    const frame = await this.#spark.sql(statement);
    if ((await frame.schema()).fields.length === 0) return print(this.#io.stdout, this.#io.colors.dim("done"));
    const isStreaming = await frame.isStreaming();
    // Between two operations there was nothing to interrupt.
    signal.throwIfAborted();
    if (!isStreaming) return this.#print(frame, this.#io, this.#rows);
    const { finished } = await display(frame, { output: this.#io.stdout, signal });
    displays.push(finished);
    await finished;
  }

  async #obey(line: string): Promise<void> {
    const { stdout } = this.#io;
    const [name, ...words] = line.split(/\s+/);
    const argument = words.join(" ");
    switch (name) {
      case ".help": {
        const width = Math.max(...help.map(([what]) => what.length));
        return print(stdout, help.map(([what, why]) => `  ${what.padEnd(width)}  ${why}`).join("\n"));
      }
      case ".tables": {
        const tables = await this.#spark.catalog.listTables();
        const rows = tables.map((table) => [table.namespace?.join(".") ?? "", table.name, table.tableType]);
        const lines = textTable(["database", "name", "type"], rows);
        return print(stdout, (fitTable(lines, stdout.columns ?? 80) ?? lines).join("\n"));
      }
      case ".schema":
        if (argument === "") throw new UsageError(".schema takes the name of a table");
        return print(stdout, (await this.#spark.table(argument).schema()).treeString().trimEnd());
      case ".rows":
        this.#rows = argument === "all" ? allRows : wholeNumber(".rows", argument, 1);
        return;
      case ".timer":
        if (argument !== "on" && argument !== "off") throw new UsageError(`.timer is on or off, not ${argument}`);
        this.#showsTime = argument === "on";
        return;
      case ".mode":
        this.#print = printerOf(argument, ".mode");
        return;
      case "%fs":
        return fsLine(argument, this.#flags, this.#again);
      case "%sql":
        return this.#run(argument);
      default: {
        const meant = nearest(name!, commands);
        const hint = meant === undefined ? ".help shows what there is" : `did you mean ${meant}?`;
        throw new UsageError(`there is no ${name}; ${hint}`);
      }
    }
  }

  #interrupt(): void {
    if (this.#running !== undefined) {
      this.#cancel();
      return;
    }
    const lines = this.#lines;
    const isEmpty = this.#typed === "" && lines.line === "";
    if (isEmpty && this.#leavesNext) {
      lines.close();
      return;
    }
    this.#leavesNext = isEmpty;
    this.#forget();
    this.#io.stdout.write(isEmpty ? "\n(Ctrl-C once more, Ctrl-D or .exit leaves)\n" : "^C\n");
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
    lines.setPrompt(prompts.first);
    lines.prompt();
  }

  #cancel(): void {
    this.#running?.interrupt().catch((error: unknown) => {
      this.#io.stderr.write(`${describeStatementFailure(error, "", this.#io.colors)}\n`);
    });
  }

  async #complete(line: string): Promise<[string[], string]> {
    if (this.#typed !== "" || !/^\s*[.%]/.test(line)) return this.#words.complete(line);
    if (/^\s*\.schema\s/.test(line)) return this.#words.complete(line);
    return [commands.filter((command) => command.startsWith(line.trimStart())), line.trimStart()];
  }
}
