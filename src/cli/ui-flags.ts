import type { Command } from "commander";
import { UsageError } from "./failure.ts";
import { wholeNumber } from "./numbers.ts";

/** Flags of commands that show a dashboard. */
export interface UiFlags {
  /** False with `--no-ui`. */
  readonly ui: boolean;
  readonly uiPort: string;
}

/** Adds the flags to a command. */
export const withUiFlags = (command: Command): Command =>
  command
    .option("--ui-port <n>", "port of the dashboard, or the next of ten that is free; 0 takes any", "4040")
    .option("--no-ui", "no dashboard");

/** The port of the dashboard; undefined where there is to be none. @throws UsageError */
export function uiPortOf({ ui, uiPort }: UiFlags): number | undefined {
  if (!ui) return undefined;
  const port = wholeNumber("--ui-port", uiPort, 0);
  if (port > 65_535) throw new UsageError(`--ui-port takes a whole number up to 65535, not ${uiPort}`);
  return port;
}
