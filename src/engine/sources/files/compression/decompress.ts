import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { sparkError } from "../../../../common/index.ts";
import { readBzip2 } from "./bzip2.ts";
import { readHadoopBlocks } from "./hadoop-blocks.ts";
import { readLz4 } from "./lz4.ts";
import { readSnappy } from "./snappy.ts";

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);

/** How a file is compressed goes by its extension, as with Hadoop. */
export type Compression = "gzip" | "deflate" | "bzip2" | "lz4" | "snappy" | "zstd" | "none";

const byExtension: Readonly<Record<string, Compression>> = {
  gz: "gzip",
  gzip: "gzip",
  deflate: "deflate",
  bz2: "bzip2",
  lz4: "lz4",
  snappy: "snappy",
  zst: "zstd",
};

export function compressionOf(path: string): Compression {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(byExtension, extension) ? byExtension[extension]! : "none";
}

/**
 * The bytes that were compressed.
 *
 * @throws SparkIOException `FAILED_READ_FILE.NO_HINT` for a damaged file
 * @throws UnsupportedOperationException `UNSUPPORTED_COMPRESSION`
 */
export async function decompress(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const kind = compressionOf(path);
  if (kind === "none" || bytes.length === 0) return bytes;
  if (kind === "zstd") {
    const unzstd = zstandard();
    if (unzstd === undefined) throw sparkError("UNSUPPORTED_COMPRESSION", { path, kind: "Zstandard" });
    return whole(path, () => unzstd(bytes));
  }
  return whole(path, () => {
    switch (kind) {
      case "gzip":
        return gunzipAsync(bytes);
      case "deflate":
        return inflateAsync(bytes);
      case "bzip2":
        return readBzip2(bytes);
      case "lz4":
        return readHadoopBlocks(bytes, readLz4);
      case "snappy":
        return readHadoopBlocks(bytes, readSnappy);
    }
  });
}

async function whole(path: string, read: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw sparkError("FAILED_READ_FILE.NO_HINT", { path, reason }, { cause: error });
  }
}

/** Node knows Zstandard from version 22 on. */
function zstandard(): ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined {
  const { zstdDecompress } = createRequire(import.meta.url)("node:zlib") as {
    zstdDecompress?: (bytes: Uint8Array, done: (error: Error | null, result: Uint8Array) => void) => void;
  };
  return zstdDecompress && promisify(zstdDecompress);
}
