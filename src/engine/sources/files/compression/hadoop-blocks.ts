/** Decompresses one chunk, whose result is at most `most` bytes long. @throws RangeError for a damaged one */
export type ChunkCodec = (chunk: Uint8Array, most: number) => Uint8Array;

/**
 * The form that Hadoop gives to codecs which know no files of their own, LZ4 and Snappy: blocks of a known length, each in chunks that
 * are compressed by themselves.
 *
 * @see org.apache.hadoop.io.compress.BlockDecompressorStream
 * @throws RangeError for damaged bytes
 */
export function readHadoopBlocks(bytes: Uint8Array, codec: ChunkCodec): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    let left = view.getUint32(at);
    at += 4;
    while (left > 0) {
      const length = view.getUint32(at);
      const end = at + 4 + length;
      if (end > bytes.length) throw new RangeError("a block ends before its length");
      const chunk = codec(bytes.subarray(at + 4, end), left);
      if (chunk.length === 0 || chunk.length > left) throw new RangeError("a block is not as long as it says");
      chunks.push(chunk);
      left -= chunk.length;
      at = end;
    }
  }
  return Buffer.concat(chunks);
}

/** Copies within what is decompressed already; the copy may run into itself, which repeats a pattern. */
export function copyBack(to: Uint8Array, at: number, distance: number, length: number): void {
  if (distance === 0 || distance > at || at + length > to.length)
    throw new RangeError("a copy from outside of the block");
  if (distance >= length) to.copyWithin(at, at - distance, at - distance + length);
  else for (let i = at; i < at + length; i++) to[i] = to[i - distance]!;
}
