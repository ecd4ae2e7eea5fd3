import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { quoteString } from "../../../types/index.ts";
import type { InputFile, ReadFiles } from "../json/index.ts";

/** Paths that DuckDB can open. */
export interface LocalPaths {
  readonly paths: readonly string[];
  release(): Promise<void>;
}

/** Bytes of objects fetched at once. */
const bytesAtOnce = 64 << 20;

/** Where DuckDB finds files: where they are, or for those of buckets in copies of their own. */
export async function localPaths(files: readonly InputFile[], read: ReadFiles): Promise<LocalPaths> {
  const remote = files.filter((file) => file.localPath === undefined);
  if (remote.length === 0) return { paths: files.map((file) => file.localPath!), release: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "millrace-"));
  const release = () => rm(folder, { recursive: true, force: true });
  try {
    const copies = new Map<InputFile, string>();
    for (let first = 0; first < remote.length; ) {
      let end = first + 1;
      for (let bytes = remote[first]!.size; end < remote.length; end++) {
        bytes += remote[end]!.size;
        if (bytes > bytesAtOnce) break;
      }
      const group = remote.slice(first, end);
      const block = await read(group);
      for (const [at, file] of group.entries()) {
        const copy = join(folder, `${first + at}${extname(file.path)}`);
        // A file that is gone has no copy, and DuckDB says so as it does of local files.
        if (!block.missing.includes(at))
          await writeFile(copy, block.bytes.subarray(block.starts[at]!, block.ends[at]!));
        copies.set(file, copy);
      }
      first = end;
    }
    return { paths: files.map((file) => file.localPath ?? copies.get(file)!), release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** A path as DuckDB's readers take it, meant as it is: they would take wildcards in it for a pattern. */
export const pathLiteral = (path: string): string => quoteString(path.replace(/[*?[]/g, "[$&]"));
