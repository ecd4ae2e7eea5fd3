import type { Socket } from "node:net";
import { errorCode, frameBytes, frameHead, frameType, ProtocolError } from "./frames.ts";
import type { Stream } from "./stream.ts";

/** What a side may send before it is told anything else. */
export const initialWindow = 65_535;
export const largestWindow: number = 2 ** 31 - 1;

/** Bytes that are handed to the socket at once; then streams wait until it has taken them. */
const onceBytes = 256 * 1024;
/** Bytes that may wait for a client that does not read what it has asked for, beyond any answer. */
const mostUnread = 1024 * 1024;

/**
 * What a connection sends. All that is written within one turn of the event loop leaves together: headers, data and trailers of a small
 * answer are one packet.
 */
export class Sender {
  /** Bytes of data in one frame, at most. */
  frameBytes: number = frameBytes;
  readonly #socket: Socket;
  /** Streams with something to send; who has sent goes to the end. */
  readonly #sending = new Set<Stream>();
  #window = initialWindow;
  #out: Uint8Array[] = [];
  #outBytes = 0;
  #flushIsDue = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("drain", () => this.flush());
  }

  /** Sends what no window holds back. A client that has asked for much and reads nothing loses its connection. */
  send(frame: Uint8Array): void {
    if (this.#socket.destroyed) return;
    if (this.#outBytes + this.#socket.writableLength > mostUnread + onceBytes) {
      this.#socket.destroy();
      return;
    }
    this.#push(frame);
    this.#flushSoon();
  }

  /** A stream has data to send, or its end, and the client's window for it is open. */
  add(stream: Stream): void {
    this.#sending.add(stream);
    this.#flushSoon();
  }

  delete(stream: Stream): void {
    this.#sending.delete(stream);
  }

  /** The client takes more bytes, of all streams together. @throws ProtocolError where that is too much */
  widen(more: number): void {
    this.#window += more;
    if (this.#window > largestWindow) throw new ProtocolError(errorCode.flowControl, "a window beyond all sizes");
    if (this.#sending.size > 0) this.#flushSoon();
  }

  /** Hands what waits to the socket, as far as the client's windows and the socket take it. */
  flush(): void {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded) return;
    const isAll = socket.writableNeedDrain || this.#gatherData();
    if (this.#out.length === 0) return;
    const out = this.#out;
    const bytes = this.#outBytes;
    this.#out = [];
    this.#outBytes = 0;
    if (bytes <= frameBytes) socket.write(out.length === 1 ? out[0]! : Buffer.concat(out, bytes));
    else {
      socket.cork();
      for (const piece of out) socket.write(piece);
      socket.uncork();
    }
    if (!isAll && !socket.writableNeedDrain) this.#flushSoon();
  }

  #push(bytes: Uint8Array): void {
    this.#out.push(bytes);
    this.#outBytes += bytes.length;
  }

  /** When all that goes on at this moment has said what it has to say. */
  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    process.nextTick(() => {
      this.#flushIsDue = false;
      this.flush();
    });
  }

  /** Makes frames of the streams' data, of one stream after the other. @returns false where there is more than goes out at once */
  #gatherData(): boolean {
    for (const stream of this.#sending) {
      if (this.#outBytes >= onceBytes) return false;
      if (stream.hasData && this.#window <= 0) continue;
      this.#sending.delete(stream);
      const pieces = stream.takeData(Math.min(this.frameBytes, this.#window));
      if (pieces.length > 0) {
        const size = pieces.reduce((sum, { length }) => sum + length, 0);
        this.#window -= size;
        this.#push(frameHead(frameType.data, 0, stream.id, size));
        for (const piece of pieces) this.#push(piece);
      }
      const end = stream.takeEnd();
      if (end !== undefined) this.#push(end);
      else if (stream.isReady) this.#sending.add(stream);
    }
    return true;
  }
}
