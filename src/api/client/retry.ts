import { Code, ConnectError } from "@connectrpc/connect";

/** Waits between attempts, as in PySpark's default policy: from 50 ms, four times as long each time, at most a minute. */
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 60_000;

/** How long to wait for a server: about nine minutes as PySpark does, or four seconds. */
export type Patience = "long" | "short";
const MAX_ATTEMPTS: Readonly<Record<Patience, number>> = { long: 15, short: 5 };

/** Whether the same call may succeed at another time: the network or the server's state fails, not the request. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false;
  return error.code === Code.Unavailable || error.rawMessage.includes("INVALID_CURSOR.DISCONNECTED");
}

/** Counts the attempts of one call. */
export class Retries {
  #failed = 0;
  #attempts: number;

  constructor(patience: Patience) {
    this.#attempts = MAX_ATTEMPTS[patience];
  }

  /** Waits for the next attempt; false where there is none left, or the error is none to retry. */
  async next(error: unknown): Promise<boolean> {
    if (!isRetryable(error) || ++this.#failed >= this.#attempts) return false;
    const wait = Math.min(FIRST_WAIT_MS * 4 ** (this.#failed - 1), MAX_WAIT_MS);
    // Jitter keeps clients that lost one server from coming back all at once.
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    return true;
  }

  /** Starts to count anew after progress. */
  reset(patience: Patience): void {
    this.#failed = 0;
    this.#attempts = MAX_ATTEMPTS[patience];
  }
}

/** Runs a call until it succeeds or fails for good. */
export async function withRetries<T>(run: () => Promise<T>, patience: Patience): Promise<T> {
  const retries = new Retries(patience);
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(await retries.next(error))) throw error;
    }
  }
}
