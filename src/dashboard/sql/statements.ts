import { type Signal, signal } from "@preact/signals";
import type { ApiError, Cell, RowPage, Statement } from "../../web/wire.ts";
import { get, RequestError, request, withQuery } from "../live/api.ts";

const pageRows = 200;
const pagesKept = 60;

/** Rows of a statement, fetched as the reader comes to them. */
export class Rows {
  readonly #path: string;
  readonly #pages = new Map<number, readonly (readonly Cell[])[] | "asked">();
  /** Counts the pages that have arrived, so that what shows them is drawn anew. */
  readonly arrived: Signal<number> = signal(0);

  constructor(statementId: string) {
    this.#path = `/api/sql/${encodeURIComponent(statementId)}/rows`;
  }

  /** A row, or undefined while it is on its way. */
  at(index: number): readonly Cell[] | undefined {
    const number = Math.floor(index / pageRows);
    const page = this.#pages.get(number);
    if (page === undefined) void this.#load(number);
    return page === undefined || page === "asked" ? undefined : page[index - number * pageRows];
  }

  /** Forgets what may have been too short, as rows were still being computed. */
  grow(): void {
    for (const [number, page] of this.#pages)
      if (page !== "asked" && page.length < pageRows) this.#pages.delete(number);
    this.arrived.value += 1;
  }

  async #load(number: number): Promise<void> {
    this.#pages.set(number, "asked");
    try {
      const { rows } = await get<RowPage>(withQuery(this.#path, { from: number * pageRows, count: pageRows }));
      this.#pages.set(number, rows);
    } catch {
      // The statement is gone, or the server; a later look asks again.
      this.#pages.delete(number);
      return;
    }
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= pagesKept) break;
      this.#pages.delete(oldest);
    }
    this.arrived.value += 1;
  }
}

/** A statement that the page runs. */
export interface Run {
  readonly statement: Statement;
  readonly rows: Rows;
  /** Where it begins in the editor's text. */
  readonly from: number;
}

/** Runs statements one after the other; the one before is forgotten by the server when the next has come. */
export class Console {
  readonly current: Signal<Run | undefined> = signal(undefined);
  readonly error: Signal<ApiError | undefined> = signal(undefined);
  readonly busy: Signal<boolean> = signal(false);
  #turn = 0;

  async run(session: string | undefined, text: string, from: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const before = this.current.peek();
    this.busy.value = true;
    try {
      let statement = await request<Statement>("POST", "/api/sql", { text, ...(session !== undefined && { session }) });
      const rows = new Rows(statement.id);
      for (;;) {
        if (turn !== this.#turn) return;
        // The table before stays until the next one has columns, so that a refresh does not flicker.
        if (statement.columns !== null || statement.state !== "running") this.#show({ statement, rows, from });
        if (statement.state !== "running") break;
        const path = `/api/sql/${encodeURIComponent(statement.id)}`;
        statement = await get<Statement>(withQuery(path, { after: statement.version }));
        rows.grow();
      }
      this.error.value = statement.error ?? undefined;
      if (before !== undefined) void forget(before.statement.id);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error.value =
        error instanceof RequestError
          ? error.detail
          : { condition: "HTTP.UNREACHABLE", message: (error as Error).message };
    } finally {
      if (turn === this.#turn) this.busy.value = false;
    }
  }

  /** Stops what runs; the statement then ends as cancelled. */
  async cancel(): Promise<void> {
    const run = this.current.peek();
    if (run?.statement.state === "running") await forget(run.statement.id);
    else {
      this.#turn += 1;
      this.busy.value = false;
    }
  }

  #show(run: Run): void {
    this.current.value = run;
  }
}

/** Cancels or forgets a statement; one that is gone is what was wanted. */
const forget = (id: string): Promise<void> =>
  request<void>("DELETE", `/api/sql/${encodeURIComponent(id)}`).catch(() => undefined);
