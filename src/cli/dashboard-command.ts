import type { DashboardSettings } from "../entry/dashboard.ts";
import { UsageError } from "./failure.ts";
import { aborted, type Io, print } from "./io.ts";
import { jsonLine } from "./json-line.ts";
import { type UiFlags, uiPortOf } from "./ui-flags.ts";

/** Flags of `millrace dashboard`. */
export interface DashboardFlags extends Pick<UiFlags, "uiPort"> {
  readonly remote?: string;
  readonly host: string;
  readonly token?: string;
  readonly readOnly?: boolean;
  readonly json?: boolean;
}

/** `millrace dashboard`: the dashboard of a session on a Spark Connect server, until a signal ends it. @returns 0, also after a signal */
export async function dashboardCommand(flags: DashboardFlags, io: Io): Promise<number> {
  const remote = flags.remote ?? process.env.SPARK_REMOTE;
  if (remote === undefined || remote === "") throw new UsageError("give the server: --remote sc://host:15002");
  const token = flags.token ?? process.env.MILLRACE_TOKEN;
  const settings: DashboardSettings = {
    host: flags.host,
    port: uiPortOf({ ui: true, uiPort: flags.uiPort })!,
    readOnly: flags.readOnly ?? false,
    ...(token !== undefined && { token }),
  };
  const { serveRemote } = await import("../entry/dashboard.ts");
  const dashboard = await serveRemote(remote, settings);
  const address = token === undefined ? dashboard.url : `${dashboard.url}/?token=…`;
  if (flags.json) await print(io.stdout, jsonLine({ event: "start", dashboard: dashboard.url }));
  else await welcome(address, remote, io);
  if (dashboard.tokenInClear)
    await print(
      io.stderr,
      `${io.colors.yellow("warning:")} the token goes over the network in the clear; use a proxy with TLS`,
    );
  await aborted(io.signal);
  await dashboard.close();
  return 0;
}

async function welcome(address: string, remote: string, { stdout, colors }: Io): Promise<void> {
  await print(stdout, `Dashboard at ${colors.bold(address)}`);
  if (!/;session_id=/.test(remote)) {
    const hint = "It shows a new session. To see the queries of a program, name its session: ;session_id=…;user_id=…";
    await print(stdout, colors.dim(hint));
  }
  await print(stdout, "Ctrl-C ends it; queries go on.");
}
