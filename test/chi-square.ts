/** Sum of (observed - expected)² / expected for equally likely cells. */
export function chiSquare(counts: ArrayLike<number>): number {
  const values = Array.from(counts);
  const expected = values.reduce((sum, count) => sum + count, 0) / values.length;
  return values.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Chi-square of two samples of the same size over common cells; as many degrees of freedom as cells less one. */
export function chiSquareOfTwo(left: ArrayLike<number>, right: ArrayLike<number>): number {
  return Array.from(left).reduce((sum, count, i) => {
    const both = count + right[i]!;
    return both === 0 ? sum : sum + (count - right[i]!) ** 2 / both;
  }, 0);
}

/** A chi-square above this happens by chance about once in ten thousand times for so many cells (Wilson and Hilferty). */
export function chiSquareLimit(cells: number): number {
  const k = cells - 1;
  return k * (1 - 2 / (9 * k) + 3.719 * Math.sqrt(2 / (9 * k))) ** 3;
}
