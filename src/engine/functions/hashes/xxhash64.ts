/** XXH64, over whole numbers as Spark feeds them in. */

const p1 = 0x9e3779b185ebca87n;
const p2 = 0xc2b2ae3d27d4eb4fn;
const p3 = 0x165667b19e3779f9n;
const p4 = 0x85ebca77c2b2ae63n;
const p5 = 0x27d4eb2f165667c5n;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => u64(value << by) | (value >> (64n - by));

const finish = (hash: bigint): bigint => {
  let h = u64((hash ^ (hash >> 33n)) * p2);
  h = u64((h ^ (h >> 29n)) * p3);
  return BigInt.asIntN(64, h ^ (h >> 32n));
};

const foldInt = (hash: bigint, value: bigint): bigint => u64(rotate(hash ^ u64(value * p1), 23n) * p2 + p3);
const foldLong = (hash: bigint, value: bigint): bigint =>
  u64(rotate(hash ^ u64(rotate(u64(value * p2), 31n) * p1), 27n) * p1 + p4);

export const xxInt = (value: number, seed: bigint): bigint =>
  finish(foldInt(u64(seed + p5 + 4n), BigInt.asUintN(32, BigInt(value))));

export const xxLong = (value: bigint, seed: bigint): bigint => finish(foldLong(u64(seed + p5 + 8n), u64(value)));

export function xxBytes(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash: bigint;
  if (bytes.length >= 32) {
    const lanes = [u64(seed + p1 + p2), u64(seed + p2), u64(seed), u64(seed - p1)];
    for (; at <= bytes.length - 32; at += 32)
      for (let lane = 0; lane < 4; lane++)
        lanes[lane] = u64(rotate(u64(lanes[lane]! + view.getBigUint64(at + lane * 8, true) * p2), 31n) * p1);
    hash = u64(rotate(lanes[0]!, 1n) + rotate(lanes[1]!, 7n) + rotate(lanes[2]!, 12n) + rotate(lanes[3]!, 18n));
    for (const lane of lanes) hash = u64((hash ^ u64(rotate(u64(lane * p2), 31n) * p1)) * p1 + p4);
  } else hash = u64(seed + p5);
  hash = u64(hash + BigInt(bytes.length));
  for (; at <= bytes.length - 8; at += 8) hash = foldLong(hash, view.getBigUint64(at, true));
  for (; at <= bytes.length - 4; at += 4) hash = foldInt(hash, BigInt(view.getUint32(at, true)));
  for (; at < bytes.length; at++) hash = u64(rotate(hash ^ u64(BigInt(bytes[at]!) * p5), 11n) * p1);
  return finish(hash);
}
