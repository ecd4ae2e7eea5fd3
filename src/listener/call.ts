import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import type { ListenLimits } from "./options.ts";
import { type ArrivingBytes, requestMessages } from "./request-messages.ts";

type Handler = ConnectRouter["handlers"][number];
type Response = Awaited<ReturnType<Handler>>;

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

  /** Has the call answered. Never throws: what fails becomes the call's status. */
  async run(handler: Handler, headers: IncomingHttpHeaders, arriving: ArrivingBytes): Promise<void> {
    try {
      const response = await handler({
        httpVersion: "2.0",
        method: "POST",
        // The name that the client has for this server means nothing here, and need not be one that a URL can hold.
        url: `http://localhost${handler.requestPath}`,
        header: webHeaders(headers),
        body: this.#request(handler, arriving),
        signal: this.#abort.signal,
      });
      await this.#send(response);
    } catch (error) {
      this.end(ConnectError.from(error, Code.Internal));
    } finally {
      clearTimeout(this.#answerTimer);
    }
  }

  /** Ends the call with a status, whatever it is at. */
  end(error: ConnectError): void {
    if (this.#over) return;
    this.#over = true;
    this.#abort.abort(error);
    this.#finish(statusHeaders(error.code, error.rawMessage));
  }

  async *#request(handler: Handler, arriving: ArrivingBytes): AsyncGenerator<Uint8Array> {
    yield* requestMessages(this.#stream, this.#limits, arriving);
    const { methodKind } = handler.method;
    if (methodKind === "server_streaming" || methodKind === "bidi_streaming" || this.#over) return;
    const { answerMs } = this.#limits;
    this.#answerTimer = setTimeout(() => {
      this.end(new ConnectError(`no answer within ${answerMs / 1000} seconds`, Code.DeadlineExceeded));
    }, answerMs);
  }

  async #send({ body, header, trailer }: Response): Promise<void> {
    const stream = this.#stream;
    for await (const chunk of body ?? []) {
      if (this.#over || stream.closed || stream.destroyed) return;
      if (!stream.headersSent) {
        stream.once("wantTrailers", () => {
          if (stream.closed) return;
          stream.sendTrailers(this.#trailers);
          hangUp(stream);
        });
        stream.respond({ ":status": 200, ...plainHeaders(header) }, { waitForTrailers: true });
      }
      if (!stream.write(chunk)) await drained(stream);
    }
    if (this.#over) return;
    this.#over = true;
    this.#finish({ ":status": 200, ...plainHeaders(header), ...plainHeaders(trailer) });
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

function webHeaders(headers: IncomingHttpHeaders): Headers {
  const web = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(":") || value === undefined) continue;
    web.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return web;
}

const plainHeaders = (headers: Headers | undefined): Record<string, string> => Object.fromEntries(headers ?? []);
