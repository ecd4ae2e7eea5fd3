import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { sparkError } from "../common/index.ts";
import type { MillraceServer, ServerOptions, TlsOptions } from "../entry/server.ts";
import { UsageError } from "./failure.ts";
import { aborted, type Io, print } from "./io.ts";
import { jsonLine } from "./json-line.ts";
import { wholeNumber } from "./numbers.ts";
import { type S3Flags, s3SettingsOf } from "./s3-flags.ts";
import { type UiFlags, uiPortOf } from "./ui-flags.ts";

/** Flags of `millrace serve`. */
export interface ServeFlags extends S3Flags, UiFlags {
  readonly host: string;
  readonly port: string;
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly conf?: readonly string[];
  readonly threads?: string;
  readonly memory?: string;
  readonly maxSessions?: string;
  readonly maxOperations?: string;
  readonly maxConnections?: string;
  readonly maxMessage?: string;
  readonly readOnly?: boolean;
  readonly json?: boolean;
}

/** `millrace serve`: the engine as a Spark Connect server, until a signal ends it. @returns 0, also after a signal */
export async function serveCommand(flags: ServeFlags, io: Io): Promise<number> {
  const options = await serverOptions(flags, process.env);
  const { startServer } = await import("../entry/server.ts");
  // Its end does not depend on whether anybody reads what is printed.
  await using server = await startServer(options);
  const { url, dashboardUrl: dashboard = null } = server;
  if (flags.json) await print(io.stdout, jsonLine({ event: "start", url, dashboard }));
  else for (const line of welcome(server, options, io)) await print(io.stdout, line);
  if (server.tokenInClear) {
    const warning = `${io.colors.yellow("warning:")} the token goes over the network in the clear; use --tls-cert and --tls-key, or a proxy with TLS`;
    await print(io.stderr, warning);
  }
  await aborted(io.signal);
  if (!flags.json) io.stdout.write("Shutting down: queries finish their micro-batch. A second signal ends at once.\n");
  return 0;
}

/** @throws UsageError; SparkException PATH_NOT_FOUND, FAILED_READ_FILE.NO_HINT */
async function serverOptions(flags: ServeFlags, environment: NodeJS.ProcessEnv): Promise<ServerOptions> {
  const { host, threads, memory, maxSessions, maxOperations, maxConnections, maxMessage } = flags;
  const token = flags.token ?? environment.MILLRACE_TOKEN;
  const port = wholeNumber("--port", flags.port, 0);
  if (port > 65_535) throw new UsageError(`--port takes a whole number up to 65535, not ${flags.port}`);
  const tls = await tlsOf(flags);
  const uiPort = uiPortOf(flags);
  return {
    host,
    port,
    settings: { ...s3SettingsOf(flags), ...settingsOf(flags.conf ?? []) },
    ...(token !== undefined && { token }),
    ...(tls !== undefined && { tls }),
    ...(threads !== undefined && { threads: wholeNumber("--threads", threads, 1) }),
    ...(memory !== undefined && { memoryLimit: memory }),
    ...(uiPort !== undefined && { dashboard: { port: uiPort, readOnly: flags.readOnly ?? false } }),
    limits: {
      ...(maxSessions !== undefined && { sessions: wholeNumber("--max-sessions", maxSessions, 1) }),
      ...(maxOperations !== undefined && {
        operationsPerSession: wholeNumber("--max-operations", maxOperations, 1),
      }),
      ...(maxConnections !== undefined && { connections: wholeNumber("--max-connections", maxConnections, 1) }),
      ...(maxMessage !== undefined && { messageBytes: wholeNumber("--max-message", maxMessage, 1) * 1024 * 1024 }),
    },
  };
}

async function tlsOf({ tlsCert, tlsKey }: ServeFlags): Promise<TlsOptions | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) throw new UsageError("TLS takes both: --tls-cert and --tls-key");
  const [cert, key] = await Promise.all([readPem(tlsCert), readPem(tlsKey)]);
  return { cert, key };
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") throw sparkError("PATH_NOT_FOUND", { path }, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw sparkError("FAILED_READ_FILE.NO_HINT", { path, reason }, { cause });
  }
}

/** The settings in `--conf key=value`, as spark-submit has them. */
function settingsOf(conf: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    conf.map((text) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (key === undefined || value === undefined) throw new UsageError(`--conf takes key=value, not ${text}`);
      return [key.trim(), value.trim()];
    }),
  );
}

/** The address, and how both languages connect. The token is a secret and stays out. */
function welcome({ host, url, dashboardUrl }: MillraceServer, { token, tls }: ServerOptions, { colors }: Io): string[] {
  const address = token === undefined ? url : `${url};token=…`;
  // Without TLS, clients on other machines send no token; with it, only a server at all addresses goes by a name that it was not given.
  const isForAll = tls !== undefined && host !== "localhost" && url.startsWith("sc://localhost:");
  return [
    `Millrace serves Spark Connect at ${colors.bold(url)}`,
    ...(isForAll ? [`From other machines: ${colors.bold(url.replace("//localhost:", `//${hostname()}:`))}`] : []),
    ...(dashboardUrl === undefined
      ? []
      : [`Dashboard at ${colors.bold(dashboardUrl + (token === undefined ? "" : "/?token=…"))}`]),
    "",
    colors.dim("Python (pip install 'pyspark[connect]'):"),
    "  from pyspark.sql import SparkSession",
    `  spark = SparkSession.builder.remote("${address}").getOrCreate()`,
    colors.dim("TypeScript:"),
    '  import { SparkSession } from "millrace/client";',
    `  const spark = await SparkSession.builder.remote("${address}").getOrCreate();`,
    "",
    "Ctrl-C ends it; queries finish their micro-batch first.",
  ];
}
