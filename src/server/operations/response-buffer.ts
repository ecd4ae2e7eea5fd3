import { sparkError } from "../../common/index.ts";
import { Wakeup } from "./wakeup.ts";

/** A response that a client can name to go on behind it. */
export interface Numbered {
  readonly responseId: string;
}

/** How much a buffer holds, in bytes of rows. */
export interface BufferLimits {
  /** Responses that no reader has taken yet; a producer that is further ahead waits. */
  readonly unsentBytes: number;
  /** Responses that were taken and may be asked for again; the oldest go first. */
  readonly keptBytes: number;
}

interface Entry<T> {
  readonly response: T;
  readonly bytes: number;
}

/**
 * The responses of one operation, between the execution that makes them and the calls that carry them to the client. A call that is cut
 * off loses nothing: what it had taken stays here until the client says that it has it.
 *
 * @see org.apache.spark.sql.connect.execution.ExecuteResponseObserver
 */
export class ResponseBuffer<T extends Numbered> {
  readonly #limits: BufferLimits;
  readonly #entries: Entry<T>[] = [];
  /** Position of every response there ever was, by its id. */
  readonly #positions = new Map<string, number>();
  /** Position of the first response that is still here. */
  #first = 0;
  /** Position behind the last response that a reader took. */
  #taken = 0;
  #unsentBytes = 0;
  #keptBytes = 0;
  #outcome: { readonly error?: unknown } | undefined;
  readonly #written = new Wakeup();
  readonly #read = new Wakeup();

  constructor(limits: BufferLimits) {
    this.#limits = limits;
  }

  /** Adds a response. Resolves when there is room for more, or when nothing is going to be read any longer. */
  async push(response: T, bytes: number): Promise<void> {
    if (this.#outcome !== undefined) return;
    this.#positions.set(response.responseId, this.#end);
    this.#entries.push({ response, bytes });
    this.#unsentBytes += bytes;
    this.#written.wake();
    while (this.#unsentBytes > this.#limits.unsentBytes && this.#outcome === undefined) await this.#read.wait();
  }

  /** Says that no response follows, or that instead of one there is an error. What is said first holds. */
  close(outcome: { readonly error?: unknown } = {}): void {
    this.#outcome ??= outcome;
    this.#written.wake();
    this.#read.wake();
  }

  get isClosed(): boolean {
    return this.#outcome !== undefined;
  }

  /**
   * The position behind a response.
   *
   * @throws SparkException `INVALID_CURSOR.POSITION_NOT_FOUND`, `INVALID_CURSOR.POSITION_NOT_AVAILABLE` where what follows is gone
   */
  positionAfter(responseId: string): number {
    const before = this.#positions.get(responseId);
    if (before === undefined) throw sparkError("INVALID_CURSOR.POSITION_NOT_FOUND", { responseId });
    if (before + 1 < this.#first) {
      throw sparkError("INVALID_CURSOR.POSITION_NOT_AVAILABLE", { responseId, index: String(before + 1) });
    }
    return before + 1;
  }

  /** The first position, where nothing was forgotten yet. @throws SparkException `INVALID_CURSOR.POSITION_NOT_AVAILABLE` */
  start(): number {
    if (this.#first > 0) throw sparkError("INVALID_CURSOR.POSITION_NOT_AVAILABLE", { responseId: "", index: "0" });
    return 0;
  }

  /**
   * The responses from a position on, until there are no more, or until the reader has left.
   *
   * @param keep - whether responses stay for a reader that has to begin anew
   * @param hasLeft - whether the reader wants no more; whoever changes that calls {@link wakeReaders}
   * @throws what the operation failed with, behind all its responses
   */
  async *read(from: number, { keep, hasLeft }: { keep: boolean; hasLeft: () => boolean }): AsyncGenerator<T> {
    for (let position = from; !hasLeft(); ) {
      // The client may have released what this reader has not come to, as it had it from an earlier one.
      position = Math.max(position, this.#first);
      const entry = this.#entries[position - this.#first];
      if (entry !== undefined) {
        position += 1;
        this.#take(position, entry.bytes);
        if (!keep) this.#forget(position);
        yield entry.response;
      } else if (this.#outcome === undefined) {
        await this.#written.wait();
      } else {
        if ("error" in this.#outcome) throw this.#outcome.error;
        return;
      }
    }
  }

  /** Has the readers look whether they have left. */
  wakeReaders(): void {
    this.#written.wake();
  }

  /** Forgets the responses up to one that the client has. An unknown id forgets nothing: it is of a response long forgotten. */
  release(untilResponseId: string): void {
    const position = this.#positions.get(untilResponseId);
    if (position !== undefined) this.#forget(Math.min(position + 1, this.#taken));
  }

  get #end(): number {
    return this.#first + this.#entries.length;
  }

  #take(upTo: number, bytes: number): void {
    if (upTo <= this.#taken) return;
    this.#taken = upTo;
    this.#unsentBytes -= bytes;
    this.#keptBytes += bytes;
    // The newest stays however large it is, or a cut right behind it could not be mended.
    while (this.#keptBytes > this.#limits.keptBytes && this.#first + 1 < this.#taken) this.#forget(this.#first + 1);
    this.#read.wake();
  }

  #forget(upTo: number): void {
    const gone = this.#entries.splice(0, Math.max(0, upTo - this.#first));
    this.#first += gone.length;
    for (const { bytes } of gone) this.#keptBytes -= bytes;
  }
}
