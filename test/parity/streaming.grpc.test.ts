import { afterAll, beforeAll } from "vitest";
import { type MillraceServer, startServer } from "../../src/entry/server.ts";
import { served } from "./sessions.ts";
import { groupsAsked } from "./streams/index.ts";
import { streamSuite } from "./suites.ts";

// Over the network, all on one server.
let server: MillraceServer;
beforeAll(async () => {
  server = await startServer({ port: 0 });
});
afterAll(() => server.close());

// The way of the plan matters little to what a stream does with its rows: the groups with most cases run in the process alone.
streamSuite((settings) => served(server)(settings), groupsAsked(), { callsBack: false });
