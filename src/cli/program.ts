import { createRequire } from "node:module";
import { Command, CommanderError, type Option } from "commander";
import {
  addDashboard,
  addDemo,
  addFs,
  addProduce,
  addRun,
  addServe,
  addShell,
  addSql,
  type Context,
} from "./commands.ts";
import { describeFailure, exitCodeOf, exitCodes, isBrokenPipe, UsageError } from "./failure.ts";
import type { Colors, Io, Output } from "./io.ts";

/**
 * Runs one command line. Commands load what they need when they run, so that `--help` and `--version` answer at once.
 *
 * @param argv - the words after the program's name
 * @returns the exit code: 0; 1 for a failure; 2 for a command line that makes no sense; 130 and 143 after SIGINT and SIGTERM
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let verbose = false;
  let outcome: unknown;
  const context: Context = {
    io,
    run: async (work) => {
      outcome = await work;
    },
    again: (words) => runCli(words, io),
    onVerbose: () => {
      verbose = true;
    },
  };
  try {
    await describeProgram(context).parseAsync(argv.length === 0 ? ["--help"] : argv, { from: "user" });
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (isBrokenPipe(error)) return exitCodes.ok;
    io.stderr.write(`${describeFailure(error, { colors: io.colors, verbose })}\n`);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
  if (typeof outcome === "number") return outcome;
  return io.signal.aborted ? exitCodeOf(io.signal.reason as NodeJS.Signals) : exitCodes.ok;
}

function describeProgram(context: Context): Command {
  const { stdout, stderr, colors } = context.io;
  const widthOf = (output: Output) => output.columns ?? 100;
  const program = new Command("millrace")
    .description(
      "Make a realistic data stream, process it continuously and look at it live: PySpark's API in TypeScript.",
    )
    .version(packageVersion(), "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, colors.red("error:"))),
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => colors.isColorSupported,
      getErrHasColors: () => colors.isColorSupported,
    })
    .configureHelp({ styleTitle: colors.bold, optionDescription: describeOption })
    .addHelpText("after", epilogue(colors));
  for (const addCommand of [addDemo, addProduce, addRun, addShell, addSql, addServe, addDashboard, addFs])
    addCommand(program, context);
  return program;
}

/** What an option is for, with its default as it would be typed. */
function describeOption({ description, defaultValue, negate }: Option): string {
  if (negate || typeof defaultValue !== "string") return description;
  return `${description} (default: ${defaultValue})`;
}

const epilogue = ({ bold }: Colors): string => `
${bold("Exit codes:")}
  0  all went well                    1  it failed
  2  the command line makes no sense  130, 143  ended by Ctrl-C or SIGTERM, in order

${bold("Environment:")}
  NO_COLOR, FORCE_COLOR  without colours, or with them where the output is no terminal
  CI, TERM=dumb          lines that stay instead of a live display
  MILLRACE_HOME          where mounts are kept (default: ~/.millrace)
  SPARK_REMOTE           the Spark Connect server that sessions are opened on`;

/** The version in package.json, found by name: the package may be bundled, and the file lies elsewhere then. */
function packageVersion(): string {
  const { version } = createRequire(import.meta.url)("millrace/package.json") as { version: string };
  return version;
}
