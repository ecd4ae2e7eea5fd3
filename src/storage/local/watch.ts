import { watch as watchFileSystem } from "node:fs";
import { ioError } from "./io-errors.ts";

/**
 * Yields when names in a folder come, go or change. What happens while the consumer is busy gives one turn, so nothing waits
 * and nothing piles up. Names that begin with `.` or `_` are passed over: files on their way are called so.
 *
 * @throws FAILED_LIST_PATH where the folder is missing or the system has no watch to give
 */
export async function* watchFolder(folder: string, signal: AbortSignal): AsyncGenerator<void> {
  let changed = false;
  let failure: unknown;
  let wake: () => void = () => {};
  if (signal.aborted) return;
  let watcher: ReturnType<typeof watchFileSystem>;
  try {
    watcher = watchFileSystem(folder, { persistent: false });
  } catch (error) {
    throw ioError("FAILED_LIST_PATH", folder, error);
  }
  watcher.on("change", (_event, name) => {
    if (typeof name === "string" && (name.startsWith(".") || name.startsWith("_"))) return;
    changed = true;
    wake();
  });
  watcher.on("error", (error) => {
    failure = error;
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    while (!signal.aborted) {
      if (failure !== undefined) throw ioError("FAILED_LIST_PATH", folder, failure);
      if (changed) {
        changed = false;
        yield;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    watcher.close();
  }
}
