import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { prefixBytes } from "./request-messages.ts";

/** What is gathered may be as long as this before it leaves, and is copied into one piece up to here; in bytes. */
const gatheredBytes = 16 * 1024;

/** gRPC has no use for the date, which would be another header of every answer. */
const withoutDate = { sendDate: false } as const;

/** The way of a call's answers to its client: what is written until the service waits for something leaves as one, with the end if it is there. */
export class AnswerWriter {
  readonly #stream: ServerHttp2Stream;
  readonly #contentType: string;
  #gathered: Uint8Array[] = [];
  #bytes = 0;
  #trailers: OutgoingHttpHeaders = {};

  constructor(stream: ServerHttp2Stream, contentType: string) {
    this.#stream = stream;
    this.#contentType = contentType;
  }

  /** Whether the client can still be told something. */
  get isOpen(): boolean {
    return !(this.#stream.closed || this.#stream.destroyed);
  }

  /** Sends a message. Resolves when the client has taken enough for the next one, or has gone away. */
  async send(message: Uint8Array): Promise<void> {
    const stream = this.#stream;
    if (!stream.headersSent) this.#respond();
    if (this.#gathered.length === 0) process.nextTick(this.#flush);
    const prefix = Buffer.alloc(prefixBytes);
    prefix.writeUInt32BE(message.length, 1);
    this.#gathered.push(prefix, message);
    this.#bytes += prefix.length + message.length;
    if (this.#bytes > gatheredBytes) this.#flush();
    if (stream.writableNeedDrain) await drained(stream);
  }

  /** Sends the status: after the answers in a frame of its own, or without any as the only one. */
  finish(status: OutgoingHttpHeaders): void {
    const stream = this.#stream;
    if (!this.isOpen) return;
    if (stream.headersSent) {
      this.#trailers = status;
      this.#flush();
      stream.end();
    } else {
      stream.respond(
        { ":status": 200, "content-type": this.#contentType, ...status },
        { ...withoutDate, endStream: true },
      );
      hangUp(stream);
    }
  }

  #respond(): void {
    const stream = this.#stream;
    stream.once("wantTrailers", () => {
      if (stream.closed) return;
      stream.sendTrailers(this.#trailers);
      hangUp(stream);
    });
    stream.respond({ ":status": 200, "content-type": this.#contentType }, { ...withoutDate, waitForTrailers: true });
  }

  readonly #flush = (): void => {
    if (this.#gathered.length === 0) return;
    const stream = this.#stream;
    const [pieces, bytes] = [this.#gathered, this.#bytes];
    this.#gathered = [];
    this.#bytes = 0;
    if (!this.isOpen) return;
    if (bytes <= gatheredBytes) {
      stream.write(Buffer.concat(pieces, bytes));
      return;
    }
    stream.cork();
    for (const piece of pieces) stream.write(piece);
    stream.uncork();
  };
}

/** How long a client may take to end its request when it has its answer, in milliseconds. */
const patienceMs = 200;

/**
 * Closes a stream after its last frame: the client may still be sending, and nobody would read that. The end of its request is mostly on
 * its way, though, and a client that is cut off before takes the status for missing.
 */
export function hangUp(stream: ServerHttp2Stream): void {
  if (stream.readableEnded || stream.closed) return;
  const late = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), patienceMs);
  for (const event of ["end", "close"]) stream.once(event, () => clearTimeout(late));
  stream.resume();
}

/** Resolves when the client has taken what was written, or has gone away. */
function drained(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle);
      stream.off("close", settle);
      resolve();
    };
    stream.once("drain", settle);
    stream.once("close", settle);
    if (stream.destroyed) settle();
  });
}
