/**
 * The embedded engine as a Spark Connect server, for PySpark and other clients.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import {
  type Listener,
  type ListenLimits,
  type ListenOptions,
  listen,
  type Service,
  type TlsOptions,
} from "../listener/index.ts";
import { EmbeddedEngine, type Limits, remoteService } from "../server/index.ts";
import { mountsOf } from "./files.ts";

export type { Limits, ListenLimits, TlsOptions };

/** Options of {@link startServer}. */
export interface ServerOptions extends Omit<ListenOptions, "limits"> {
  /** Settings that every session starts with, such as `spark.sql.session.timeZone` and `spark.hadoop.fs.s3a.endpoint`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Threads for queries; as many as the machine has cores where absent. */
  readonly threads?: number;
  /** As `4GB`; 80 % of the machine's memory where absent. */
  readonly memoryLimit?: string;
  /** What clients may take of the engine and of the network. */
  readonly limits?: Partial<Limits & ListenLimits>;
  /** Where console sinks print; standard output where absent. */
  readonly print?: (text: string) => void;
}

/** A server that runs. */
export interface MillraceServer extends Pick<Listener, "host" | "port" | "url" | "tokenInClear"> {
  /**
   * Ends the server: no more calls, streaming queries end after their micro-batch with their state committed, clients are told of the end of
   * theirs, and the engine is closed.
   *
   * @param options.graceMs - how long clients have to take what is left of their answers, in milliseconds; 10 seconds where absent
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/**
 * Starts an engine of its own and serves it.
 *
 * @example
 * ```ts
 * import { startServer } from "millrace/server";
 *
 * const server = await startServer({ port: 0, settings: { "spark.sql.session.timeZone": "UTC" } });
 * const spark = await SparkSession.builder.remote(server.url).getOrCreate();
 * await spark.sql("SELECT 1").then((frame) => frame.show());
 * await spark.stop();
 * await server.close();
 * ```
 * @throws SparkException SERVER_CANNOT_LISTEN.{NO_TOKEN, TOKEN, PORT_IN_USE, ADDRESS, CERTIFICATE}; what a wrong setting throws
 */
export async function startServer(options: ServerOptions = {}): Promise<MillraceServer> {
  const { settings = {}, threads, memoryLimit, limits, print } = options;
  let local: Promise<LocalAccess> | undefined;
  const engine = await EmbeddedEngine.open({
    settings: Object.entries(settings),
    storage: { mounts: mountsOf(settings), settings },
    localAddress: async () => {
      local ??= openLocalAccess(service);
      return (await local).url;
    },
    ...(threads !== undefined && { threads }),
    ...(memoryLimit !== undefined && { memoryLimit }),
    ...(limits !== undefined && { limits }),
    ...(print !== undefined && { print }),
  });
  const service = remoteService(engine);
  const listener = await listen(service, options).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  const { host, port, url, tokenInClear } = listener;
  let closed: Promise<void> | undefined;
  const close = async (graceMs?: { readonly graceMs?: number }): Promise<void> => {
    listener.drain();
    // The local listener still takes calls: those of Python workers belong to batches that end now.
    await engine.close();
    await Promise.all([listener.close(graceMs), local?.then(({ listener }) => listener.close(graceMs))]);
  };
  return {
    host,
    port,
    url,
    tokenInClear,
    close(graceMs) {
      closed ??= close(graceMs);
      return closed;
    },
  };
}

interface LocalAccess {
  readonly listener: Listener;
  readonly url: string;
}

/** Listens for processes that the engine itself starts on this machine, whatever the network outside is told. */
async function openLocalAccess(service: Service): Promise<LocalAccess> {
  const token = randomUUID();
  const listener = await listen(service, { host: "localhost", port: 0, token });
  return { listener, url: `${listener.url};token=${token}` };
}
