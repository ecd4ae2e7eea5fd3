import type { Ledger } from "../../generator/index.ts";
import { grouped, textTable } from "../../terminal/index.ts";
import type { Total } from "./program.ts";

/** What was emitted beside what was counted. */
export interface Comparison {
  /** A table with a row for each currency. */
  readonly table: readonly string[];
  /** The result in one line. */
  readonly verdict: string;
  readonly isEqual: boolean;
}

interface Figures {
  readonly count: bigint;
  readonly sum: bigint;
}

const nothing: Figures = { count: 0n, sum: 0n };
const add = (a: Figures, b: Figures): Figures => ({ count: a.count + b.count, sum: a.sum + b.sum });
const same = (a: Figures, b: Figures): boolean => a.count === b.count && a.sum === b.sum;

/** Holds the table of the query against the generator's own account. */
export function compare(ledger: Ledger, rows: readonly Total[]): Comparison {
  const emitted = new Map<string, Figures>();
  for (const [key, { count, sum }] of ledger.entries) emitted.set(String(key), { count: BigInt(count), sum });
  const counted = new Map<string, Figures>();
  for (const { currency, transactions, total_amount } of rows) {
    counted.set(String(currency), { count: transactions, sum: total_amount ?? 0n });
  }
  const keys = [...new Set([...emitted.keys(), ...counted.keys()])].sort();
  const total = (figures: Map<string, Figures>) => [...figures.values()].reduce(add, nothing);
  const isEqual = keys.every((key) => same(emitted.get(key) ?? nothing, counted.get(key) ?? nothing));
  const cells = (figures: Figures) => [grouped(figures.count), grouped(figures.sum)] as const;
  const line = (name: string, of: Figures, and: Figures): string[] => {
    const [[emittedCount, emittedSum], [countedCount, countedSum]] = [cells(of), cells(and)];
    return [name, emittedCount, countedCount, emittedSum, countedSum];
  };
  const sums = [total(emitted), total(counted)] as const;
  return {
    isEqual,
    table: textTable(
      ["currency", "emitted", "counted", "amount emitted", "amount counted"],
      [...keys.map((key) => line(key, emitted.get(key) ?? nothing, counted.get(key) ?? nothing)), line("all", ...sums)],
    ),
    verdict: isEqual
      ? `emitted = counted: ${grouped(sums[0].count)} transactions, ${grouped(sums[0].sum)} in all`
      : "emitted and counted differ: the query's table is not what the generator has emitted",
  };
}
