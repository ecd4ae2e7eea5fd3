import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { AddArtifactsRequestSchema } from "../../protocol/index.ts";

/** Bytes of an artifact that is sent ahead of the plan that names it by its hash. */
export interface CachedBytes {
  readonly hash: string;
  /** The artifact's name on the server. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ArtifactPayload = NonNullable<MessageInitShape<typeof AddArtifactsRequestSchema>["payload"]>;

/** Bytes of an artifact in one message: few enough to flow between other calls. */
const chunkBytes = 256 * 1024;

export function cachedBytes(bytes: Uint8Array): CachedBytes {
  const hash = createHash("sha256").update(bytes).digest("hex");
  return { hash, name: `cache/${hash}`, bytes };
}

/** The messages that carry artifacts: one for a small one, else several, of which the first says how many. */
export function* artifactPayloads(artifacts: Iterable<CachedBytes>): Generator<ArtifactPayload> {
  for (const { name, bytes } of artifacts) {
    const first = chunkAt(bytes, 0);
    if (bytes.length <= chunkBytes) {
      yield { case: "batch", value: { artifacts: [{ name, data: first }] } };
      continue;
    }
    const [totalBytes, numChunks] = [BigInt(bytes.length), BigInt(Math.ceil(bytes.length / chunkBytes))];
    yield { case: "beginChunk", value: { name, totalBytes, numChunks, initialChunk: first } };
    for (let from = chunkBytes; from < bytes.length; from += chunkBytes)
      yield { case: "chunk", value: chunkAt(bytes, from) };
  }
}

function chunkAt(bytes: Uint8Array, from: number) {
  const data = bytes.subarray(from, from + chunkBytes) as Uint8Array<ArrayBuffer>;
  return { data, crc: BigInt(crc32(data)) };
}
