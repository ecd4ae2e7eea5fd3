import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import {
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  fromBinary,
  type Message,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { parseTimeout, setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { MAX_NESTING } from "../protocol/index.ts";
import type { ListenLimits } from "./options.ts";
import { type ArrivingBytes, prefixBytes, requestMessages } from "./request-messages.ts";

const contentType = "application/grpc+proto";
/** No call may take longer, whatever time its client grants it; in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** A status without an answer, in one frame. */
export const statusHeaders = (code: Code, message: string): Record<string, string | number> => ({
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-status": code,
  // Half of a surrogate pair cannot be escaped.
  "grpc-message": encodeURIComponent(message.replaceAll(/\p{Surrogate}/gu, "\uFFFD")),
});

/** One call that was let in: from its request to its status. */
export class Call {
  readonly #stream: ServerHttp2Stream;
  readonly #limits: ListenLimits;
  readonly #abort = new AbortController();
  #trailers: Record<string, string | number> = {};
  #answerTimer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(stream: ServerHttp2Stream, limits: ListenLimits) {
    this.#stream = stream;
    this.#limits = limits;
    stream.once("close", () => {
      if (this.#over) return;
      this.#over = true;
      this.#abort.abort(new ConnectError("the client has gone away", Code.Canceled));
    });
  }

  /**
   * Has the call answered: each message is decoded and handed to the service within the process, each answer encoded. Connect's own
   * handlers take several times the time of a small call. Never throws: what fails becomes the call's status.
   */
  async run(
    method: DescMethod,
    service: Transport,
    headers: IncomingHttpHeaders,
    arriving: ArrivingBytes,
  ): Promise<void> {
    const { signal } = this.#abort;
    try {
      const { timeoutMs, error } = parseTimeout(text(headers["grpc-timeout"]) ?? null, longestMs);
      if (error !== undefined) throw error;
      const encoding = text(headers["grpc-encoding"]) ?? "identity";
      if (encoding !== "identity")
        throw new ConnectError(`messages are not taken compressed, as ${encoding}`, Code.Unimplemented);
      const requests = this.#requests(method, arriving);
      const rest = [signal, timeoutMs, plainHeaders(headers)] as const;
      if (isUnary(method)) {
        const { message } = await service.unary(method, ...rest, await only(requests, method));
        await this.#send(toBinary(method.output, message));
      } else if (isStreaming(method)) {
        const { message: answers } = await service.stream(method, ...rest, requests);
        for await (const answer of answers) {
          if (!(await this.#send(toBinary(method.output, answer)))) return;
        }
      }
      if (this.#over) return;
      this.#over = true;
      this.#finish({ ":status": 200, "content-type": contentType, "grpc-status": 0 });
    } catch (error) {
      this.#fail(ConnectError.from(error, Code.Internal));
    } finally {
      clearTimeout(this.#answerTimer);
    }
  }

  /** Ends the call with a status, whatever it is at. */
  end(error: ConnectError): void {
    if (this.#over) return;
    this.#abort.abort(error);
    this.#fail(error);
  }

  #fail(error: ConnectError): void {
    if (this.#over) return;
    this.#over = true;
    const trailers = new Headers();
    setTrailerStatus(trailers, error);
    this.#finish({ ":status": 200, "content-type": contentType, ...Object.fromEntries(trailers) });
  }

  async *#requests<Method extends DescMethod>(
    method: Method,
    arriving: ArrivingBytes,
  ): AsyncGenerator<MessageShape<Method["input"]>> {
    for await (const bytes of requestMessages(this.#stream, this.#limits, arriving)) {
      if (bytes[0] !== 0) throw new ConnectError("a message has a flag that its call has not announced", Code.Internal);
      yield decoded<Method["input"]>(method, bytes.subarray(prefixBytes));
    }
    const { methodKind } = method;
    if (methodKind === "server_streaming" || methodKind === "bidi_streaming" || this.#over) return;
    const { answerMs } = this.#limits;
    this.#answerTimer = setTimeout(() => {
      this.end(new ConnectError(`no answer within ${answerMs / 1000} seconds`, Code.DeadlineExceeded));
    }, answerMs);
  }

  /** @returns false where the client takes no more answers */
  async #send(message: Uint8Array): Promise<boolean> {
    const stream = this.#stream;
    const isOpen = () => !(this.#over || stream.closed || stream.destroyed);
    if (!isOpen()) return false;
    if (message.length > this.#limits.messageBytes) {
      throw new ConnectError(
        `an answer of ${message.length} bytes; the most that is sent is ${this.#limits.messageBytes}`,
        Code.ResourceExhausted,
      );
    }
    if (!stream.headersSent) {
      stream.once("wantTrailers", () => {
        if (stream.closed) return;
        stream.sendTrailers(this.#trailers);
        hangUp(stream);
      });
      stream.respond({ ":status": 200, "content-type": contentType }, { waitForTrailers: true });
    }
    const prefix = Buffer.alloc(prefixBytes);
    prefix.writeUInt32BE(message.length, 1);
    stream.cork();
    stream.write(prefix);
    const goOn = stream.write(message);
    stream.uncork();
    if (!goOn) await drained(stream);
    return isOpen();
  }

  /** Sends the status: after the answers in a frame of its own, or without any as the only one. */
  #finish(headers: Record<string, string | number>): void {
    const stream = this.#stream;
    if (stream.closed || stream.destroyed) return;
    if (stream.headersSent) {
      const { ":status": _status, "content-type": _type, ...trailers } = headers;
      this.#trailers = trailers;
      stream.end();
    } else {
      stream.respond(headers, { endStream: true });
      hangUp(stream);
    }
  }
}

/** Closes a stream after its last frame: the client may still be sending, and nobody would read that. */
export function hangUp(stream: ServerHttp2Stream): void {
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
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

const isUnary = (method: DescMethod): method is DescMethodUnary => method.methodKind === "unary";
const isStreaming = (method: DescMethod): method is DescMethodStreaming => method.methodKind !== "unary";

/** @throws ConnectError UNIMPLEMENTED where the client sends none or several, as gRPC has it */
async function only<T extends Message>(requests: AsyncIterable<T>, { name }: DescMethod): Promise<T> {
  let request: T | undefined;
  for await (const each of requests) {
    if (request !== undefined) throw new ConnectError(`${name} takes one message`, Code.Unimplemented);
    request = each;
  }
  if (request === undefined) throw new ConnectError(`${name} takes one message and got none`, Code.Unimplemented);
  return request;
}

function decoded<Input extends DescMethod["input"]>({ input }: DescMethod, bytes: Uint8Array): MessageShape<Input> {
  try {
    return fromBinary(input as Input, bytes, { recursionLimit: MAX_NESTING });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectError(`parse binary: ${reason}`, Code.Internal, undefined, undefined, cause);
  }
}

const text = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

const plainHeaders = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    name.startsWith(":") || value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
