import { type Connection, setEmbeddedConnector } from "../api/index.ts";
import { directTransport, SparkConnectService } from "../protocol/index.ts";
import { dashboardSettings, serveEngine } from "./dashboard.ts";
import { mountsOf } from "./files.ts";
import { startTelemetry } from "./telemetry.ts";

/** Makes the embedded engine the one that sessions without a remote address run on; it is loaded when the first one is made, and
 * ends with the last of those that were made of one another. With `spark.ui.enabled` it has a dashboard. */
export function useEmbeddedEngine(): void {
  setEmbeddedConnector(async (settings) => {
    const asked = dashboardSettings(settings);
    const { EmbeddedEngine, sparkConnectService } = await import("../server/index.ts");
    const storage = { mounts: mountsOf(settings), settings };
    const engine = await EmbeddedEngine.open({ settings: Object.entries(settings), storage });
    const opened = startTelemetry(engine, settings).then(() => asked && serveEngine(engine, asked));
    const dashboard = await opened.catch(async (error: unknown) => {
      await engine.close();
      throw error;
    });
    const transport = directTransport(SparkConnectService, sparkConnectService(engine));
    let sessions = 0;
    const connect = (sessionId?: string): Connection => {
      sessions += 1;
      return {
        transport,
        embedded: true,
        userId: "",
        ...(sessionId !== undefined && { sessionId }),
        ...(dashboard !== undefined && { uiWebUrl: dashboard.url }),
        fork: connect,
        async close() {
          sessions -= 1;
          if (sessions > 0) return;
          await dashboard?.close();
          await engine.close();
        },
      };
    };
    return connect();
  });
}
