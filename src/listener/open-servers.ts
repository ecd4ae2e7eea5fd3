import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureServer, createServer, type Http2SecureServer, type Http2Server } from "node:http2";
import type { AddressInfo, Server as NetServer } from "node:net";
import { sparkError } from "../common/index.ts";
import { windowBytes } from "./connections.ts";
import type { ListenLimits, TlsOptions } from "./options.ts";

/** Where the servers listen. */
interface Place {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly port: number;
}

/** Ports to try where any will do, and one that is free at one address of `localhost` is taken at the other. */
const tries = 20;

/**
 * Listens at all addresses, with one port.
 *
 * @param prepare - makes a server ready before it takes connections
 * @throws SparkException SERVER_CANNOT_LISTEN.{PORT_IN_USE, ADDRESS, CERTIFICATE}
 */
export async function openServers<Server extends NetServer>(
  place: Place,
  create: () => Server,
): Promise<{ readonly servers: readonly Server[]; readonly port: number }> {
  for (let left = tries; ; left--) {
    const servers: Server[] = [];
    try {
      let { port } = place;
      for (const address of place.addresses) {
        const server = create();
        const bound = await bind(server, address, port).catch((error: NodeJS.ErrnoException) => {
          // A machine without IPv6 has one address less; the first has to work.
          if (servers.length > 0 && /^(EADDRNOTAVAIL|EAFNOSUPPORT)$/.test(error.code ?? "")) return undefined;
          throw error;
        });
        if (bound === undefined) continue;
        servers.push(server);
        port = bound;
      }
      return { servers, port };
    } catch (error) {
      for (const server of servers) server.close();
      const again = place.port === 0 && servers.length > 0 && left > 1;
      if (!again) throw listenError(error as NodeJS.ErrnoException, place);
    }
  }
}

/** A server that is not listening yet. @throws SparkException SERVER_CANNOT_LISTEN.CERTIFICATE */
export function createHttp2Server(tls: TlsOptions | undefined, limits: ListenLimits): Http2Server | Http2SecureServer {
  const options = {
    settings: {
      initialWindowSize: windowBytes,
      maxConcurrentStreams: limits.callsPerConnection,
      maxHeaderListSize: limits.headerBytes,
      enablePush: false,
    },
    // Node counts what waits to be sent: with its 10 MB, a large answer under way would have all other calls of its client refused.
    maxSessionMemory: Math.ceil(limits.messageBytes / 1e6) * 16,
  };
  if (tls === undefined) return createServer(options);
  const { cert, key } = tls;
  try {
    // Node takes an empty text for none, and would then have no certificate to show.
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw new Error("they do not fit");
    return createSecureServer({ ...options, cert, key, minVersion: "TLSv1.2", handshakeTimeout: limits.firstCallMs });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw sparkError("SERVER_CANNOT_LISTEN.CERTIFICATE", { reason }, { cause });
  }
}

/** @returns the port */
function bind(server: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, ipv6Only: host === "::1" }, () => {
      server.off("error", reject);
      // From here on a connection that cannot be taken, since the process has no file handle left for it, is that connection's loss.
      server.on("error", () => undefined);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, { host, port }: Place): Error {
  const place = { host, port: String(port) };
  switch (error.code) {
    case "EADDRINUSE":
      return sparkError("SERVER_CANNOT_LISTEN.PORT_IN_USE", place, { cause: error });
    case "EACCES":
      return sparkError(
        "SERVER_CANNOT_LISTEN.ADDRESS",
        { host, reason: `this user may not listen at port ${port}` },
        { cause: error },
      );
    case "EADDRNOTAVAIL":
      return sparkError(
        "SERVER_CANNOT_LISTEN.ADDRESS",
        { host, reason: "it is not of this machine" },
        { cause: error },
      );
    default:
      return error;
  }
}
