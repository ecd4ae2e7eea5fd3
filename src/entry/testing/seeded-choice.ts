/** Choices that a seed decides. Choices of different names do not depend on one another. */
export class SeededChoice {
  #state: number;

  constructor(seed: number, name: string) {
    let state = 0x811c9dc5;
    for (const char of `${name}:${seed}`) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193);
    this.#state = state;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** True so many times in a hundred. */
  percent(share: number): boolean {
    return this.#next() * 100 < share;
  }

  /** One of the items. */
  one<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  /** The items in another order, each order as likely as the others. */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.between(0, last);
      [result[last], result[other]] = [result[other]!, result[last]!];
    }
    return result;
  }

  /** From 0 up to but not including 1: a Weyl sequence, mixed. */
  #next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 0x1_0000_0000;
  }
}
