import type { Socket } from "node:net";
import {
  type ErrorCode,
  errorCode,
  type Frame,
  FrameReader,
  frame,
  frameBytes,
  frameFlag,
  frameType,
  ProtocolError,
  settings,
  words,
} from "./frames.ts";
import { CompressionError, HeaderDecoder } from "./header-decoder.ts";
import { ReceiveWindow } from "./receive-window.ts";
import { type RequestHeaders, requestHeaders } from "./request-headers.ts";
import { initialWindow, largestWindow, Sender } from "./sender.ts";
import { Stream, type StreamLink } from "./stream.ts";
import { VainFrames } from "./vain-frames.ts";

/** What a connection allows its client. */
export interface ConnectionLimits {
  readonly callsPerConnection: number;
  readonly headerBytes: number;
  /** Bytes that the client may send ahead of what is read, in one stream and in all of them. */
  readonly windowBytes: number;
}

/** Takes the streams that a client begins. */
export type OnStream = (stream: Stream, headers: RequestHeaders) => void;

const setting = { initialWindowSize: 4, maxConcurrentStreams: 3, maxFrameSize: 5, maxHeaderListSize: 6 } as const;
/** How long a client has to take the last that is said, in milliseconds. */
const farewellMs = 1000;

/**
 * A client's connection of HTTP/2, seen from the server: as much of the protocol as calls of gRPC need. Node's own server takes several turns
 * of the event loop and as many packets for the headers, the data and the trailers of an answer.
 *
 * @see RFC 9113
 */
export class Http2Connection implements StreamLink {
  /** Told once when the connection is closed. */
  onClose: (() => void) | undefined;
  readonly #socket: Socket;
  readonly #limits: ConnectionLimits;
  readonly #onStream: OnStream;
  readonly #frames = new FrameReader();
  readonly #headers = new HeaderDecoder();
  readonly #streams = new Map<number, Stream>();
  readonly #window: ReceiveWindow;
  readonly #vain = new VainFrames();
  readonly #sender: Sender;
  /** Bytes that the client takes at first in a stream. */
  #streamWindow = initialWindow;
  #lastStream = 0;
  #settled = false;
  /** A block of headers whose end has not arrived. */
  #block: { readonly stream: number; readonly isEnd: boolean; readonly parts: Buffer[]; bytes: number } | undefined;
  /** Streams whose headers were in the bytes that are being read. */
  readonly #begun: { readonly stream: Stream; readonly headers: RequestHeaders }[] = [];
  #draining = false;
  #failed = false;
  #pinged: (() => void) | undefined;

  constructor(socket: Socket, limits: ConnectionLimits, onStream: OnStream) {
    this.#socket = socket;
    this.#limits = limits;
    this.#onStream = onStream;
    this.#window = new ReceiveWindow(limits.windowBytes);
    this.#sender = new Sender(socket);
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    // What follows from an error comes by "close".
    socket.on("error", () => undefined);
    socket.once("close", () => {
      for (const stream of this.#streams.values()) stream.close();
      this.onClose?.();
    });
    this.send(
      frame(
        frameType.settings,
        0,
        0,
        settings([
          [setting.maxConcurrentStreams, limits.callsPerConnection],
          [setting.initialWindowSize, limits.windowBytes],
          [setting.maxHeaderListSize, limits.headerBytes],
        ]),
      ),
    );
    this.send(frame(frameType.windowUpdate, 0, 0, words(limits.windowBytes - initialWindow)));
  }

  /** Asks the client to make no more calls; the connection ends when those that run have ended. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#goAway(errorCode.none);
    this.#endIfDone();
  }

  /** Ends the connection, whatever runs. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Calls back when the client has answered. */
  ping(answered: () => void): void {
    this.#pinged = answered;
    this.send(frame(frameType.ping, 0, 0, Buffer.alloc(8)));
  }

  send(bytes: Buffer): void {
    this.#sender.send(bytes);
  }

  ready(stream: Stream): void {
    this.#sender.add(stream);
  }

  release(bytes: number): void {
    const more = this.#window.release(bytes);
    if (more > 0) this.send(frame(frameType.windowUpdate, 0, 0, words(more)));
  }

  forget(stream: Stream): void {
    this.#streams.delete(stream.id);
    this.#sender.delete(stream);
    this.#endIfDone();
  }

  #receive(chunk: Buffer): void {
    if (this.#failed) return;
    this.#frames.push(chunk);
    try {
      for (let next = this.#frames.next(); next !== undefined; next = this.#frames.next()) {
        this.#take(next);
        if (this.#socket.destroyed) return;
      }
      this.#handOver();
    } catch (error) {
      if (error instanceof ProtocolError) this.#fail(error.code);
      else if (error instanceof CompressionError) this.#fail(errorCode.compression);
      else throw error;
    }
  }

  /** Streams are handed over with all that has come with their headers: that of a small call is all of its request. */
  #handOver(): void {
    for (const { stream, headers } of this.#begun.splice(0)) if (!stream.closed) this.#onStream(stream, headers);
  }

  /** @throws ProtocolError, CompressionError */
  #take(next: Frame): void {
    const { type, stream, payload } = next;
    if (!this.#settled && type !== frameType.settings) throw violation("the first frame has to be SETTINGS");
    if (this.#block !== undefined && (type !== frameType.continuation || stream !== this.#block.stream))
      throw violation("a frame within a block of headers");
    switch (type) {
      case frameType.data:
        this.#takeData(next);
        break;
      case frameType.headers:
        this.#takeHeaders(next);
        break;
      case frameType.continuation:
        this.#takeContinuation(next);
        break;
      case frameType.reset:
        this.#takeReset(next);
        break;
      case frameType.settings:
        this.#takeSettings(next);
        break;
      case frameType.ping:
        this.#takePing(next);
        break;
      case frameType.windowUpdate:
        this.#takeWindowUpdate(next);
        break;
      case frameType.pushPromise:
        throw violation("clients promise nothing");
      case frameType.goAway:
        // The client begins nothing any more, and ends the connection itself.
        break;
      case frameType.priority:
        expectSize(payload, 5);
        if (stream === 0) throw violation("a priority of no stream");
        this.#vain.count();
        break;
      default:
        this.#vain.count();
    }
  }

  #takeData(next: Frame): void {
    const { payload, flags } = next;
    const isEnd = (flags & frameFlag.endStream) !== 0;
    if (!this.#isBegun(next.stream)) throw violation("data of a stream that was not begun");
    if (!this.#window.take(payload.length)) throw new ProtocolError(errorCode.flowControl, "more data than allowed");
    const data = withoutPadding(next);
    if (payload.length === 0 && !isEnd) this.#vain.count();
    const stream = this.#streams.get(next.stream);
    if (stream === undefined) this.release(payload.length);
    else if (!stream.arrive(data, payload.length, isEnd)) {
      this.release(payload.length);
      stream.reset(errorCode.streamClosed);
    }
  }

  #takeHeaders(next: Frame): void {
    const { stream, flags } = next;
    if (stream % 2 === 0) throw violation("a client's streams have odd numbers");
    let fragment = withoutPadding(next);
    if ((flags & frameFlag.priority) !== 0) {
      if (fragment.length < 5) throw new ProtocolError(errorCode.frameSize, "a priority that is cut off");
      fragment = fragment.subarray(5);
    }
    this.#block = { stream, isEnd: (flags & frameFlag.endStream) !== 0, parts: [], bytes: 0 };
    this.#addToBlock(fragment, flags);
  }

  #takeContinuation({ payload, flags }: Frame): void {
    if (this.#block === undefined) throw violation("a continuation of nothing");
    if (payload.length === 0) this.#vain.count();
    this.#addToBlock(payload, flags);
  }

  #addToBlock(fragment: Buffer, flags: number): void {
    const block = this.#block!;
    block.parts.push(fragment);
    block.bytes += fragment.length;
    // A little more than the limit is decoded, so that only the call is refused and not the connection.
    if (block.bytes > 4 * this.#limits.headerBytes)
      throw new ProtocolError(errorCode.enhanceYourCalm, "headers without an end");
    if ((flags & frameFlag.endHeaders) === 0) return;
    this.#block = undefined;
    const bytes = block.parts.length === 1 ? fragment : Buffer.concat(block.parts, block.bytes);
    const headers = requestHeaders(this.#headers, bytes, this.#limits.headerBytes);
    if (block.stream > this.#lastStream) this.#begin(block.stream, block.isEnd, headers);
    else this.#takeTrailers(block.stream, block.isEnd);
  }

  #begin(id: number, isEnd: boolean, headers: RequestHeaders | ErrorCode): void {
    this.#lastStream = id;
    // What came after the farewell: the client may try it elsewhere.
    const refused = this.#draining || this.#streams.size >= this.#limits.callsPerConnection;
    if (refused || typeof headers === "number") {
      this.#vain.count();
      const code = typeof headers === "number" ? headers : errorCode.refusedStream;
      this.send(frame(frameType.reset, 0, id, words(code)));
      return;
    }
    const windows = { send: this.#streamWindow, receive: this.#limits.windowBytes };
    const stream = new Stream(id, this, windows);
    this.#streams.set(id, stream);
    if (isEnd) stream.arrive(Buffer.alloc(0), 0, true);
    this.#begun.push({ stream, headers });
  }

  /** Nothing is told by them but that the request ends. */
  #takeTrailers(id: number, isEnd: boolean): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) this.#vain.count();
    else if (!isEnd || !stream.arrive(Buffer.alloc(0), 0, true)) stream.reset(errorCode.protocol);
  }

  #takeReset({ stream, payload }: Frame): void {
    expectSize(payload, 4);
    if (!this.#isBegun(stream)) throw violation("a reset of a stream that was not begun");
    const open = this.#streams.get(stream);
    if (open === undefined) return;
    this.#vain.count();
    open.close();
  }

  #takeSettings({ stream, flags, payload }: Frame): void {
    if (stream !== 0) throw violation("settings of a stream");
    if ((flags & frameFlag.ack) !== 0) {
      expectSize(payload, 0);
      if (!this.#settled) throw violation("the first frame has to be SETTINGS");
      return;
    }
    if (payload.length % 6 !== 0) throw new ProtocolError(errorCode.frameSize, "settings that are cut off");
    this.#settled = true;
    for (let at = 0; at < payload.length; at += 6) this.#set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
    this.send(frame(frameType.settings, frameFlag.ack, 0));
  }

  #set(id: number, value: number): void {
    if (id === setting.initialWindowSize) {
      if (value > largestWindow) throw new ProtocolError(errorCode.flowControl, "a window beyond all sizes");
      const more = value - this.#streamWindow;
      this.#streamWindow = value;
      for (const stream of this.#streams.values()) this.#widen(stream, more);
    } else if (id === setting.maxFrameSize) {
      if (value < frameBytes || value >= 2 ** 24) throw violation("a size of frames that is not allowed");
      this.#sender.frameBytes = value;
    }
  }

  #takePing({ stream, flags, payload }: Frame): void {
    if (stream !== 0) throw violation("a ping of a stream");
    expectSize(payload, 8);
    if ((flags & frameFlag.ack) === 0) {
      this.send(frame(frameType.ping, frameFlag.ack, 0, payload));
      return;
    }
    this.#pinged?.();
    this.#pinged = undefined;
  }

  #takeWindowUpdate({ stream: id, payload }: Frame): void {
    expectSize(payload, 4);
    const more = payload.readUInt32BE(0) & 0x7fffffff;
    if (id === 0) {
      if (more === 0) throw violation("a window that is widened by nothing");
      this.#sender.widen(more);
      return;
    }
    if (!this.#isBegun(id)) throw violation("a window of a stream that was not begun");
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (more === 0) stream.reset(errorCode.protocol);
    else this.#widen(stream, more);
  }

  #widen(stream: Stream, more: number): void {
    stream.sendWindow += more;
    if (stream.sendWindow > largestWindow) stream.reset(errorCode.flowControl);
    else if (stream.isReady) this.#sender.add(stream);
  }

  #isBegun(stream: number): boolean {
    return stream % 2 === 1 && stream <= this.#lastStream;
  }

  #goAway(code: ErrorCode): void {
    this.send(frame(frameType.goAway, 0, 0, words(this.#lastStream, code)));
  }

  /** The client does not keep to HTTP/2: it is told so, and no more is heard of it. */
  #fail(code: ErrorCode): void {
    this.#failed = true;
    this.#goAway(code);
    for (const stream of this.#streams.values()) stream.close();
    this.#end();
  }

  #endIfDone(): void {
    if (this.#draining && this.#streams.size === 0) this.#end();
  }

  /** Ends the connection when all that was said in this turn has been sent. */
  #end(): void {
    process.nextTick(() => {
      this.#sender.flush();
      this.#socket.end();
    });
    setTimeout(() => this.#socket.destroy(), farewellMs).unref();
  }
}

const violation = (message: string) => new ProtocolError(errorCode.protocol, message);

function expectSize(payload: Buffer, size: number): void {
  if (payload.length !== size) throw new ProtocolError(errorCode.frameSize, `a frame of ${payload.length} bytes`);
}

/** @throws ProtocolError */
function withoutPadding({ payload, flags }: Frame): Buffer {
  if ((flags & frameFlag.padded) === 0) return payload;
  const padding = payload[0];
  if (padding === undefined || padding >= payload.length) throw violation("more padding than payload");
  return payload.subarray(1, payload.length - padding);
}
