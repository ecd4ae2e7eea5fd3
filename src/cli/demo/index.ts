import { exitCodeOf, exitCodes } from "../failure.ts";
import type { Io } from "../io.ts";
import { jsonLine } from "../json-line.ts";
import { type DemoFlags, demoOptions } from "./options.ts";
import { openPlace } from "./place.ts";
import { openScreen } from "./screen.ts";
import { tellStory } from "./story.ts";

/**
 * `millrace demo`: the tutorial from an empty bucket to SQL over a live table, checked against what was emitted.
 *
 * @returns 1 where the totals are not those of the generator's ledger; 130 or 143 after a signal, with the totals so far printed
 */
export async function demo(flags: DemoFlags, io: Io): Promise<number> {
  const options = demoOptions(flags);
  const { colors, signal } = io;
  const place = await openPlace(options);
  const screen = openScreen(io, flags.json);
  let kept: string | undefined;
  let result: Awaited<ReturnType<typeof tellStory>>;
  try {
    result = await tellStory(options, place, screen, io);
  } finally {
    screen.settle();
    kept = await place.close();
  }
  const { table, verdict, isEqual } = result;
  if (flags.json)
    io.stdout.write(`${jsonLine({ event: "end", isEqual, verdict, ...(kept !== undefined && { kept }) })}\n`);
  screen.print(...table.map((line) => `    ${line}`));
  screen.print(`    ${isEqual ? colors.green(`✓ ${verdict}`) : colors.red(`✗ ${verdict}`)}`, "");
  if (kept !== undefined) screen.print(`The transactions are in ${kept}`, "");
  if (!isEqual) return exitCodes.failed;
  if (signal.aborted) return exitCodeOf(signal.reason as NodeJS.Signals);
  screen.print(...whatNext(io));
  return exitCodes.ok;
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
