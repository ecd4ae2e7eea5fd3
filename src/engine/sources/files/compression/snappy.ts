import { copyBack } from "./hadoop-blocks.ts";

/** A block of Snappy. @see https://github.com/google/snappy/blob/main/format_description.txt */
export function readSnappy(bytes: Uint8Array, most: number): Uint8Array {
  let at = 0;
  const next = (): number => {
    if (at >= bytes.length) throw new RangeError("the block is cut off");
    return bytes[at++]!;
  };
  const little = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += next() * 2 ** (8 * i);
    return value;
  };
  let size = 0;
  for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
    byte = next();
    size += (byte & 127) * 2 ** shift;
    if (size > most) throw new RangeError("the block is longer than it may be");
  }
  const out = new Uint8Array(size);
  let to = 0;
  while (at < bytes.length) {
    const tag = next();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const length = (short < 60 ? short : little(short - 59)) + 1;
      if (at + length > bytes.length || to + length > size) throw new RangeError("literals are cut off");
      out.set(bytes.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const distance = kind === 1 ? (tag >> 5) * 256 + next() : little(kind === 2 ? 2 : 4);
    copyBack(out, to, distance, length);
    to += length;
  }
  if (to !== size) throw new RangeError("the block is not as long as it says");
  return out;
}
