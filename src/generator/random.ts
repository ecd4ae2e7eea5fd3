/** The four words that tell the stream of one field from those of all others. */
export interface StreamKey {
  readonly words: Int32Array;
}

/** A well-mixing bijection of 32-bit words. */
function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/** Four words from a text; each lane starts and steps differently, so that lanes do not repeat one another. */
function hashText(text: string): Int32Array {
  const lanes = Int32Array.of(0x243f6a88, 0x13198a2e, 0x299f31d0, 0x082efa98);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    for (let lane = 0; lane < 4; lane++) lanes[lane] = mix(lanes[lane]! + Math.imul(unit + 1, 0x9e3779b1 + 2 * lane));
  }
  return lanes;
}

const TWO_32 = 0x1_0000_0000;
const PER_WORD = 1 / TWO_32;
const TWO_53 = 0x20_0000_0000_0000;

/**
 * Random numbers with random access: the numbers a field sees are a function of seed, record index and field name and of nothing
 * else. So records can be made in any order and on any thread with the same result, and adding a field leaves the others alone.
 *
 * Seed, index and field name select the start of an sfc32 sequence. The selection is injective in the index: two records never
 * share a sequence.
 */
export class Random {
  readonly #seed: Int32Array;
  #low = 0;
  #high = 0;
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  constructor(seed: string) {
    this.#seed = hashText(seed);
  }

  /** The key of the stream called `name`. */
  key(name: string): StreamKey {
    const words = hashText(name);
    for (let i = 0; i < 4; i++) words[i] = mix(words[i]! ^ this.#seed[3 - i]!);
    return { words };
  }

  /** Moves to a record. Streams are chosen by {@link stream} afterwards. */
  record(index: number): void {
    this.#low = mix((index | 0) ^ this.#seed[0]!);
    this.#high = mix((((index / TWO_32) | 0) ^ this.#seed[1]!) + this.#low);
  }

  /** Moves to the start of a stream of the current record. */
  stream(key: StreamKey): void {
    const words = key.words;
    this.#a = mix(this.#low ^ words[0]!);
    this.#b = mix(this.#high ^ words[1]!);
    // Every output sums one of the mixed words, so the other two need no mixing of their own.
    this.#c = (this.#low + words[2]!) | 0;
    this.#d = (this.#high + words[3]!) | 0;
  }

  /** The next 32 bits, as a whole number from 0. */
  u32(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** 53 random bits as a whole number. */
  #u53(): number {
    return (this.u32() >>> 5) * 0x400_0000 + (this.u32() >>> 6);
  }

  /** A number from 0 up to, without, 1, with 53 random bits. */
  unit(): number {
    return this.#u53() / TWO_53;
  }

  /**
   * A whole number from 0 up to, without, `bound`.
   *
   * @param bound - 1 to 2^53
   */
  below(bound: number): number {
    // One word is enough for small bounds: no value's share is off by more than bound / 2^32.
    if (bound <= 0x10_0000) return (this.u32() * bound * PER_WORD) | 0;
    const limit = TWO_53 - (TWO_53 % bound);
    let drawn = this.#u53();
    while (drawn >= limit) drawn = this.#u53();
    return drawn % bound;
  }

  /** A whole number from 0 up to, without, `bound`, for bounds of any size. */
  belowBig(bound: bigint): bigint {
    const words = Math.ceil(bound.toString(2).length / 32);
    const size = 1n << BigInt(32 * words);
    const limit = size - (size % bound);
    for (;;) {
      let drawn = 0n;
      for (let i = 0; i < words; i++) drawn = (drawn << 32n) | BigInt(this.u32());
      if (drawn < limit) return drawn % bound;
    }
  }
}
