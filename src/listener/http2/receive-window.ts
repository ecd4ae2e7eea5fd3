/** How much a client may send ahead of what is read. */
export class ReceiveWindow {
  readonly #bytes: number;
  /** Of these, what has arrived and the client has not been told to send anew. */
  #taken = 0;
  /** What was read since the client was told the last time. */
  #released = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** So many bytes have arrived. @returns false where the client had no leave to send them */
  take(bytes: number): boolean {
    this.#taken += bytes;
    return this.#taken <= this.#bytes;
  }

  /** So many bytes are no longer held. @returns how many more the client is to be told that it may send; 0 where that can wait */
  release(bytes: number): number {
    this.#released += bytes;
    if (this.#released < this.#bytes / 2) return 0;
    const more = this.#released;
    this.#taken -= more;
    this.#released = 0;
    return more;
  }
}
