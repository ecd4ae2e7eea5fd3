import { isDrawable } from "../../terminal/index.ts";
import { exitCodeOf, exitCodes } from "../failure.ts";
import { aborted, type Io, isInteractive } from "../io.ts";
import { jsonLine } from "../json-line.ts";
import type { Comparison } from "./check.ts";
import { type DemoFlags, demoOptions } from "./options.ts";
import { openPlace } from "./place.ts";
import { openScreen } from "./screen.ts";
import { tellStory } from "./story.ts";

/**
 * `millrace demo`: the tutorial from an empty bucket to SQL over a live table, checked against what was emitted.
 *
 * Where somebody watches, the dashboard stays until they end it.
 *
 * @returns 1 where the totals are not those of the generator's ledger; 130 or 143 after a signal, with the totals so far printed
 */
export async function demo(flags: DemoFlags, io: Io): Promise<number> {
  const options = demoOptions(flags);
  const { colors, signal } = io;
  const place = await openPlace(options);
  const screen = openScreen(io, flags.json);
  let kept: string | undefined;
  let isEqual = false;
  let verdict = "";
  let wasInterrupted = false;
  const conclude = async ({ table, ...result }: Comparison, dashboard: string | null): Promise<void> => {
    ({ isEqual, verdict } = result);
    wasInterrupted = signal.aborted;
    screen.print(...table.map((line) => `    ${line}`));
    screen.print(`    ${isEqual ? colors.green(`✓ ${verdict}`) : colors.red(`✗ ${verdict}`)}`, "");
    if (wasInterrupted) return;
    if (isEqual) screen.print(...whatNext(io));
    if (dashboard !== null && isEqual && !flags.exit && !flags.json && isInteractive(io) && isDrawable(io.stdout))
      await stay(dashboard);
  };
  /** Somebody may look at the dashboard, and at the bucket, until they have seen enough. */
  const stay = async (dashboard: string): Promise<void> => {
    screen.print("", `The dashboard stays open at ${colors.bold(dashboard)}: Ctrl-C ends it.`);
    await aborted(signal);
  };
  try {
    await tellStory(options, place, screen, io, conclude);
  } finally {
    screen.settle();
    kept = await place.close();
  }
  if (flags.json)
    io.stdout.write(`${jsonLine({ event: "end", isEqual, verdict, ...(kept !== undefined && { kept }) })}\n`);
  if (kept !== undefined) screen.print("", `The transactions are in ${kept}`);
  if (!isEqual) return exitCodes.failed;
  return wasInterrupted ? exitCodeOf(signal.reason as NodeJS.Signals) : exitCodes.ok;
}

function whatNext({ colors }: Io): string[] {
  const commands = [
    ["the tutorial's pace", "npx millrace demo --interval 3s"],
    ["the same against S3", "npx millrace demo --storage s3"],
    ["this as a program of yours", "npx millrace run examples/transactions.ts"],
    ["records of your own", "npx millrace run examples/custom-record.ts"],
    ["all commands", "npx millrace --help"],
  ] as const;
  const width = Math.max(...commands.map(([why]) => why.length));
  return [colors.bold("What to try next"), ...commands.map(([why, command]) => `  ${why.padEnd(width)}  ${command}`)];
}
