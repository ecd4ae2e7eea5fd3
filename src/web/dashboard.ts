import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { getRequestListener } from "@hono/node-server";
import { SparkException, sparkError } from "../common/index.ts";
import { addressesOf, isLoopback, isWildcard, openServers, type TlsOptions } from "../listener/index.ts";
import { createApp } from "./app.ts";
import type { Account, Backend } from "./backend.ts";
import { ChangeFeed } from "./events/change-feed.ts";
import { Ledgers } from "./queries/ledgers.ts";
import { defaultStatementLimits, type StatementLimits, Statements } from "./sql/statements.ts";

/** The port of Spark's web UI. */
const defaultDashboardPort = 4040;
/** Ports that are tried, one after the other, where the first is taken. */
const portsTried = 10;

/** Connections at once; what comes beyond is closed. */
const mostConnections = 500;

/** Where and how a dashboard is served. */
export interface DashboardOptions {
  /** Name or address; `localhost` where absent. */
  readonly host?: string;
  /** 4040 where absent, or the next of ten that is free; 0 takes any. */
  readonly port?: number;
  /** What opens the dashboard, as `/?token=…` or `Authorization: Bearer …`. Needed where others than this machine can connect. */
  readonly token?: string;
  readonly tls?: TlsOptions;
  /** Runs queries only, and stops none that streams. */
  readonly readOnly?: boolean;
  /** Whether the process stays for the dashboard when it has nothing else to do. */
  readonly keepsProcess?: boolean;
  /** Version of Millrace. */
  readonly version: string;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly statementLimits?: Partial<StatementLimits>;
}

/** A dashboard that is served. */
export interface Dashboard {
  readonly port: number;
  /** How browsers on this machine reach it, but for the token: `http://localhost:4040`. */
  readonly url: string;
  /** Whether a token is asked for and whoever reads along learns it. */
  readonly tokenInClear: boolean;
  /**
   * Shows an account of what was emitted beside a query that reads it.
   *
   * @param queryName - of the query, which may start later
   * @param account - the ledger of a producer; it may still grow
   */
  addLedger(queryName: string, account: Account): void;
  /** Ends the dashboard and what its console runs; the engine goes on. */
  close(): Promise<void>;
}

/**
 * Serves the dashboard of a backend.
 *
 * @throws SparkException SERVER_CANNOT_LISTEN.{NO_TOKEN, TOKEN, PORT_IN_USE, ADDRESS, CERTIFICATE}
 */
export async function startDashboard(backend: Backend, options: DashboardOptions): Promise<Dashboard> {
  const { host = "localhost", token, tls, readOnly = false, keepsProcess = true } = options;
  const addresses = await addressesOf(host);
  const isLocal = addresses.every(isLoopback);
  if (token === undefined && !isLocal) throw sparkError("SERVER_CANNOT_LISTEN.NO_TOKEN", { host });

  const ending = new AbortController();
  const ledgers = new Ledgers(backend.monitor);
  const feed = new ChangeFeed(backend, ledgers);
  const statements = new Statements(backend, readOnly, { ...defaultStatementLimits, ...options.statementLimits });
  const end = async (): Promise<void> => {
    ending.abort();
    feed.close();
    ledgers.close();
    await statements.close();
    await backend.close();
  };
  let servers: readonly Server[];
  let port: number;
  try {
    const app = createApp({
      backend,
      ledgers,
      feed,
      statements,
      guard: { token, hosts: hostsOf(host, addresses, isLocal), secure: tls !== undefined },
      version: options.version,
      readOnly,
      pages: options.pages,
      signal: ending.signal,
    });
    const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    const create = (): Server => {
      const handle: Parameters<typeof createServer>[1] = (request, response) => void listener(request, response);
      const server = tls === undefined ? createServer(handle) : secureServer(tls, handle);
      server.maxConnections = mostConnections;
      if (!keepsProcess) server.on("connection", (socket) => socket.unref());
      return server;
    };
    ({ servers, port } = await openAtFreePort(host, addresses, options.port ?? defaultDashboardPort, create));
  } catch (error) {
    await end();
    throw error;
  }
  if (!keepsProcess) for (const server of servers) server.unref();

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await end();
    await Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise<void>((resolve) => server.close(() => resolve()));
      }),
    );
  };
  return {
    port,
    url: `${tls === undefined ? "http" : "https"}://${shownHost(host, addresses, isLocal)}:${port}`,
    tokenInClear: token !== undefined && tls === undefined && !isLocal,
    addLedger: (queryName, account) => ledgers.add(queryName, account),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** @throws SparkException SERVER_CANNOT_LISTEN.CERTIFICATE */
function secureServer({ cert, key }: TlsOptions, handle: Parameters<typeof createServer>[1]): Server {
  try {
    return createSecureServer({ cert, key, minVersion: "TLSv1.2" }, handle);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw sparkError("SERVER_CANNOT_LISTEN.CERTIFICATE", { reason }, { cause });
  }
}

/** As Spark's UI does: the next port where one is taken. */
async function openAtFreePort(host: string, addresses: readonly string[], first: number, create: () => Server) {
  for (let port = first; ; port++) {
    try {
      return await openServers({ host, addresses, port }, create);
    } catch (error) {
      const isTaken = error instanceof SparkException && error.condition === "SERVER_CANNOT_LISTEN.PORT_IN_USE";
      if (!isTaken || port === 0 || port >= first + portsTried - 1 || port >= 65_535) throw error;
    }
  }
}

/**
 * The names that requests may give for this server. Where it listens at all addresses, nobody knows its names, and the token is what keeps
 * the pages of others out: their names have no cookie.
 */
function hostsOf(host: string, addresses: readonly string[], isLocal: boolean): ReadonlySet<string> | undefined {
  if (addresses.some(isWildcard)) return undefined;
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const given = [bare, ...addresses].map((name) => (name.includes(":") ? `[${name}]` : name));
  return new Set(isLocal ? [...given, "localhost", "127.0.0.1", "[::1]"] : given);
}

function shownHost(host: string, addresses: readonly string[], isLocal: boolean): string {
  if (isLocal || addresses.some(isWildcard)) return host === "127.0.0.1" ? host : "localhost";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
