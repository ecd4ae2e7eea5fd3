import type { ExpressionSettings } from "./function.ts";

/** What of the settings that a view or a function was made with holds for its expressions, whoever uses it. */
export interface KeptSettings {
  readonly ansi: boolean;
  readonly timeZone: string;
  readonly caseSensitive: boolean;
}

/** The settings that an expression is computed by: those of the query, but for what it keeps of its own. */
export function settingsOf(
  { kept }: { readonly kept?: KeptSettings },
  settings: ExpressionSettings,
): ExpressionSettings {
  if (kept === undefined) return settings;
  const { lastKeyWins = false, python, speculative = false } = settings;
  return { ansi: kept.ansi, timeZone: kept.timeZone, lastKeyWins, python, speculative };
}
