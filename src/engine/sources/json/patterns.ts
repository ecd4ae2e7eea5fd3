import { epochDay, instantOf, type LocalTime, refusedPattern } from "./date-text.ts";

/** A date and time as a pattern finds it. */
export interface PatternTime extends LocalTime {
  /** Where the text names one. */
  readonly zone: string | undefined;
}

export interface Pattern {
  parse(text: string): PatternTime | undefined;
}

export function compilePattern(pattern: string): Pattern {
  throw refusedPattern(pattern, pattern[0] ?? "");
}

export function dayOfPattern(pattern: Pattern, text: string, _timeZone: string): number | undefined {
  return pattern.parse(text)?.day;
}

export function instantOfPattern(pattern: Pattern, text: string, timeZone: string): bigint | undefined {
  const found = pattern.parse(text);
  return found === undefined ? undefined : instantOf(found, found.zone ?? timeZone);
}
void epochDay;
