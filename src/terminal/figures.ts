const grouping = new Intl.NumberFormat("en-US");

/** A number with its thousands set off: `1,028,842`. */
export const grouped = (value: number | bigint): string => grouping.format(value);

/** A count with its noun: `1 file`, `2,000 files`. */
export const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

/** A rate with as many digits as say something: `0.4`, `12.5`, `1,205`. */
export const rate = (perSecond: number): string =>
  perSecond < 100 ? perSecond.toFixed(1) : grouped(Math.round(perSecond));

/** A time for people: `45 ms`, `2.3 s`, `4 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

const heights = "▁▂▃▄▅▆▇█";

/** Values as a line of bars, the highest of them full; nothing is flat. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(0, ...values);
  const height = (value: number) => (most === 0 ? 0 : Math.ceil((value / most) * heights.length) - 1);
  return values.map((value) => heights[Math.max(0, height(value))]).join("");
}

/** A bar of so many columns, in two parts that may be coloured. */
export function progressBar(share: number, width: number): { readonly done: string; readonly left: string } {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return { done: "━".repeat(full), left: "─".repeat(width - full) };
}
