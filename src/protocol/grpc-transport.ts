import type { Interceptor, Transport } from "@connectrpc/connect";
import type { ConnectionTarget } from "./connection-string.ts";

/** The largest message that clients and servers of Spark Connect take, in bytes. */
export const MAX_MESSAGE_BYTES: number = 128 * 1024 * 1024;

/** A connection to a Spark Connect server; `close` ends it with its calls. */
export interface GrpcTransport extends Transport {
  close(): void;
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
  const sessionManager = new Http2SessionManager(
    baseUrl,
    keepalive.enabled
      ? {
          pingIntervalMs: keepalive.timeMs,
          pingTimeoutMs: keepalive.timeoutMs,
          pingIdleConnection: keepalive.withoutCalls,
        }
      : {},
  );
  const { unary, stream } = createGrpcTransport({
    baseUrl,
    sessionManager,
    readMaxBytes: MAX_MESSAGE_BYTES,
    writeMaxBytes: MAX_MESSAGE_BYTES,
    interceptors: [withHeaders(headersOf(target, userAgent))],
  });
  return { unary, stream, close: () => sessionManager.abort() };
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
