/** Things that are open, for whoever waits until none is. */
export class OpenSet<T> implements Iterable<T> {
  readonly #items = new Set<T>();
  readonly #waiting = new Set<() => void>();

  add(item: T): void {
    this.#items.add(item);
  }

  delete(item: T): void {
    this.#items.delete(item);
    if (this.#items.size === 0) for (const settle of this.#waiting) settle();
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items.values();
  }

  /** Resolves when nothing is open, or after so many milliseconds. */
  emptied(ms: number): Promise<void> {
    if (this.#items.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve();
      };
      const timer = setTimeout(settle, ms);
      this.#waiting.add(settle);
    });
  }
}
