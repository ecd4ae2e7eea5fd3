import type { SparkSession } from "../api/index.ts";
import type { Monitor } from "../monitor/index.ts";
import { clip, isDisplayed, isDrawable, openPane, type Pane, queryFigures, watchQueries } from "../terminal/index.ts";
import type { Io } from "./io.ts";

/** Milliseconds from one look for a session to the next. */
const lookEvery = 100;
/** The least terminal that has room for lines of state below the program's own. */
const least = { columns: 60, rows: 10 } as const;

/**
 * A line for each streaming query of a program, drawn anew with each batch below what the program prints, where that is a terminal.
 *
 * @param active - the program's session, once it has one
 * @returns a function that ends it
 */
export function showRunStatus(active: () => SparkSession | undefined, io: Io): () => void {
  if (!isDrawable(io.stdout, least)) return () => {};
  let watched: SparkSession | undefined;
  let status: StatusLines | undefined;
  const look = () => {
    const spark = active();
    if (spark === watched) return;
    watched = spark;
    status?.close();
    status = spark && new StatusLines(spark, io);
  };
  // Programs make sessions when they like; nobody tells.
  const timer = setInterval(look, lookEvery);
  timer.unref();
  return () => {
    clearInterval(timer);
    status?.close();
  };
}

class StatusLines {
  readonly #io: Io;
  #pane: Pane | undefined;
  #isClosed = false;

  constructor(spark: SparkSession, io: Io) {
    this.#io = io;
    watchQueries(spark).then(
      ({ monitor }) => monitor.subscribe(() => this.#draw(monitor)),
      (error: unknown) => {
        // A session may end before it could be listened to.
        if (!spark.isStopped) io.stderr.write(`no state of streaming queries: ${String(error)}\n`);
      },
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#settle();
  }

  #draw(monitor: Monitor): void {
    const queries = monitor
      .queries()
      .filter(({ state, runId, last }) => state === "active" && last !== null && !isDisplayed(runId));
    if (this.#isClosed || queries.length === 0) {
      this.#settle();
      return;
    }
    const { colors, stdout } = this.#io;
    this.#pane ??= openPane(stdout);
    this.#pane.draw((columns) =>
      queries.map((query) => {
        const name = query.name ?? query.id.slice(0, 8);
        return `${colors.green("●")} ${colors.dim(clip(`${name}  ${queryFigures(monitor, query)}`, columns - 3))}`;
      }),
    );
  }

  #settle(): void {
    this.#pane?.settle();
    this.#pane = undefined;
  }
}
