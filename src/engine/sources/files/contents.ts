import { sparkError } from "../../../common/index.ts";
import type { ReadFiles } from "../json/index.ts";
import { decompress } from "./decompress.ts";
import type { SourceFile } from "./source-file.ts";

/** Bytes of files read at once. */
const bytesAtOnce = 64 << 20;
const filesAtOnce = 10_000;

/**
 * The bytes of files, one after the other, no longer compressed.
 *
 * @param ignoreMissing - passes over files that are gone since they were listed
 * @throws SparkIOException `FAILED_READ_FILE.FILE_NOT_EXIST`
 */
export async function* contentsOf(
  files: readonly SourceFile[],
  read: ReadFiles,
  ignoreMissing: boolean,
): AsyncGenerator<{ readonly file: SourceFile; readonly index: number; readonly bytes: Uint8Array }> {
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
        if (ignoreMissing) continue;
        throw sparkError("FAILED_READ_FILE.FILE_NOT_EXIST", { path: file.path });
      }
      const bytes = block.bytes.subarray(block.starts[at]!, block.ends[at]!);
      yield { file, index: first + at, bytes: await decompress(file.path, bytes) };
    }
    first = end;
  }
}
