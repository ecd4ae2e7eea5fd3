import { SparkException, sparkError } from "../../../common/index.ts";
import type { InputFile, ReadFiles } from "../json/index.ts";
import type { SourceOptions } from "../options.ts";
import { decompress } from "./compression/decompress.ts";

/** Bytes of files read at once. */
const bytesAtOnce = 64 << 20;
const filesAtOnce = 10_000;

/** Which files a read passes over instead of failing. */
export interface Tolerance {
  /** Those that are gone since they were listed. */
  readonly ignoreMissingFiles: boolean;
  /** Those whose bytes are damaged. */
  readonly ignoreCorruptFiles: boolean;
}

/** @throws IllegalArgumentException `INVALID_SOURCE_OPTION` */
export const toleranceOf = (options: SourceOptions): Tolerance => ({
  ignoreMissingFiles: options.boolean("ignoreMissingFiles", false),
  ignoreCorruptFiles: options.boolean("ignoreCorruptFiles", false),
});

/**
 * The bytes of files, one after the other, no longer compressed.
 *
 * @throws SparkIOException `FAILED_READ_FILE.FILE_NOT_EXIST`, `FAILED_READ_FILE.NO_HINT` for damaged files, unless told to pass over them
 */
export async function* contentsOf(
  files: readonly InputFile[],
  read: ReadFiles,
  tolerance: Tolerance,
): AsyncGenerator<{ readonly file: InputFile; readonly index: number; readonly bytes: Uint8Array }> {
  for (let first = 0; first < files.length; ) {
    let end = first;
    for (let bytes = 0; end < files.length && end - first < filesAtOnce; end++) {
      bytes += files[end]!.size;
      if (bytes > bytesAtOnce && end > first) break;
    }
    const group = files.slice(first, end);
    const block = await read(group);
    const missing = new Set(block.missing);
    for (const [at, file] of group.entries()) {
      if (missing.has(at)) {
        if (tolerance.ignoreMissingFiles) continue;
        throw sparkError("FAILED_READ_FILE.FILE_NOT_EXIST", { path: file.path });
      }
      const bytes = block.bytes.subarray(block.starts[at]!, block.ends[at]!);
      const whole = await wholeBytes(file.path, bytes, tolerance);
      if (whole !== undefined) yield { file, index: first + at, bytes: whole };
    }
    first = end;
  }
}

/** The bytes of a file; undefined for one that is damaged, where such are passed over. */
async function wholeBytes(path: string, bytes: Uint8Array, tolerance: Tolerance): Promise<Uint8Array | undefined> {
  try {
    return await decompress(path, bytes);
  } catch (error) {
    const isDamaged = error instanceof SparkException && error.condition === "FAILED_READ_FILE.NO_HINT";
    if (isDamaged && tolerance.ignoreCorruptFiles) return undefined;
    throw error;
  }
}
