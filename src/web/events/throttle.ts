/** Calls a function soon after it was asked for, but not more often than every so many milliseconds, and never twice at once. */
export class Throttle {
  readonly #work: () => void | Promise<void>;
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #again = false;
  #closed = false;
  #last = Number.NEGATIVE_INFINITY;

  constructor(ms: number, work: () => void | Promise<void>) {
    this.#ms = ms;
    this.#work = work;
  }

  ask(): void {
    if (this.#closed) return;
    if (this.#running) this.#again = true;
    else if (this.#timer === undefined) {
      const wait = Math.max(0, this.#last + this.#ms - performance.now());
      this.#timer = setTimeout(() => void this.#run(), wait);
      this.#timer.unref();
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    this.#last = performance.now();
    try {
      await this.#work();
    } finally {
      this.#running = false;
      const again = this.#again;
      this.#again = false;
      if (again) this.ask();
    }
  }
}
