import { watch as watchFileSystem } from "node:fs";
import { basename } from "node:path";
import type { Change } from "../storage.ts";
import { ioError } from "./io-errors.ts";

/**
 * Yields names in a folder that came, went or changed. What happens while the consumer is busy is told together, so nothing waits.
 * Names that begin with `.` or `_` are passed over: files on their way are called so.
 *
 * @throws FAILED_LIST_PATH where the folder is missing or the system has no watch to give
 */
export async function* watchFolder(path: string, signal: AbortSignal): AsyncGenerator<readonly Change[] | undefined> {
  // With a separator at its end the folder would have no name to tell its own changes by.
  const folder = path.replace(/(?<=.)[/\\]+$/, "");
  const changes = new Map<string, Change>();
  const itself = basename(folder);
  let unknown = false;
  let hiddenBefore = false;
  let failure: unknown;
  let wake: () => void = () => {};
  if (signal.aborted) return;
  let watcher: ReturnType<typeof watchFileSystem>;
  try {
    watcher = watchFileSystem(folder, { persistent: false });
  } catch (error) {
    throw ioError("FAILED_LIST_PATH", folder, error);
  }
  watcher.on("change", (event, name) => {
    const hidden = typeof name === "string" && (name.startsWith(".") || name.startsWith("_"));
    // The two names of a move follow each other.
    const moved = event === "rename" && hiddenBefore;
    hiddenBefore = event === "rename" && hidden;
    if (hidden) return;
    // Changes of the folder itself, its end above all, go by its own name.
    if (typeof name !== "string" || name === itself) unknown = true;
    else changes.set(name, { name, moved });
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
      if (unknown || changes.size > 0) {
        const told = unknown ? undefined : [...changes.values()];
        unknown = false;
        changes.clear();
        yield told;
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
