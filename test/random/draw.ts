/** A source of pseudo-random choices: the same seed, the same choices. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = mixed(seed ^ 0x9e3779b9);
  }

  /** A whole number from 0 to 2^32 - 1. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return mixed(this.#state) >>> 0;
  }

  /** A whole number of at least 0 and below `count`. */
  below(count: number): number {
    return Math.floor((this.#next() / 2 ** 32) * count);
  }

  /** True so many times out of one. */
  chance(share: number): boolean {
    return this.#next() / 2 ** 32 < share;
  }

  one<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error("there is nothing to choose from");
    return from[this.below(from.length)]!;
  }

  /**
   * One of many, in a way that hardly changes when some are added: each has a number that depends on this draw and on its name, and
   * the smallest wins. So a production that is added to the grammar changes the queries in which it occurs, and no others.
   */
  named<T>(from: readonly T[], name: (one: T) => string): T {
    const draw = this.#next();
    let [best, least] = [from[0], Number.POSITIVE_INFINITY];
    for (const one of from) {
      const number = mixed(draw ^ hashed(name(one))) >>> 0;
      if (number < least) [best, least] = [one, number];
    }
    if (best === undefined) throw new Error("there is nothing to choose from");
    return best;
  }
}

/** Spreads the bits of a 32-bit number over all of it. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

const hashes = new Map<string, number>();

function hashed(text: string): number {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hashes.set(text, hash);
  return hash;
}
