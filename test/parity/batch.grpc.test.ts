import { afterAll, beforeAll } from "vitest";
import { type MillraceServer, startServer } from "../../src/entry/server.ts";
import { served } from "./sessions.ts";
import { batchSuite } from "./suites.ts";

// Over the network, all on one server.
let server: MillraceServer;
beforeAll(async () => {
  server = await startServer({ port: 0 });
});
afterAll(() => server.close());

batchSuite((settings) => served(server)(settings));
