import type { StreamingQueryProgress, Transaction } from "../../entry/index.ts";
import {
  clip,
  fitTable,
  grouped,
  isDrawable,
  LiveRegion,
  progressBar,
  textTable,
  widthOf,
} from "../../terminal/index.ts";
import type { Io } from "../io.ts";
import { jsonLine } from "../json-line.ts";
import type { Total } from "./program.ts";

/** One turn of the producer, and what the query made of it. */
export interface Iteration {
  readonly index: number;
  readonly count: number;
  readonly value: Transaction;
  /** The transaction as it stands in its file. */
  readonly json: string;
  /** The table with this transaction in it. */
  readonly totals: readonly Total[];
  /** Milliseconds from the file's publication until the table had it. */
  readonly latency: number;
  readonly progress: StreamingQueryProgress | null;
  /** Rates and durations over time, drawn. */
  readonly sparklines: string;
}

/** What a run of the demo has begun with. */
export interface Beginning {
  readonly bucket: string;
  readonly mountPoint: string;
  /** The dashboard's address, where there is one. */
  readonly dashboard: string | null;
  readonly query: string;
  /** Transactions that are to be made. */
  readonly count: number;
}

/** Shows the demo: text that stays, and in a terminal a region below it that changes. */
export interface Screen {
  /** Text that stays. */
  print(...lines: string[]): void;
  /** The session is there. */
  started(beginning: Beginning): void;
  /** The next transaction. */
  iteration(turn: Iteration): void;
  /** Ends the changing region; it stays as it is. */
  settle(): void;
}

/** The least terminal that the live display fits in; a smaller one gets plain lines. */
const least = { columns: 40, rows: 14 } as const;
/** From this width on, the table stands beside the transactions, else below them. */
const besideFrom = 72;

/** A live display for a terminal, plain lines for anything else; with `json`, a line of JSON for each transaction. */
export function openScreen({ stdout, colors }: Io, json = false): Screen {
  if (json) return new JsonScreen(stdout);
  return isDrawable(stdout, least) ? new LiveScreen(new LiveRegion(stdout), colors) : new PlainScreen(stdout);
}

/** A line for each transaction with the totals beside it. */
class PlainScreen implements Screen {
  readonly #stdout: Io["stdout"];

  constructor(stdout: Io["stdout"]) {
    this.#stdout = stdout;
  }

  print(...lines: string[]): void {
    this.#stdout.write(`${lines.join("\n")}\n`);
  }

  started(): void {}

  iteration({ index, json, totals }: Iteration): void {
    const table = totals.map(({ currency, total_amount }) => `${currency} ${grouped(total_amount ?? 0n)}`).join("  ");
    this.print(`${String(index).padStart(4)}  ${json.padEnd(72)}  =>  ${table}`);
  }

  settle(): void {}
}

/** For machines: events only, none of the story. */
class JsonScreen implements Screen {
  readonly #stdout: Io["stdout"];

  constructor(stdout: Io["stdout"]) {
    this.#stdout = stdout;
  }

  print(): void {}

  started(beginning: Beginning): void {
    this.#stdout.write(`${jsonLine({ event: "start", ...beginning })}\n`);
  }

  iteration({ index, value, totals, latency, progress }: Iteration): void {
    const { batchId, batchDuration, inputRowsPerSecond, processedRowsPerSecond } = progress ?? {};
    const batch = { batchId, batchDuration, inputRowsPerSecond, processedRowsPerSecond };
    const latencyMs = Math.round(latency);
    this.#stdout.write(`${jsonLine({ event: "transaction", index, value, totals, latencyMs, ...batch })}\n`);
  }

  settle(): void {}
}

const shownTransactions = 7;
/** So many where the table stands below them. */
const shownBelow = 2;
/** From this width on, transactions are shown as they stand in their files. */
const jsonFrom = 112;

/** The last transactions to the left, the table to the right, the query's figures below. */
class LiveScreen implements Screen {
  readonly #region: LiveRegion;
  readonly #colors: Io["colors"];
  #last: Iteration[] = [];

  constructor(region: LiveRegion, colors: Io["colors"]) {
    this.#region = region;
    this.#colors = colors;
  }

  print(...lines: string[]): void {
    this.#region.print(lines);
  }

  started(): void {}

  iteration(turn: Iteration): void {
    this.#last = [...this.#last, turn].slice(-shownTransactions);
    this.#region.draw((columns) => this.#lines(turn, columns));
  }

  settle(): void {
    this.#region.settle();
  }

  #lines({ index, count, totals, latency, progress, sparklines }: Iteration, columns: number): string[] {
    const { bold, dim, green, cyan } = this.#colors;
    const table = textTable(
      ["currency", "transactions", "total_amount"],
      totals.map((row) => [String(row.currency), grouped(row.transactions), grouped(row.total_amount ?? 0n)]),
    );
    const isBeside = columns >= besideFrom;
    const right = isBeside ? widthOf(table[0]!) + 2 : 0;
    const left = columns - right - 2;
    const height = isBeside ? Math.max(table.length, shownTransactions) : shownBelow;
    const rows = Array.from({ length: height }, (_, at) => {
      const turn = this.#last[this.#last.length - height + at];
      const text = turn === undefined ? "" : clip(describe(turn, columns), left);
      const padded = text + " ".repeat(left - widthOf(text));
      return `  ${turn === this.#last.at(-1) ? bold(padded) : padded}${isBeside ? `  ${cyan(table[at] ?? "")}` : ""}`.trimEnd();
    });
    const title = `${String(index).padStart(String(count).length)} of ${count} transactions`;
    const bar = progressBar(index / count, Math.max(0, Math.min(40, columns - title.length - 5)));
    const below = isBeside ? [] : (fitTable(table, columns - 1) ?? []).map((line) => cyan(line));
    return [
      "",
      `  ${bold(title)}  ${green(bar.done)}${dim(bar.left)}`,
      "",
      ...rows,
      ...below,
      "",
      dim(clip(`  ${figures(latency, progress)}`, columns - 1)),
      dim(clip(`  ${sparklines}`, columns - 1)),
    ];
  }
}

function describe({ index, value, json }: Iteration, columns: number): string {
  const number = String(index).padStart(4);
  if (columns >= jsonFrom) return `${number}  ${json}`;
  return `${number}  ${value.currency} ${grouped(value.amount).padStart(8)}  ${value.username}`;
}

function figures(latency: number, progress: StreamingQueryProgress | null): string {
  const inTable = `file to table: ${latency.toFixed(0)} ms`;
  if (progress === null) return inTable;
  const { batchId, batchDuration, inputRowsPerSecond, processedRowsPerSecond } = progress;
  const rates = `rows/s: input ${inputRowsPerSecond.toFixed(1)}, processing ${processedRowsPerSecond.toFixed(1)}`;
  return `${rates} · batch ${batchId}: ${batchDuration} ms · ${inTable}`;
}
