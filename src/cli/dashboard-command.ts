import type { DashboardSettings } from "../entry/dashboard.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { type UiFlags, uiPortOf } from "./ui-flags.ts";

/** Flags of `millrace dashboard`. */
export interface DashboardFlags extends Pick<UiFlags, "uiPort"> {
  readonly remote?: string;
  readonly host: string;
  readonly token?: string;
  readonly readOnly?: boolean;
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
  await print(io.stdout, `Dashboard at ${io.colors.bold(address)}`);
  if (dashboard.tokenInClear)
    await print(
      io.stderr,
      `${io.colors.yellow("warning:")} the token goes over the network in the clear; use a proxy with TLS`,
    );
  if (!/;session_id=/.test(remote)) {
    const hint = "It shows a new session. To see the queries of a program, name its session: ;session_id=…;user_id=…";
    await print(io.stdout, io.colors.dim(hint));
  }
  await print(io.stdout, "Ctrl-C ends it; queries go on.");
  if (!io.signal.aborted) await new Promise((resolve) => io.signal.addEventListener("abort", resolve, { once: true }));
  await dashboard.close();
  return 0;
}
