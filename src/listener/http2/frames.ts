/** Kinds of frames. @see RFC 9113, section 6 */
export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlag = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

/** Why a stream or a connection ends. @see RFC 9113, section 7 */
export const errorCode = {
  none: 0,
  protocol: 1,
  internal: 2,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  refusedStream: 7,
  cancel: 8,
  compression: 9,
  enhanceYourCalm: 11,
} as const;

export type ErrorCode = (typeof errorCode)[keyof typeof errorCode];

/** What the client has done wrong; the connection ends with the code. */
export class ProtocolError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** The largest payload that is taken: what holds where nothing else is said. */
export const frameBytes: number = 16_384;
const headBytes = 9;
const nothing = Buffer.alloc(0);

/** What a client says first. */
const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Cuts what arrives into frames. Memory is taken for what has arrived, and for no more than one frame. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes that have to be here before it is worth to look again. */
  #wanted = preface.length;
  #begun = false;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
  }

  /** The next frame, once all of it is here. @throws ProtocolError for a beginning that is none of HTTP/2, and for a frame too large */
  next(): Frame | undefined {
    if (this.#held < this.#wanted) return undefined;
    if (!this.#begun) {
      if (!this.#take(preface.length).equals(preface))
        throw new ProtocolError(errorCode.protocol, "this is not HTTP/2");
      this.#begun = true;
      this.#wanted = headBytes;
      if (this.#held < headBytes) return undefined;
    }
    const head = this.#front();
    const size = head.readUIntBE(0, 3);
    if (size > frameBytes) throw new ProtocolError(errorCode.frameSize, `a frame of ${size} bytes`);
    this.#wanted = headBytes + size;
    if (this.#held < this.#wanted) return undefined;
    const bytes = this.#take(this.#wanted);
    this.#wanted = headBytes;
    return {
      type: bytes[3]!,
      flags: bytes[4]!,
      stream: bytes.readUInt32BE(5) & 0x7fffffff,
      payload: bytes.subarray(headBytes),
    };
  }

  /** A piece with all of the wanted bytes at the front. */
  #front(): Buffer {
    if (this.#chunks[0]!.length < this.#wanted) this.#chunks = [Buffer.concat(this.#chunks, this.#held)];
    return this.#chunks[0]!;
  }

  #take(bytes: number): Buffer {
    this.#wanted = bytes;
    const front = this.#front();
    this.#held -= bytes;
    if (front.length === bytes) this.#chunks.shift();
    else this.#chunks[0] = front.subarray(bytes);
    return front.subarray(0, bytes);
  }
}

/** The bytes of a frame, but for its payload. */
export function frameHead(type: number, flags: number, stream: number, size: number): Buffer {
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUIntBE(size, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return head;
}

/** A frame that is small enough to be copied. */
export const frame = (type: number, flags: number, stream: number, payload: Buffer = nothing): Buffer =>
  Buffer.concat([frameHead(type, flags, stream, payload.length), payload]);

/** A payload of 32-bit numbers. */
export function words(...values: readonly number[]): Buffer {
  const payload = Buffer.allocUnsafe(4 * values.length);
  for (const [i, value] of values.entries()) payload.writeUInt32BE(value, 4 * i);
  return payload;
}

/** The payload of settings. */
export function settings(pairs: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.allocUnsafe(6 * pairs.length);
  for (const [i, [id, value]] of pairs.entries()) {
    payload.writeUInt16BE(id, 6 * i);
    payload.writeUInt32BE(value, 6 * i + 2);
  }
  return payload;
}
