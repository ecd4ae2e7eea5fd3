import { randomId } from "../../common/index.ts";

/** How much is kept for clients that are slow or come back: about ten minutes of a lively query. */
const kept = { events: 3000, bytes: 4 * 1024 * 1024 } as const;

/** Where a reader is: the number of the event that it has read last. */
export type Cursor = number;

/** The newest events in memory that does not grow, numbered without gaps. Readers go through it at their own speed. */
export class EventLog {
  /** Tells the numbers of this log from those of one before a restart. */
  readonly #epoch: string = randomId().slice(0, 8);
  readonly #texts: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #limits: { readonly events: number; readonly bytes: number };
  #bytes = 0;
  #head: Cursor = 0;

  constructor(limits: { readonly events: number; readonly bytes: number } = kept) {
    this.#limits = limits;
  }

  /** The newest event; 0 before the first. */
  get head(): Cursor {
    return this.#head;
  }

  append(name: string, data: unknown): void {
    this.#head += 1;
    const text = eventText(name, data, this.idOf(this.#head));
    this.#texts.push(text);
    this.#bytes += text.length;
    while (this.#texts.length > this.#limits.events || (this.#bytes > this.#limits.bytes && this.#texts.length > 1))
      this.#bytes -= this.#texts.shift()!.length;
    for (const wake of this.#waiting) wake();
  }

  /** Forgets all: whoever comes back has missed something. */
  skip(): void {
    this.#texts.length = 0;
    this.#bytes = 0;
    this.#head += 1;
  }

  /** How a client names a place when it comes back. */
  idOf(cursor: Cursor): string {
    return `${this.#epoch}-${cursor}`;
  }

  /** The place that a client names; undefined for one of another server. */
  cursorOf(id: string): Cursor | undefined {
    const [, epoch, number] = /^(.+)-(\d+)$/.exec(id) ?? [];
    const cursor = Number(number);
    return epoch === this.#epoch && cursor <= this.#head ? cursor : undefined;
  }

  /**
   * The events behind a place, as text, until they are about so many characters.
   *
   * @returns undefined where the next of them is no longer there
   */
  read(cursor: Cursor, characters: number): { readonly text: string; readonly cursor: Cursor } | undefined {
    const first = this.#head - this.#texts.length;
    if (cursor < first) return undefined;
    let [text, at] = ["", cursor];
    while (at < this.#head && text.length < characters) {
      text += this.#texts[at - first]!;
      at += 1;
    }
    return { text, cursor: at };
  }

  /** @returns a function that ends it */
  onAppend(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }
}

/** An event as it goes over the wire. */
export const eventText = (name: string, data: unknown, id?: string): string =>
  `event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
