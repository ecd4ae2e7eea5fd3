import type { Writable } from "node:stream";
import type { Storage } from "../storage/index.ts";

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

/** Files in a folder or under a prefix of a bucket: no reader ever sees a part of one. */
export function storageTarget(storage: Pick<Storage, "put" | "uri">, folder = ""): Target {
  const prefix = folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
  return {
    description: storage.uri(prefix),
    async put(name, bytes) {
      await storage.put(prefix + name, bytes);
      return storage.uri(prefix + name);
    },
  };
}

/** Lines on a stream such as `process.stdout`; each file waits until the one before has been taken. */
export function streamTarget(stream: Writable, description = "stream"): Target {
  return {
    description,
    put: (name, bytes) =>
      new Promise((resolve, reject) => {
        // A failing stream also emits an error event, which would end the process if nobody listened.
        stream.once("error", reject);
        const line = bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from("\n")]);
        stream.write(line, (error) => {
          stream.off("error", reject);
          if (error) {
            stream.once("error", () => {});
            reject(error);
          } else resolve(name);
        });
      }),
  };
}
