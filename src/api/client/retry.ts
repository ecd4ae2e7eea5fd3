import { Code, ConnectError } from "@connectrpc/connect";

/** Waits between attempts, as in PySpark's default policy: from 50 ms, four times as long each time, at most a minute. */
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 60_000;
const MAX_ATTEMPTS = 15;

/** Whether the same call may succeed at another time: the network or the server's state fails, not the request. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false;
  return error.code === Code.Unavailable || error.rawMessage.includes("INVALID_CURSOR.DISCONNECTED");
}

/** Counts the attempts of one call. */
export class Retries {
  #failed = 0;

  /** Waits for the next attempt; false where there is none left, or the error is none to retry. */
  async next(error: unknown): Promise<boolean> {
    if (!isRetryable(error) || ++this.#failed >= MAX_ATTEMPTS) return false;
    const wait = Math.min(FIRST_WAIT_MS * 4 ** (this.#failed - 1), MAX_WAIT_MS);
    // Jitter keeps clients that lost one server from coming back all at once.
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    return true;
  }

  /** Starts to count anew after progress. */
  reset(): void {
    this.#failed = 0;
  }
}

/** Runs a call until it succeeds or fails for good. */
export async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  const retries = new Retries();
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(await retries.next(error))) throw error;
    }
  }
}
