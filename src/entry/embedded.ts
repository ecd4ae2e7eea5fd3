import { setEmbeddedConnector } from "../api/index.ts";
import { directTransport, SparkConnectService } from "../protocol/index.ts";
import { mountsOf } from "./files.ts";

/** Makes the embedded engine the one that sessions without a remote address run on; it is loaded when the first one is made. */
export function useEmbeddedEngine(): void {
  setEmbeddedConnector(async (settings) => {
    const { EmbeddedEngine, sparkConnectService } = await import("../server/index.ts");
    const storage = { mounts: mountsOf(settings), settings };
    const engine = await EmbeddedEngine.open({ settings: Object.entries(settings), storage });
    return {
      transport: directTransport(SparkConnectService, sparkConnectService(engine)),
      embedded: true,
      userId: "",
      close: () => engine.close(),
    };
  });
}
