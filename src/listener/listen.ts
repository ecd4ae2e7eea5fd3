import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { sparkError } from "../common/index.ts";
import { addressesOf, isLoopback, urlOf } from "./address.ts";
import type { Service } from "./call.ts";
import { Calls } from "./calls.ts";
import { Connections } from "./connections.ts";
import { createHttp2Server, openServers } from "./open-servers.ts";
import { defaultListenLimits, defaultPort, type ListenOptions } from "./options.ts";
import { tokenCheck } from "./token.ts";

/** A service that can be reached over the network. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** How clients on this machine connect, but for the token: `sc://localhost:15002/`. */
  readonly url: string;
  /** Whether a token is asked for and whoever reads along learns it, since there is no TLS and others can connect. */
  readonly tokenInClear: boolean;
  /** Takes no more connections and no more calls; those that run go on. */
  drain(): void;
  /** Drains, waits for the calls that run, and cuts off those that take longer than the grace. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** How long calls have to end when the listener closes, in milliseconds. */
export const defaultGraceMs = 10_000;

/** How long a client has to take the last of its calls and to hang up, in milliseconds. */
const statusMs = 500;

/**
 * Serves Spark Connect over gRPC. A client that sends garbage, too much, too slowly or nothing at all gets an error or loses its
 * connection; the others do not notice.
 *
 * @throws SparkException SERVER_CANNOT_LISTEN.{NO_TOKEN, TOKEN, PORT_IN_USE, ADDRESS, CERTIFICATE}
 * @see SparkConnectService.start of Spark
 */
export async function listen(service: Service, options: ListenOptions = {}): Promise<Listener> {
  const { host = "localhost", port: wantedPort = defaultPort, token, tls } = options;
  const limits = { ...defaultListenLimits, ...options.limits };
  const addresses = await addressesOf(host);
  const local = addresses.every(isLoopback);
  if (token === undefined && !local) throw sparkError("SERVER_CANNOT_LISTEN.NO_TOKEN", { host });

  const calls = new Calls(service, tokenCheck(token), limits);
  const connections = new Connections(limits);
  const create = () => {
    const server = createHttp2Server(tls, limits);
    server.maxConnections = limits.connections;
    server.on("session", (session: ServerHttp2Session) => connections.add(session));
    server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      const session = stream.session as ServerHttp2Session | undefined;
      if (calls.accept(stream, headers) && session !== undefined) connections.keep(session);
    });
    return server;
  };
  const { servers, port } = await openServers({ host, addresses, port: wantedPort }, create);

  let draining = false;
  const drain = (): void => {
    if (draining) return;
    draining = true;
    for (const server of servers) server.close();
    connections.drain();
  };
  return {
    host,
    port,
    url: urlOf(host, addresses[0]!, port, tls !== undefined),
    tokenInClear: token !== undefined && tls === undefined && !local,
    drain,
    async close({ graceMs = defaultGraceMs } = {}) {
      drain();
      await calls.end(graceMs);
      await connections.close(statusMs);
    },
  };
}
