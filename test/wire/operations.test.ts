import { afterAll, beforeAll } from "vitest";
import { operationsSuite } from "./operations-suite.ts";
import { endlessPlan, type Served, serve } from "./support.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

operationsSuite(() => served.url, endlessPlan);
