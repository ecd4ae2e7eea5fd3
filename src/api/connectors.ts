import { randomId, sparkError } from "../common/index.ts";
import { type ConnectionTarget, grpcTransport, parseConnectionString } from "../protocol/index.ts";
import type { Connection } from "./client/client.ts";

/** Opens a connection to an engine in this process; `settings` are those of the builder. */
export type EmbeddedConnector = (settings: Readonly<Record<string, string>>) => Promise<Connection>;

let embedded: EmbeddedConnector | undefined;

/**
 * Names the engine for sessions without a server. The entry point `millrace` does so, and loads the engine with the first
 * session only; `millrace/client` does not, and so never loads one.
 */
export function setEmbeddedConnector(connector: EmbeddedConnector | undefined): void {
  embedded = connector;
}

/** @throws IllegalArgumentException NO_EMBEDDED_ENGINE where the entry point has none */
export async function connectEmbedded(settings: Readonly<Record<string, string>>): Promise<Connection> {
  if (embedded === undefined) throw sparkError("NO_EMBEDDED_ENGINE");
  return embedded(settings);
}

/** @throws IllegalArgumentException INVALID_CONNECT_URL */
export async function connectRemote(url: string): Promise<Connection> {
  return connectTo(parseConnectionString(url));
}

async function connectTo(target: ConnectionTarget): Promise<Connection> {
  const transport = await grpcTransport(target, USER_AGENT);
  return {
    transport,
    embedded: false,
    address: `${target.host}:${target.port}`,
    userId: target.userId ?? process.env.SPARK_USER ?? process.env.USER ?? "",
    sessionId: target.sessionId ?? randomId(),
    fork: (sessionId) => connectTo({ ...target, sessionId }),
    close: () => transport.close(),
  };
}

const USER_AGENT = `millrace node/${process.versions.node} os/${process.platform}`;
