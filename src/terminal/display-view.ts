import type { Monitor, QueryState, QuerySummary } from "../monitor/index.ts";
import { grouped } from "./figures.ts";
import type { Colors, Output } from "./output.ts";
import { openPane, type Pane } from "./panes.ts";
import { queryFigures } from "./query-figures.ts";
import { fitTable } from "./text-table.ts";
import { clip } from "./text-width.ts";

/** What there is to show of a query. */
export interface Shown {
  readonly title: string;
  readonly state: QueryState;
  /** What ended the query, where it has failed. */
  readonly failure: string | undefined;
  /** Address of the dashboard, where there is one. */
  readonly dashboard: string | null;
  readonly monitor: Monitor;
  readonly query: QuerySummary | undefined;
  /** The table's lines, and how many rows it has. */
  readonly table: readonly string[];
  readonly total: number;
}

type Read = () => Promise<Shown>;

/** Where a display's table is shown. */
export interface DisplayView {
  /** There is something new. It is read when it is its turn to be shown, not more often. */
  changed(read: Read): void;
  /** Shows the last state, where it can still be read. */
  end(read: Read | undefined): Promise<void>;
}

/** Shows what is new, but not more often than so many milliseconds; one reading at a time. */
abstract class PacedView implements DisplayView {
  readonly #interval: number;
  #next: NodeJS.Timeout | undefined;
  #shownAt = Number.NEGATIVE_INFINITY;
  #showing: Promise<void> | undefined;
  /** Something has come while the state before it was being read. */
  #isStale = false;
  #hasEnded = false;

  constructor(interval: number) {
    this.#interval = interval;
  }

  changed(read: Read): void {
    if (this.#hasEnded || this.#next !== undefined) return;
    if (this.#showing !== undefined) {
      this.#isStale = true;
      return;
    }
    const wait = Math.max(0, this.#shownAt + this.#interval - performance.now());
    this.#next = setTimeout(() => {
      this.#next = undefined;
      this.#isStale = false;
      this.#showing = this.#showOnce(read).finally(() => {
        this.#showing = undefined;
        if (this.#isStale) this.changed(read);
      });
    }, wait);
    this.#next.unref();
  }

  async end(read: Read | undefined): Promise<void> {
    this.#hasEnded = true;
    clearTimeout(this.#next);
    await this.#showing;
    if (read !== undefined) this.show(await read());
    this.close();
  }

  async #showOnce(read: Read): Promise<void> {
    let shown: Shown;
    try {
      shown = await read();
    } catch {
      // The query or its session ends just now: its end reads again, and tells what is wrong.
      return;
    }
    if (this.show(shown)) this.#shownAt = performance.now();
  }

  /** @returns false where there was nothing to show yet */
  protected abstract show(shown: Shown): boolean;
  protected abstract close(): void;
}

/** Ten times a second is as often as eyes can follow. */
const liveInterval = 100;

/** A region of a terminal, drawn anew with each batch. */
export class LiveView extends PacedView {
  readonly #pane: Pane;
  readonly #colors: Colors;
  readonly #height: number;
  #before: ReadonlySet<string> = new Set();

  constructor(output: Output, colors: Colors) {
    super(liveInterval);
    this.#pane = openPane(output);
    this.#colors = colors;
    this.#height = (output.rows ?? 24) - 1;
  }

  protected show(shown: Shown): boolean {
    const { bold } = this.#colors;
    const before = this.#before;
    this.#before = new Set(shown.table);
    this.#pane.draw((columns) => {
      const above = headerOf(shown, columns, this.#colors);
      const room = Math.max(4, this.#height - above.length);
      const table = fitTable(shown.table, columns - 1) ?? shown.table;
      // The frame's last line stays where rows have to go.
      const fitting = table.length <= room ? table : [...table.slice(0, room - 1), table.at(-1)!];
      const lines = fitting.map((line) => {
        const text = clip(line, columns - 1);
        const isNew = line.startsWith("|") && before.size > 0 && !before.has(line);
        return isNew ? bold(text) : text;
      });
      return [...above, ...lines];
    });
    return true;
  }

  protected close(): void {
    this.#pane.settle();
  }
}

function headerOf(
  { title, state, failure, dashboard, monitor, query, total }: Shown,
  columns: number,
  colors: Colors,
): string[] {
  const { bold, dim, green, red, cyan } = colors;
  const mark = { active: green("●"), finished: dim("■"), failed: red("✗") }[state];
  const link = dashboard === null ? "" : `  ${dashboard}`;
  const rows = ` ${state}, ${grouped(total)} ${total === 1 ? "row" : "rows"}`;
  const space = columns - 3 - title.length - rows.length;
  return [
    `${mark} ${bold(clip(title, columns - 3))}${space < 0 ? "" : rows}${link.length > space ? "" : cyan(link)}`,
    dim(clip(query === undefined ? "waiting for the first batch" : queryFigures(monitor, query), columns - 1)),
    ...(failure === undefined ? [] : [red(clip(failure.split("\n")[0]!, columns - 1))]),
  ];
}

/** Tables one below the other. */
export class LogView extends PacedView {
  readonly #output: Output;
  #last = "";

  constructor(output: Output, interval: number) {
    super(interval);
    this.#output = output;
  }

  protected show({ title, state, failure, dashboard, monitor, query, table }: Shown): boolean {
    const text = table.join("\n");
    if (state === "active" && (query === undefined || query.last === null || text === this.#last)) return false;
    this.#last = text;
    const link = dashboard === null ? "" : `  ${dashboard}`;
    const figures = query === undefined ? "" : `  ${queryFigures(monitor, query)}`;
    this.#output.write(`${title}: ${state}${figures}${link}\n${text}\n${failure === undefined ? "" : `${failure}\n`}`);
    return true;
  }

  protected close(): void {}
}
