interface Bin {
  x: number;
  y: number;
}

/** Java's random numbers, which choose between gaps of one size. @see java.util.Random */
function javaRandom(seed: number): () => number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(seed) ^ 0x5deece66dn) & mask;
  const next = (bits: bigint): number => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return Number(state >> (48n - bits));
  };
  return () => (next(26n) * 2 ** 27 + next(27n)) * 2 ** -53;
}

/**
 * A histogram of bins that grow with the values: a value is a bin of its own, and where there are too many the two that are nearest
 * to each other become one.
 *
 * @see org.apache.spark.sql.util.NumericHistogram
 */
export function histogram(values: readonly (number | null)[], most: number): readonly Bin[] | null {
  const bins: Bin[] = [];
  const random = javaRandom(31_183);
  for (const value of values) {
    if (value === null) continue;
    let at = 0;
    for (let high = bins.length; at < high; ) {
      const middle = (at + high) >> 1;
      if (bins[middle]!.x < value) at = middle + 1;
      else high = middle;
    }
    if (bins[at]?.x === value) bins[at]!.y += 1;
    else bins.splice(at, 0, { x: value, y: 1 });
    if (bins.length > most) mergeNearest(bins, random);
  }
  return bins.length === 0 ? null : bins;
}

function mergeNearest(bins: Bin[], random: () => number): void {
  let smallest = Number.POSITIVE_INFINITY;
  let at = -1;
  let count = 0;
  for (let i = 0; i + 1 < bins.length; i++) {
    const gap = bins[i + 1]!.x - bins[i]!.x;
    if (gap < smallest) {
      smallest = gap;
      at = i;
      count = 1;
    } else if (gap === smallest && random() <= 1 / ++count) at = i;
  }
  const [left, right] = [bins[at]!, bins[at + 1]!];
  const y = left.y + right.y;
  bins.splice(at, 2, { x: left.x * (left.y / y) + right.x * (right.y / y), y });
}
