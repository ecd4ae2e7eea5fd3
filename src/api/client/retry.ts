import { Code, ConnectError } from "@connectrpc/connect";
import { RetryInfoSchema } from "../../protocol/index.ts";
import { failsForGood } from "./network.ts";

/**
 * Waits between attempts, as in PySpark's default policy: from 50 ms, four times as long each time, at most a minute, and as long as the
 * server asks for.
 */
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 60_000;
const MAX_ASKED_WAIT_MS = 600_000;
/** Added by chance to waits from two seconds on, so that clients that lost one server do not come back all at once. */
const JITTER_MS = 500;

/** How long to wait for a server: at least ten minutes as PySpark does, or four seconds. */
export type Patience = "long" | "short";
const MAX_RETRIES: Readonly<Record<Patience, number>> = { long: 15, short: 4 };

/** Whether the same call may succeed at another time: the network or the server's state fails, not the request. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false;
  if (failsForGood(error)) return false;
  return (
    error.code === Code.Unavailable ||
    error.rawMessage.includes("INVALID_CURSOR.DISCONNECTED") ||
    error.findDetails(RetryInfoSchema).length > 0
  );
}

/** Counts the attempts of one call. */
export class Retries {
  #failed = 0;
  readonly #patience: () => Patience;

  constructor(patience: () => Patience) {
    this.#patience = patience;
  }

  /** Waits for the next attempt; false where there is none left, or the error is none to retry. */
  async next(error: unknown): Promise<boolean> {
    if (!isRetryable(error)) return false;
    const wait = Math.max(Math.min(FIRST_WAIT_MS * 4 ** this.#failed, MAX_WAIT_MS), askedWait(error as ConnectError));
    if (!this.now()) return false;
    const jitter = wait < 2_000 ? 0 : Math.random() * JITTER_MS;
    await new Promise((resolve) => setTimeout(resolve, wait + jitter));
    return true;
  }

  /** Counts an attempt that needs no waiting; false where there is none left. */
  now(): boolean {
    this.#failed += 1;
    return this.#failed <= MAX_RETRIES[this.#patience()];
  }

  /** Starts to count anew after progress. */
  reset(): void {
    this.#failed = 0;
  }
}

function askedWait(error: ConnectError): number {
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return delay === undefined ? 0 : Math.min(Number(delay.seconds) * 1000 + delay.nanos / 1e6, MAX_ASKED_WAIT_MS);
}

/** Runs a call until it succeeds or fails for good. */
export async function withRetries<T>(run: () => Promise<T>, patience: () => Patience): Promise<T> {
  const retries = new Retries(patience);
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(await retries.next(error))) throw error;
    }
  }
}
