/**
 * The embedded engine as a Spark Connect server, for PySpark and other clients.
 *
 * @module
 */
import {
  defaultGraceMs,
  type Listener,
  type ListenLimits,
  type ListenOptions,
  listen,
  type TlsOptions,
} from "../listener/index.ts";
import { EmbeddedEngine, type Limits, remoteService } from "../server/index.ts";
import { type DashboardSettings, serveEngine } from "./dashboard.ts";
import { mountsOf } from "./files.ts";
import { LocalAccess } from "./local-access.ts";
import { startTelemetry } from "./telemetry.ts";

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
  /** A web page that shows the queries and runs SQL, at the same host and with the same token and certificate; none where absent. */
  readonly dashboard?: Pick<DashboardSettings, "port" | "readOnly">;
}

/** A server that runs. */
export interface MillraceServer extends Pick<Listener, "host" | "port" | "url" | "tokenInClear">, AsyncDisposable {
  /** Address of the dashboard, but for the token; undefined where there is none. */
  readonly dashboardUrl: string | undefined;
  /**
   * Ends the server: no more calls, streaming queries end after their micro-batch with their state committed, clients are told of the end of
   * theirs, and the engine is closed.
   *
   * @param options.graceMs - how long micro-batches have to end, then operations, then clients to take what is left of their answers, each
   *   in milliseconds; 10 seconds where absent. A micro-batch that takes longer is stopped without a commit: with a checkpoint, the next
   *   start of its query runs it again
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
 * await using server = await startServer({ port: 0, settings: { "spark.sql.session.timeZone": "UTC" } });
 * const spark = await SparkSession.builder.remote(server.url).getOrCreate();
 * await spark.sql("SELECT 1").then((frame) => frame.show());
 * await spark.stop();
 * ```
 * @throws SparkException SERVER_CANNOT_LISTEN.{NO_TOKEN, TOKEN, PORT_IN_USE, ADDRESS, CERTIFICATE}; what a wrong setting throws
 */
export async function startServer(options: ServerOptions = {}): Promise<MillraceServer> {
  const { settings = {}, threads, memoryLimit, limits, print } = options;
  const engine = await EmbeddedEngine.open({
    settings: Object.entries(settings),
    storage: { mounts: mountsOf(settings), settings },
    localAddress: () => local.url(),
    ...(threads !== undefined && { threads }),
    ...(memoryLimit !== undefined && { memoryLimit }),
    ...(limits !== undefined && { limits }),
    ...(print !== undefined && { print }),
  });
  const service = remoteService(engine);
  const local = new LocalAccess(service, limits);
  const opened = startTelemetry(engine, settings).then(() => listen(service, options));
  const listener = await opened.catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  const { host, token, tls } = options;
  const dashboard = await (
    options.dashboard &&
    serveEngine(engine, {
      ...options.dashboard,
      ...(host !== undefined && { host }),
      ...(token !== undefined && { token }),
      ...(tls !== undefined && { tls }),
    })
  )?.catch(async (error: unknown) => {
    await listener.close({ graceMs: 0 });
    await engine.close();
    throw error;
  });
  const { port, url, tokenInClear } = listener;
  let closed: Promise<void> | undefined;
  const end = async (options?: { readonly graceMs?: number }): Promise<void> => {
    listener.drain();
    await dashboard?.close();
    // The local access still takes calls: those of Python workers belong to batches that end now.
    await engine.close({ graceMs: options?.graceMs ?? defaultGraceMs });
    await Promise.all([listener.close(options), local.close(options)]);
  };
  const close: MillraceServer["close"] = (options) => {
    closed ??= end(options);
    return closed;
  };
  return {
    host: listener.host,
    port,
    url,
    tokenInClear,
    dashboardUrl: dashboard?.url,
    close,
    [Symbol.asyncDispose]: close,
  };
}
