/** Murmur3 of 32 bits as Spark computes it: bytes behind the last whole word count as words of their own. */

const mix = (value: number): number => {
  const k = Math.imul(value, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
};

const fold = (hash: number, k: number): number => {
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
};

const finish = (hash: number, length: number): number => {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

export const murmurInt = (value: number, seed: number): number => finish(fold(seed, mix(value)), 4);

export const murmurLong = (value: bigint, seed: number): number => {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return finish(fold(fold(seed, mix(low)), mix(high)), 8);
};

export function murmurBytes(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.length & ~3;
  let hash = seed;
  for (let at = 0; at < words; at += 4) hash = fold(hash, mix(view.getInt32(at, true)));
  for (let at = words; at < bytes.length; at++) hash = fold(hash, mix(view.getInt8(at)));
  return finish(hash, bytes.length);
}

/** Murmur3 of 32 bits over bytes as its author defines it. */
export function murmur3(bytes: Uint8Array, seed: number): number {
  const words = bytes.length & ~3;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hash = seed;
  for (let at = 0; at < words; at += 4) hash = fold(hash, mix(view.getInt32(at, true)));
  let rest = 0;
  for (let at = bytes.length - 1; at >= words; at--) rest = (rest << 8) | bytes[at]!;
  if (words < bytes.length) hash ^= mix(rest);
  return finish(hash, bytes.length);
}
