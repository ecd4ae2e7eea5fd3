import { sparkError } from "../../common/index.ts";
import type { Backend } from "../backend.ts";
import { notFound } from "../parameters.ts";
import type { StatementRequest } from "../wire.ts";
import { StatementRun } from "./run.ts";

/** What statements may take together. */
export interface StatementLimits {
  /** Statements that are kept with their rows. */
  readonly kept: number;
  /** Statements at once. */
  readonly running: number;
  /** Bytes of all rows. */
  readonly bytes: number;
}

export const defaultStatementLimits: StatementLimits = { kept: 50, running: 8, bytes: 512 * 1024 * 1024 };

/** The statements that the console has run last, those that were looked at least recently go first. */
export class Statements {
  readonly #backend: Backend;
  readonly #readOnly: boolean;
  readonly #limits: StatementLimits;
  /** In the order in which they were used. */
  readonly #runs = new Map<string, StatementRun>();

  constructor(backend: Backend, readOnly: boolean, limits: StatementLimits) {
    this.#backend = backend;
    this.#readOnly = readOnly;
    this.#limits = limits;
  }

  /** @throws SparkException DASHBOARD_STATEMENT.TOO_MANY, DASHBOARD_REQUEST.NOT_FOUND for the session */
  async start({ session, text }: StatementRequest): Promise<StatementRun> {
    const running = [...this.#runs.values()].filter(({ isRunning }) => isRunning);
    if (running.length >= this.#limits.running)
      throw sparkError("DASHBOARD_STATEMENT.TOO_MANY", { limit: String(this.#limits.running) });
    const spark = await this.#backend.session(session);
    const run = new StatementRun({
      session: session ?? "",
      text,
      readOnly: this.#readOnly,
      spark,
      files: this.#backend.files,
      makeRoom: () => this.#makeRoom(run),
    });
    this.#runs.set(run.id, run);
    this.#forget(this.#runs.size - this.#limits.kept, run);
    return run;
  }

  /** @throws SparkException DASHBOARD_REQUEST.NOT_FOUND */
  get(id: string): StatementRun {
    const run = this.#runs.get(id);
    if (run === undefined) throw notFound(`statement ${id}: it was forgotten, or never ran here`);
    this.#runs.delete(id);
    this.#runs.set(id, run);
    return run;
  }

  /** The newest first. */
  all(): StatementRun[] {
    return [...this.#runs.values()].sort((a, b) => b.describe().startedAt - a.describe().startedAt);
  }

  /** Cancels a statement that runs, forgets one that has ended. */
  async delete(id: string): Promise<void> {
    const run = this.get(id);
    if (run.isRunning) await run.cancel();
    else this.#runs.delete(id);
  }

  async close(): Promise<void> {
    const running = [...this.#runs.values()].filter(({ isRunning }) => isRunning);
    this.#runs.clear();
    await Promise.all(running.map((run) => run.cancel()));
  }

  #makeRoom(grown: StatementRun): boolean {
    const total = () => [...this.#runs.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    while (total() > this.#limits.bytes) if (this.#forget(1, grown) === 0) return false;
    return true;
  }

  /** Forgets so many statements that have ended. @returns how many there were */
  #forget(count: number, except: StatementRun): number {
    let forgotten = 0;
    for (const [id, run] of this.#runs) {
      if (forgotten >= count) break;
      if (run.isRunning || run === except) continue;
      this.#runs.delete(id);
      forgotten += 1;
    }
    return forgotten;
  }
}
