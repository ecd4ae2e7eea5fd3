import { milliseconds } from "../generator/index.ts";
import { UsageError } from "./failure.ts";

/** @throws UsageError where the text is no whole number from `lowest` */
export function wholeNumber(flag: string, text: string, lowest: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= lowest) return value;
  throw new UsageError(`${flag} takes a whole number from ${lowest}, not ${text}`);
}

/** @throws UsageError where the text is no number from `lowest` to `highest` */
export function decimalNumber(flag: string, text: string, lowest: number, highest: number = Infinity): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= lowest && value <= highest) return value;
  const upTo = highest === Infinity ? "" : ` to ${highest}`;
  throw new UsageError(`${flag} takes a number from ${lowest}${upTo}, not ${text}`);
}

/** @returns milliseconds. @throws UsageError where the text is no time */
export function timeSpan(flag: string, text: string): number {
  try {
    return milliseconds(flag, text);
  } catch {
    throw new UsageError(`${flag} takes a time such as 250ms, 3s or 2 minutes, not ${text}`);
  }
}
