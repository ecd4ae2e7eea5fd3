import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { sparkError } from "../../../common/index.ts";

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);

/** How a file is compressed goes by its extension, as with Hadoop. */
export type Compression = "gzip" | "deflate" | "zstd" | "none";

const refused: Readonly<Record<string, string>> = { bz2: "bzip2", lz4: "LZ4", snappy: "Snappy" };

/** @throws UnsupportedOperationException `UNSUPPORTED_COMPRESSION` */
export function compressionOf(path: string): Compression {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  const kind = refused[extension];
  if (kind !== undefined) throw sparkError("UNSUPPORTED_COMPRESSION", { path, kind });
  return extension === "gz" ? "gzip" : extension === "deflate" ? "deflate" : extension === "zst" ? "zstd" : "none";
}

/** The bytes that were compressed. @throws SparkIOException `FAILED_READ_FILE.NO_HINT` for a damaged file */
export async function decompress(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const kind = compressionOf(path);
  if (kind === "none" || bytes.length === 0) return bytes;
  try {
    if (kind === "gzip") return await gunzipAsync(bytes);
    if (kind === "deflate") return await inflateAsync(bytes);
    return await unzstd(path, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw sparkError("FAILED_READ_FILE.NO_HINT", { path, reason }, { cause: error });
  }
}

/** Node knows Zstandard from version 22 on. */
async function unzstd(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const zlib = createRequire(import.meta.url)("node:zlib") as {
    zstdDecompress?: (bytes: Uint8Array, done: (error: Error | null, result: Uint8Array) => void) => void;
  };
  const { zstdDecompress } = zlib;
  if (zstdDecompress === undefined) throw sparkError("UNSUPPORTED_COMPRESSION", { path, kind: "Zstandard" });
  return promisify(zstdDecompress)(bytes);
}
