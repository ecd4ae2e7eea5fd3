import { availableParallelism } from "node:os";

/** A batch that takes longer gives up its place, so that nobody waits for a long one. */
const placeMs = 50;

/**
 * Lets as many micro-batches of a process begin at once as there are processors, in the order in which they come. Twenty queries on one
 * folder all have a batch at the same moment: side by side all of them would end when the last one does, one behind the other half of
 * them end in half the time.
 */
export class Turns {
  readonly #places: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** Waits for a place. @returns what gives it back */
  async take(): Promise<() => void> {
    if (this.#taken < this.#places) this.#taken += 1;
    // A place that is given back goes to the next as it is.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isMine = true;
    const giveBack = (): void => {
      clearTimeout(overdue);
      if (!isMine) return;
      isMine = false;
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken -= 1;
      else next();
    };
    const overdue = setTimeout(giveBack, placeMs);
    return giveBack;
  }
}

/** All queries of the process share its processors. */
export const turns: Turns = new Turns(availableParallelism());
