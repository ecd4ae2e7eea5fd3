import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { SparkSession } from "../api/index.ts";
import { sparkError } from "../common/index.ts";
import type { Ledger } from "../generator/index.ts";
import type { EmbeddedEngine } from "../server/index.ts";
import type { Backend, Dashboard, DashboardOptions } from "../web/index.ts";

export type { Dashboard };

/** How a dashboard is served, but for what belongs to the package. */
export type DashboardSettings = Omit<DashboardOptions, "version" | "pages">;

/** Settings of a session that ask for a dashboard, in Spark's names. */
const enabledSetting = "spark.ui.enabled";
const portSetting = "spark.ui.port";

/** The dashboards of this process, by their addresses. */
const dashboards = new Map<string, Dashboard>();

/**
 * What the settings of an engine ask for: a dashboard, or undefined for none.
 *
 * @throws SparkException INVALID_CONF_VALUE.REQUIREMENT
 */
export function dashboardSettings(settings: Readonly<Record<string, string>>): DashboardSettings | undefined {
  if (settings[enabledSetting]?.toLowerCase() !== "true") return undefined;
  const port = settings[portSetting];
  if (port === undefined) return { keepsProcess: false };
  if (!/^\d+$/.test(port) || Number(port) > 65_535) {
    const confRequirement = "a whole number from 0 to 65535";
    throw sparkError("INVALID_CONF_VALUE.REQUIREMENT", { confName: portSetting, confValue: port, confRequirement });
  }
  return { keepsProcess: false, port: Number(port) };
}

/** @throws SparkException SERVER_CANNOT_LISTEN.* */
export async function serveEngine(engine: EmbeddedEngine, settings: DashboardSettings): Promise<Dashboard> {
  const { embeddedBackend } = await import("./embedded-backend.ts");
  return serveBackend(embeddedBackend(engine), settings);
}

/**
 * Serves the dashboard of a session on a Spark Connect server.
 *
 * @param url - `sc://host:15002/;session_id=…;user_id=…`: the session whose queries are shown; a new one where none is named
 * @throws SparkException SERVER_CANNOT_LISTEN.*, INVALID_CONNECT_URL, SERVER_UNREACHABLE
 */
export async function serveRemote(url: string, settings: DashboardSettings): Promise<Dashboard> {
  const { remoteBackend } = await import("./remote-backend.ts");
  return serveBackend(await remoteBackend(url), settings);
}

/**
 * Shows the ledger of a producer on the dashboard of a session, beside the query that reads what the producer writes. Without a dashboard
 * nothing happens.
 *
 * @example
 * ```ts
 * const production = produce(transaction, target("data-stream-dump"), { ledger: { by: "currency", sum: "amount" } });
 * showLedger(spark, "totals", production.ledger!);
 * ```
 * @param queryName - of the query, which may start later
 */
export function showLedger(spark: SparkSession, queryName: string, ledger: Ledger): void {
  dashboards.get(spark.uiWebUrl ?? "")?.addLedger(queryName, ledger);
}

async function serveBackend(backend: Backend, settings: DashboardSettings): Promise<Dashboard> {
  const { startDashboard } = await import("../web/index.ts");
  const { root, version } = thisPackage();
  const served = await startDashboard(backend, { ...settings, version, pages: join(root, "dist", "dashboard") });
  const dashboard: Dashboard = {
    ...served,
    async close() {
      dashboards.delete(served.url);
      await served.close();
    },
  };
  dashboards.set(served.url, dashboard);
  return dashboard;
}

/** Found by name: the package may be bundled, and its files lie elsewhere then. */
function thisPackage(): { readonly root: string; readonly version: string } {
  const require = createRequire(import.meta.url);
  const path = require.resolve("millrace/package.json");
  return { root: dirname(path), version: (require(path) as { version: string }).version };
}
