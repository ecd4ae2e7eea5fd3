import { constants } from "node:os";
import { SparkException } from "../common/index.ts";
import type { Colors } from "./io.ts";

/** A command line that asks for something that does not exist; the process ends with exit code 2. */
export class UsageError extends Error {}

/** Exit codes, as shells and other commands have them. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** The exit code of a process that a signal ended: 130 for SIGINT, 143 for SIGTERM. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** How {@link describeFailure} writes. */
export interface FailureStyle {
  readonly colors: Colors;
  /** The whole message with the stack and the causes, not only the first line. */
  readonly verbose: boolean;
}

/** An error as a command prints it: one line that names the condition and the way out; all of it with `--verbose`. */
export function describeFailure(error: unknown, { colors, verbose }: FailureStyle): string {
  const label = colors.red("error:");
  if (verbose) return `${label} ${chainOf(error).map(details).join("\ncaused by: ")}`;
  const [first = ""] = messageOf(error).trim().split("\n");
  const way = error instanceof UsageError ? "" : colors.dim(" (--verbose shows the cause)");
  return `${label} ${first}${error instanceof SparkException && error.cause === undefined ? "" : way}`;
}

/** Whether the reader of a pipe has gone away: the end of `millrace … | head`, and no failure. */
export function isBrokenPipe(error: unknown): boolean {
  return chainOf(error).some((link) => link instanceof Error && "code" in link && link.code === "EPIPE");
}

function chainOf(error: unknown): unknown[] {
  const chain = [error];
  for (let link = error; link instanceof Error && link.cause !== undefined && chain.length < 10; link = link.cause) {
    chain.push(link.cause);
  }
  return chain;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

function details(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A stack begins with the name and message, which V8 keeps as they were when the error was made.
  const frames = error.stack?.slice(error.stack.indexOf("\n    at ")) ?? "";
  return messageOf(error) + (frames.startsWith("\n    at ") ? frames : "");
}
