import { type ErrorCode, errorCode, frame, frameFlag, frameType, words } from "./frames.ts";
import type { HeaderBlock } from "./header-block.ts";
import { ReceiveWindow } from "./receive-window.ts";

/** What a stream asks of its connection. */
export interface StreamLink {
  /** Sends a frame that no window holds back. */
  send(frame: Buffer): void;
  /** The stream has data to send, or its end. */
  ready(stream: Stream): void;
  /** Bytes that have arrived are no longer held. */
  release(bytes: number): void;
  /** The stream is closed. */
  forget(stream: Stream): void;
}

/** Bytes that may wait to be sent before a writer should. */
const enoughWaiting = 64 * 1024;

/** One request of a client and its answer. */
export class Stream {
  readonly id: number;
  /** Told when something of the request has arrived, its end too, and when the stream is closed. */
  onArrival: (() => void) | undefined;
  /** Told once when the stream is closed, be it that all is said or that it was cut off. */
  onClose: (() => void) | undefined;
  /** Bytes that the client takes at this moment. */
  sendWindow: number;
  readonly #link: StreamLink;
  readonly #window: ReceiveWindow;
  readonly #arrived: Buffer[] = [];
  #requestEnded = false;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #answered = false;
  /** What is sent behind all data. */
  #end: Buffer | undefined;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(id: number, link: StreamLink, windows: { readonly send: number; readonly receive: number }) {
    this.id = id;
    this.#link = link;
    this.sendWindow = windows.send;
    this.#window = new ReceiveWindow(windows.receive);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether an answer has begun. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Whether all of the request has arrived and was read. */
  get requestRead(): boolean {
    return this.#requestEnded && this.#arrived.length === 0;
  }

  /** Takes what has arrived next. */
  read(): Buffer | undefined {
    const chunk = this.#arrived.shift();
    if (chunk !== undefined) this.#release(chunk.length);
    return chunk;
  }

  /** Begins the answer. */
  respond(headers: HeaderBlock): void {
    if (this.#closed || this.#answered) return;
    this.#answered = true;
    this.#link.send(frame(frameType.headers, frameFlag.endHeaders, this.id, headers));
  }

  /** Sends bytes of the answer. @returns false where the caller should wait until they are {@link drained} */
  write(...chunks: readonly Uint8Array[]): boolean {
    if (this.#closed || this.#end !== undefined) return true;
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.#waiting.push(chunk);
      this.#waitingBytes += chunk.length;
    }
    if (this.isReady) this.#link.ready(this);
    return this.#waitingBytes < enoughWaiting;
  }

  /** Resolves when the client has taken what was written, or the stream is closed. */
  drained(): Promise<void> {
    if (this.#closed || this.#waitingBytes < enoughWaiting) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  /** Ends the answer with headers: its trailers, or all there is of it. The rest of a request is not read any more. */
  end(headers: HeaderBlock): void {
    if (this.#closed || this.#end !== undefined) return;
    this.#answered = true;
    const flags = frameFlag.endHeaders | frameFlag.endStream;
    this.#end = frame(frameType.headers, flags, this.id, headers);
    if (this.isReady) this.#link.ready(this);
  }

  /** Cuts the stream off. */
  reset(code: ErrorCode): void {
    if (this.#closed) return;
    this.#link.send(frame(frameType.reset, 0, this.id, words(code)));
    this.close();
  }

  /** @internal Of the request, something has arrived. @returns false where it is more than the client may send, or comes after the end */
  arrive(data: Buffer, held: number, isEnd: boolean): boolean {
    if (this.#requestEnded || !this.#window.take(held)) return false;
    // Padding is not read by anybody.
    if (held > data.length) this.#release(held - data.length);
    if (data.length > 0) this.#arrived.push(data);
    this.#requestEnded = isEnd;
    this.onArrival?.();
    return true;
  }

  /** @internal Whether data waits to be sent. */
  get hasData(): boolean {
    return this.#waitingBytes > 0;
  }

  /** @internal Whether something waits that may be sent now. */
  get isReady(): boolean {
    return this.hasData ? this.sendWindow > 0 : this.#end !== undefined;
  }

  /** @internal Takes what goes into the next frame of data, of at most so many bytes. */
  takeData(most: number): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let left = Math.min(most, this.sendWindow, this.#waitingBytes);
    if (left <= 0) return pieces;
    this.sendWindow -= left;
    this.#waitingBytes -= left;
    while (left > 0) {
      const first = this.#waiting[0]!;
      if (first.length <= left) {
        this.#waiting.shift();
        pieces.push(first);
        left -= first.length;
      } else {
        this.#waiting[0] = first.subarray(left);
        pieces.push(first.subarray(0, left));
        left = 0;
      }
    }
    if (this.#waitingBytes < enoughWaiting) this.#wakeWriter();
    return pieces;
  }

  /** @internal Takes the frame that ends the answer, when no data waits any more. With it the stream is over: nobody reads what the client may still send. */
  takeEnd(): Uint8Array | undefined {
    if (this.hasData || this.#end === undefined) return undefined;
    const end = this.#end;
    const isOver = this.#requestEnded;
    this.close();
    return isOver ? end : Buffer.concat([end, frame(frameType.reset, 0, this.id, words(errorCode.none))]);
  }

  /** @internal The stream is no more, on both sides. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // What was not read is not the end of the request.
    this.#requestEnded &&= this.#arrived.length === 0;
    for (const { length } of this.#arrived.splice(0)) this.#link.release(length);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#link.forget(this);
    this.#wakeWriter();
    this.onClose?.();
    this.onArrival?.();
  }

  #wakeWriter(): void {
    this.#drained?.();
    this.#drained = undefined;
  }

  /** Bytes are no longer held: in large steps, the client is told to send as many anew. */
  #release(bytes: number): void {
    this.#link.release(bytes);
    const more = this.#window.release(bytes);
    if (more > 0 && !this.#requestEnded) this.#link.send(frame(frameType.windowUpdate, 0, this.id, words(more)));
  }
}
