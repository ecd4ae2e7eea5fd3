import type { Interceptor, Transport } from "@connectrpc/connect";
import type { ConnectionTarget } from "./connection-string.ts";
import { withLostConnections } from "./lost-connection.ts";

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
  const [{ createGrpcTransport }, { Http2Connection }] = await Promise.all([
    import("@connectrpc/connect-node"),
    import("./http2-connection.ts"),
  ]);
  const baseUrl = `${target.secure ? "https" : "http"}://${target.host}:${target.port}`;
  const connection = new Http2Connection(baseUrl, target.keepalive);
  const { unary, stream } = createGrpcTransport({
    baseUrl,
    sessionManager: connection,
    readMaxBytes: MAX_MESSAGE_BYTES,
    writeMaxBytes: MAX_MESSAGE_BYTES,
    interceptors: [withLostConnections, withHeaders(headersOf(target, userAgent))],
  });
  return { unary, stream, close: () => connection.close() };
}

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
