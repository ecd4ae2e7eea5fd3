import { type Clock, systemClock } from "../../common/index.ts";

/** As many as Spark's server keeps for a session. */
const CAPACITY = 20;
const LIFETIME_MS = 60_000;

/** The last errors of a session, from their status until the client fetches their details; each is given once. */
export class ErrorLog {
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #errors = new Map<string, { readonly error: unknown; readonly expires: number }>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  remember(errorId: string, error: unknown): void {
    this.#forgetOld();
    this.#errors.set(errorId, { error, expires: this.#clock.monotonic() + LIFETIME_MS });
    if (this.#errors.size > CAPACITY) this.#errors.delete(this.#errors.keys().next().value!);
  }

  /** The error, which is forgotten then; undefined where it is not known (any more). */
  take(errorId: string): { readonly error: unknown } | undefined {
    this.#forgetOld();
    const entry = this.#errors.get(errorId);
    this.#errors.delete(errorId);
    return entry && { error: entry.error };
  }

  #forgetOld(): void {
    const now = this.#clock.monotonic();
    for (const [errorId, { expires }] of this.#errors) {
      if (expires > now) return;
      this.#errors.delete(errorId);
    }
  }
}
