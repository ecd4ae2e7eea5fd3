import { type Colors, colorsFor, type Output } from "../terminal/index.ts";

export type { Colors, Output };

/** What a command may touch of the world around it. Tests give streams of their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly colors: Colors;
  /** Aborted by SIGINT and SIGTERM, with the signal's name as the reason. A command then ends what it does and returns. */
  readonly signal: AbortSignal;
}

/** The process's own streams. Colours are those of standard output. */
export function processIo(signal: AbortSignal): Io {
  const { stdin, stdout, stderr } = process;
  return { stdin, stdout, stderr, colors: colorsFor(stdout), signal };
}

/** Runs a command line, as the words after the program's name, and gives its exit code. */
export type RunCommand = (argv: readonly string[]) => Promise<number>;

/** Whether somebody sits at a terminal and is asked what to do. */
export const isInteractive = ({ stdin, stdout }: Io): boolean =>
  stdout.isTTY === true && (stdin as NodeJS.ReadableStream & { readonly isTTY?: boolean }).isTTY === true;

/** Resolves when a command is told to end. Waiting for a signal alone would not keep the process. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const hold = setInterval(() => {}, 60_000);
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  clearInterval(hold);
}

/** Writes a line. Resolves when the stream takes more, so that a slow reader slows the command down and nothing piles up. */
export async function print(output: Output, line = ""): Promise<void> {
  if (output.write(`${line}\n`)) return;
  // A stream that is closed already says nothing more.
  if ("destroyed" in output && output.destroyed)
    throw Object.assign(new Error("nobody reads the output any more"), { code: "EPIPE" });
  await new Promise<void>((resolve, reject) => {
    const settle = (end: () => void) => () => {
      output.off("drain", drained);
      output.off("error", failed);
      output.off("close", drained);
      end();
    };
    const drained = settle(resolve);
    const failed = (error: Error) => settle(() => reject(error))();
    output.once("drain", drained);
    output.once("error", failed);
    output.once("close", drained);
  });
}
