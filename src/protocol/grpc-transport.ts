import type { ClientHttp2Stream } from "node:http2";
import type { Interceptor, Transport } from "@connectrpc/connect";
import type { Http2SessionManager as Connection, GrpcTransportOptions } from "@connectrpc/connect-node";
import type { ConnectionTarget } from "./connection-string.ts";
import { silentEnd, withLostConnections } from "./lost-connection.ts";

/** The largest message that clients and servers of Spark Connect take, in bytes. */
export const MAX_MESSAGE_BYTES: number = 128 * 1024 * 1024;

/**
 * How deep messages may be nested. A DataFrame is two levels for each step that made it, so the hundred that Protobuf allows by itself are
 * soon used up. This is what Spark's servers take (`spark.connect.grpc.marshallerRecursionLimit`).
 */
export const MAX_NESTING: number = 1024;

/** A connection to a Spark Connect server; `close` ends it with its calls. */
export interface GrpcTransport extends Transport {
  close(): Promise<void>;
}

/**
 * Talks gRPC to a server: over TLS, or HTTP/2 in the clear. Connects with the first call, and again after the connection was
 * lost. An idle connection does not keep the process alive.
 *
 * @param userAgent - the client's own user agent
 */
export async function grpcTransport(target: ConnectionTarget, userAgent: string): Promise<GrpcTransport> {
  const { createGrpcTransport, Http2SessionManager } = await import("@connectrpc/connect-node");
  const { keepalive } = target;
  const baseUrl = `${target.secure ? "https" : "http"}://${target.host}:${target.port}`;
  const connection = new Http2SessionManager(
    baseUrl,
    keepalive.enabled
      ? {
          pingIntervalMs: keepalive.timeMs,
          pingTimeoutMs: keepalive.timeoutMs,
          pingIdleConnection: keepalive.withoutCalls,
        }
      : {},
  );
  const calls = new Calls(connection);
  const { unary, stream } = createGrpcTransport({
    baseUrl,
    sessionManager: calls,
    readMaxBytes: MAX_MESSAGE_BYTES,
    writeMaxBytes: MAX_MESSAGE_BYTES,
    binaryOptions: { recursionLimit: MAX_NESTING },
    interceptors: [withLostConnections, withHeaders(headersOf(target, userAgent))],
  });
  const close = async (): Promise<void> => {
    await calls.end();
    connection.abort();
  };
  return { unary, stream, close };
}

type SessionManager = NonNullable<GrpcTransportOptions["sessionManager"]>;

/** Knows the calls of a connection. */
class Calls implements SessionManager {
  readonly authority: string;
  readonly #connection: Connection;
  readonly #open: Set<ClientHttp2Stream> = new Set();

  constructor(connection: Connection) {
    this.authority = connection.authority;
    this.#connection = connection;
  }

  async request(...call: Parameters<SessionManager["request"]>): Promise<ClientHttp2Stream> {
    const stream = await this.#connection.request(...call);
    this.#open.add(stream);
    let answered = false;
    stream.once("response", () => {
      answered = true;
    });
    stream.once("close", () => {
      this.#open.delete(stream);
      // The library waits for the answer of a stream that the server closed in order before it gave one.
      if (!answered) stream.emit("error", silentEnd());
    });
    return stream;
  }

  notifyResponseByteRead(stream: ClientHttp2Stream): void {
    this.#connection.notifyResponseByteRead(stream);
  }

  /** Cuts all calls off. A call that ends after its connection would set a timer that pings what is gone, and throws at that. */
  async end(): Promise<void> {
    await Promise.all([...this.#open].map(ended));
  }
}

const ended = (stream: ClientHttp2Stream): Promise<void> =>
  new Promise((resolve) => {
    stream.once("close", () => resolve());
    stream.destroy();
  });

function headersOf(target: ConnectionTarget, userAgent: string): [string, string][] {
  const agent = target.userAgent === undefined ? userAgent : `${target.userAgent} ${userAgent}`;
  return [
    ...Object.entries(target.headers),
    ["user-agent", agent],
    ...(target.token === undefined ? [] : [["authorization", `Bearer ${target.token}`] as [string, string]]),
  ];
}

function withHeaders(headers: readonly [string, string][]): Interceptor {
  return (next) => (request) => {
    for (const [name, value] of headers) request.header.set(name, value);
    return next(request);
  };
}
