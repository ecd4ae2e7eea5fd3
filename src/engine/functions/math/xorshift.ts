import { murmur3 } from "../hashes/murmur3.ts";

const unit = 2 ** -53;

/** The seed's bytes are hashed, so that small seeds differ in more than a few bits. */
function hashedSeed(seed: bigint): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(seed);
  const low = murmur3(bytes, 0x3c074a61);
  const high = murmur3(bytes, low);
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0));
}

/**
 * The random numbers that Spark draws.
 *
 * @see org.apache.spark.util.random.XORShiftRandom
 */
export class XorShiftRandom {
  #state: bigint;
  #spare: number | undefined;

  constructor(seed: bigint) {
    this.#state = hashedSeed(seed);
  }

  #next(bits: number): number {
    let next = this.#state ^ BigInt.asIntN(64, this.#state << 21n);
    next ^= BigInt.asUintN(64, next) >> 35n;
    next = BigInt.asIntN(64, next ^ (next << 4n));
    this.#state = next;
    return Number(BigInt.asIntN(32, next & ((1n << BigInt(bits)) - 1n)));
  }

  nextInt(): number {
    return this.#next(32);
  }

  nextDouble(): number {
    const high = this.#next(26);
    return (high * 2 ** 27 + this.#next(27)) * unit;
  }

  /** From the normal distribution, by Marsaglia's polar method. */
  nextGaussian(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const a = 2 * this.nextDouble() - 1;
      const b = 2 * this.nextDouble() - 1;
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = b * factor;
      return a * factor;
    }
  }
}
