/** The magic numbers of a block and of a stream's end: the digits of pi and of its square root. */
const blockMagic = 0x314159265359;
const endMagic = 0x177245385090;
const longestCode = 20;
const groupSize = 50;

const damaged = (what: string): RangeError => new RangeError(`not bzip2, or damaged: ${what}`);

/** Reads bits from the most significant on. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;
  #kept = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @param count - up to 24 */
  read(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) throw damaged("it ends too early");
      this.#kept = ((this.#kept & 0xffffff) << 8) | this.#bytes[this.#at++]!;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#kept >>> this.#count) & ((1 << count) - 1);
  }

  read48(): number {
    return this.read(24) * 2 ** 24 + this.read(24);
  }

  read32(): number {
    return ((this.read(16) << 16) | this.read(16)) >>> 0;
  }

  /** Goes on at the next whole byte. @returns whether there is one */
  align(): boolean {
    this.#count -= this.#count % 8;
    return this.#count > 0 || this.#at < this.#bytes.length;
  }
}

/** Codes of one length are numbers in a row, so the first and the last of each length tell all. */
class HuffmanCode {
  readonly #symbols: number[] = [];
  /** By length: the last code, and what to take from a code to have its place among the symbols. */
  readonly #last: number[] = [];
  readonly #offset: number[] = [];

  constructor(lengths: readonly number[]) {
    for (let length = 1, code = 0; length <= longestCode; length++, code <<= 1) {
      this.#offset[length] = code - this.#symbols.length;
      for (const [symbol, its] of lengths.entries()) {
        if (its !== length) continue;
        this.#symbols.push(symbol);
        code += 1;
      }
      this.#last[length] = code - 1;
    }
  }

  read(bits: Bits): number {
    let code = 0;
    for (let length = 1; length <= longestCode; length++) {
      code = (code << 1) | bits.read(1);
      if (code > this.#last[length]!) continue;
      const symbol = this.#symbols[code - this.#offset[length]!];
      if (symbol !== undefined) return symbol;
    }
    throw damaged("a code that stands for nothing");
  }
}

/** Moves what was asked for to the front. */
function toFront<T>(list: T[], at: number): T {
  const [found] = list.splice(at, 1);
  if (found === undefined) throw damaged("a place that is not there");
  list.unshift(found);
  return found;
}

function readLengths(bits: Bits, symbols: number): number[] {
  let length = bits.read(5);
  return Array.from({ length: symbols }, () => {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
    if (length < 1 || length > longestCode) throw damaged("the length of a code");
    return length;
  });
}

function usedBytes(bits: Bits): number[] {
  const ranges = bits.read(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const members = bits.read(16);
    for (let i = 0; i < 16; i++) if ((members & (0x8000 >> i)) !== 0) used.push(range * 16 + i);
  }
  if (used.length === 0) throw damaged("a block of no bytes");
  return used;
}

/** The bytes of a block in the order of their contexts, as many as `count`. */
function readSorted(bits: Bits, into: Uint8Array): number {
  const front = usedBytes(bits);
  const endOfBlock = front.length + 1;
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw damaged("the tables of a block");
  const tables = Array.from({ length: tableCount }, (_, i) => i);
  const selectors = Array.from({ length: selectorCount }, () => {
    let place = 0;
    while (bits.read(1) === 1) place += 1;
    return toFront(tables, place);
  });
  const codes = Array.from({ length: tableCount }, () => new HuffmanCode(readLengths(bits, endOfBlock + 1)));
  let count = 0;
  let run = 0;
  let digit = 1;
  for (let group = 0; ; group++) {
    const code = codes[selectors[group] ?? -1];
    if (code === undefined) throw damaged("a block without an end");
    for (let i = 0; i < groupSize; i++) {
      const symbol = code.read(bits);
      // The first two symbols are digits of how often the byte in front is repeated.
      if (symbol <= 1) {
        run += digit << symbol;
        digit <<= 1;
        if (run > into.length) throw damaged("a block that is too long");
        continue;
      }
      if (run > 0) {
        if (count + run > into.length) throw damaged("a block that is too long");
        into.fill(front[0]!, count, count + run);
        count += run;
        run = 0;
        digit = 1;
      }
      if (symbol === endOfBlock) return count;
      if (count >= into.length) throw damaged("a block that is too long");
      into[count++] = toFront(front, symbol - 1);
    }
  }
}

const crcTable: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** Gathers bytes, with their check sum. */
class Output {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  crc = 0xffffffff;

  add(byte: number, times: number): void {
    if (this.#length + times > this.#bytes.length) {
      const more = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + times));
      more.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = more;
    }
    for (let i = 0; i < times; i++) {
      this.#bytes[this.#length++] = byte;
      this.crc = (this.crc << 8) ^ crcTable[(this.crc >>> 24) ^ byte]!;
      this.crc >>>= 0;
    }
  }

  get whole(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Brings sorted bytes back into their order. */
function unsort(sorted: Uint8Array, count: number, origin: number, out: Output): void {
  if (origin >= count) throw damaged("where a block begins");
  const starts = new Uint32Array(257);
  for (let i = 0; i < count; i++) starts[sorted[i]! + 1]! += 1;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte]!;
  const next = new Uint32Array(count);
  for (let i = 0; i < count; i++) next[starts[sorted[i]!]!++] = i;
  let at = next[origin]!;
  let before = -1;
  let same = 0;
  for (let i = 0; i < count; i++) {
    const byte = sorted[at]!;
    at = next[at]!;
    // Behind four alike stands how many more there are.
    if (same === 4) {
      out.add(before, byte);
      [before, same] = [-1, 0];
      continue;
    }
    same = byte === before ? same + 1 : 1;
    before = byte;
    out.add(byte, 1);
  }
}

/** What was compressed with bzip2, in one stream or several behind each other. @throws RangeError for damaged bytes */
export function readBzip2(bytes: Uint8Array): Uint8Array {
  const bits = new Bits(bytes);
  const out = new Output();
  do {
    if (bits.read(16) !== 0x425a || bits.read(8) !== 0x68) throw damaged("how it begins");
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) throw damaged("the size of its blocks");
    const sorted = new Uint8Array(level * 100_000);
    let total = 0;
    for (let magic = bits.read48(); magic !== endMagic; magic = bits.read48()) {
      if (magic !== blockMagic) throw damaged("how a block begins");
      const crc = bits.read32();
      if (bits.read(1) === 1) throw damaged("a block of the form that bzip2 0.9.0 has given up");
      const origin = bits.read(24);
      const count = readSorted(bits, sorted);
      out.crc = 0xffffffff;
      unsort(sorted, count, origin, out);
      if (~out.crc >>> 0 !== crc) throw damaged("the check sum of a block");
      total = (((total << 1) | (total >>> 31)) ^ crc) >>> 0;
    }
    if (bits.read32() !== total) throw damaged("the check sum");
  } while (bits.align());
  return out.whole;
}
