import type { SparkSession } from "../api/index.ts";
import type { Monitor, QuerySummary } from "../monitor/index.ts";
import { isDisplayed } from "./display.ts";
import { readTable } from "./display-query.ts";
import { duration } from "./figures.ts";
import { showOperationProgress } from "./operation-progress.ts";
import type { Colors, Output } from "./output.ts";
import { openPane, type Pane } from "./panes.ts";
import { queryFigures } from "./query-figures.ts";
import { watchQueries } from "./query-watch.ts";
import { fitTable } from "./text-table.ts";
import { clip } from "./text-width.ts";

/** Milliseconds from one drawing to the next, where there is something new, and where only time has passed. */
const drawEvery = { news: 200, time: 1000 } as const;
/** A batch that takes longer, in milliseconds, is shown with its time. */
const longBatch = 1000;
/** Rows of a terminal that has room for tables, and the most lines that they take of it. */
const tablesFrom = 20;
const tableShare = 0.5;
/** What reports call the sink whose rows are a table of the session. */
const memorySink = "MemorySink";

/** What the program's streaming queries do, below what it prints: a line for each with rates, and the tables of those in memory. */
export class QueryBoard {
  readonly #output: Output;
  readonly #colors: Colors;
  readonly #sessions: { readonly spark: SparkSession; readonly monitor: Monitor }[] = [];
  readonly #timer: NodeJS.Timeout;
  #pane: Pane | undefined;
  #shown: readonly ShownQuery[] = [];
  #drawing: Promise<void> = Promise.resolve();
  #hasNews = false;
  #isClosed = false;

  constructor(output: Output, colors: Colors) {
    this.#output = output;
    this.#colors = colors;
    let isDrawing = false;
    let drawnAt = 0;
    this.#timer = setInterval(() => {
      if (isDrawing || (!this.#hasNews && performance.now() - drawnAt < drawEvery.time)) return;
      isDrawing = true;
      this.#hasNews = false;
      drawnAt = performance.now();
      this.#drawing = this.#draw().finally(() => {
        isDrawing = false;
      });
    }, drawEvery.news);
    this.#timer.unref();
  }

  /** Shows the queries of a session as well. */
  async add(spark: SparkSession): Promise<void> {
    showOperationProgress(spark, this.#output, this.#colors);
    const { monitor } = await watchQueries(spark);
    this.#sessions.push({ spark, monitor });
    monitor.subscribe(() => {
      this.#hasNews = true;
    });
  }

  /** Leaves how the queries have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#drawing;
    this.#settle();
  }

  async #draw(): Promise<void> {
    const shown = await Promise.all(
      this.#sessions.flatMap(({ spark, monitor }) =>
        spark.isStopped ? [] : activeOf(monitor).map((query) => this.#read(spark, monitor, query)),
      ),
    );
    if (this.#isClosed) return;
    if (shown.length === 0) {
      this.#settle();
      return;
    }
    this.#shown = shown;
    this.#pane ??= openPane(this.#output);
    this.#pane.draw((columns) => this.#lines(shown, columns));
  }

  async #read(spark: SparkSession, monitor: Monitor, query: QuerySummary): Promise<ShownQuery> {
    const { last, heardAt, startedAt } = query;
    const isLong = Date.now() - (heardAt ?? startedAt) > longBatch;
    const [table, isWorking] = await Promise.all([
      last?.sink.description === memorySink && query.name !== null ? this.#table(spark, query.name) : [],
      isLong && isBusy(spark, query),
    ]);
    return { monitor, query, table, isWorking };
  }

  async #table(spark: SparkSession, name: string): Promise<readonly string[]> {
    const rows = (this.#output.rows ?? 24) < tablesFrom ? 0 : Math.floor((this.#output.rows ?? 24) * tableShare);
    if (rows === 0) return [];
    try {
      return (await readTable(spark, name, { rows, truncate: true, order: "none" })).table;
    } catch {
      // The query or its session ends just now.
      return [];
    }
  }

  #lines(shown: readonly ShownQuery[], columns: number): string[] {
    const { green, red, dim, bold } = this.#colors;
    // The tables share the room.
    const room = Math.floor(((this.#output.rows ?? 24) * tableShare) / shown.length);
    return shown.flatMap(({ monitor, query, table, isWorking }) => {
      const name = query.name ?? query.id.slice(0, 8);
      const since = Date.now() - (query.heardAt ?? query.startedAt);
      const figures = isWorking
        ? `batch ${(query.last?.batchId ?? -1) + 1} runs for ${duration(since)}`
        : queryFigures(monitor, query);
      const width = columns - 3;
      const title = clip(name, width);
      const rest = clip(figures, Math.max(0, width - title.length - 2));
      const fitting = fitTable(table, columns - 1) ?? [];
      const cut = fitting.length <= room ? fitting : room < 5 ? [] : [...fitting.slice(0, room - 1), fitting.at(-1)!];
      const mark = { active: green("●"), finished: dim("■"), failed: red("✗") }[query.state];
      return [`${mark} ${bold(title)}  ${dim(rest)}`, ...cut];
    });
  }

  #settle(): void {
    const ended = this.#shown.map(atItsEnd);
    this.#pane?.draw((columns) => this.#lines(ended, columns));
    this.#pane?.settle();
    this.#pane = undefined;
    this.#shown = [];
  }
}

interface ShownQuery {
  readonly monitor: Monitor;
  readonly query: QuerySummary;
  readonly table: readonly string[];
  /** Whether a long batch is under way. */
  readonly isWorking: boolean;
}

/** As the last reports have it. A table that was read before the last batch is left out: what stays on the screen has to be true. */
function atItsEnd(shown: ShownQuery): ShownQuery {
  const query = shown.monitor.query(shown.query.runId) ?? shown.query;
  const isNewest = query.last?.batchId === shown.query.last?.batchId;
  return { ...shown, query, table: isNewest ? shown.table : [], isWorking: false };
}

/** Queries that are not shown by `display` already. */
const activeOf = (monitor: Monitor): QuerySummary[] =>
  monitor.queries().filter(({ state, runId }) => state === "active" && !isDisplayed(runId));

async function isBusy(spark: SparkSession, { id }: QuerySummary): Promise<boolean> {
  try {
    const query = await spark.streams.get(id);
    const { isTriggerActive, isDataAvailable } = (await query?.status()) ?? {};
    return isTriggerActive === true && isDataAvailable === true;
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
