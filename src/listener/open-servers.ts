import { createPrivateKey, X509Certificate } from "node:crypto";
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { sparkError } from "../common/index.ts";
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

/**
 * A server that is not listening yet.
 *
 * @param take - is given each connection that speaks HTTP/2
 * @throws SparkException SERVER_CANNOT_LISTEN.CERTIFICATE
 */
export function createSocketServer(
  tls: TlsOptions | undefined,
  limits: ListenLimits,
  take: (socket: Socket) => void,
): NetServer {
  if (tls === undefined) return createServer(take);
  const { cert, key } = tls;
  try {
    // Node takes an empty text for none, and would then have no certificate to show.
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw new Error("they do not fit");
    const options = { cert, key, minVersion: "TLSv1.2", handshakeTimeout: limits.firstCallMs } as const;
    const server = createTlsServer({ ...options, ALPNProtocols: ["h2"] });
    // Who does not say that it speaks HTTP/2 is spoken to by nothing else here.
    server.on("secureConnection", (socket: TLSSocket) => {
      if (socket.alpnProtocol === "h2") take(socket);
      else socket.destroy();
    });
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    return server;
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
