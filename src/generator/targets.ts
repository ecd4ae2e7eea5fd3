import type { Writable } from "node:stream";
import type { Location } from "../storage/index.ts";

/** Where a producer puts its files. */
export interface Target {
  /** For people: `file:/data/in`, `stdout`. */
  readonly description: string;
  /**
   * Publishes a file whole, or not at all where it fails.
   *
   * @returns the file's full path or address
   */
  put(name: string, bytes: Uint8Array): Promise<string>;
}

/**
 * Files in a folder, a bucket or a mount: whole or not there, for whoever lists them.
 *
 * @example
 * ```ts
 * const target = folderTarget(new FileSystems().resolve("data-stream-dump"));
 * ```
 */
export function folderTarget(location: Pick<Location, "storage" | "key" | "pathOf">): Target {
  const { storage, key } = location;
  const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
  return {
    description: location.pathOf(prefix),
    async put(name, bytes) {
      await storage.put(prefix + name, bytes);
      return location.pathOf(prefix + name);
    },
  };
}

/** Lines on a stream such as `process.stdout`; each file waits until the one before has been taken. */
export function streamTarget(stream: Writable, description = "stream"): Target {
  // A write that fails tells its callback; the error event that follows would end the process if nobody listened.
  const heard = (): void => {};
  let writing = 0;
  return {
    description,
    put: (name, bytes) =>
      new Promise((resolve, reject) => {
        if (writing++ === 0) stream.on("error", heard);
        const lines = bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from("\n")]);
        stream.write(lines, (error) => {
          setImmediate(() => {
            if (--writing === 0) stream.off("error", heard);
          });
          if (error) reject(error);
          else resolve(name);
        });
      }),
  };
}
