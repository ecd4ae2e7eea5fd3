import { copyBack } from "./hadoop-blocks.ts";

const shortestMatch = 4;

/** A block of LZ4. @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */
export function readLz4(bytes: Uint8Array, most: number): Uint8Array {
  // No byte stands for more than 255.
  const out = new Uint8Array(Math.min(most, bytes.length * 255));
  let [at, to] = [0, 0];
  /** Lengths that do not fit into four bits go on in bytes. */
  const whole = (length: number): number => {
    let sum = length;
    if (length === 15) {
      for (let more = 255; more === 255; sum += more) {
        if (at >= bytes.length) throw new RangeError("a length is cut off");
        more = bytes[at++]!;
      }
    }
    return sum;
  };
  while (at < bytes.length) {
    const token = bytes[at++]!;
    const literals = whole(token >> 4);
    if (at + literals > bytes.length || to + literals > out.length) throw new RangeError("literals are cut off");
    out.set(bytes.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    // The last sequence has literals alone.
    if (at >= bytes.length) break;
    if (at + 2 > bytes.length) throw new RangeError("an offset is cut off");
    const distance = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    const length = whole(token & 15) + shortestMatch;
    copyBack(out, to, distance, length);
    to += length;
  }
  return out.subarray(0, to);
}
