import { afterAll, beforeAll, describe } from "vitest";
import { accessSuite } from "./access-suite.ts";
import { connectionSuite } from "./connection-suite.ts";
import { guardedSuite } from "./guarded-suite.ts";
import { limitsSuite } from "./limits-suite.ts";
import { placesSuite } from "./places-suite.ts";
import { queriesSuite } from "./queries-suite.ts";
import { reportsSuite } from "./reports-suite.ts";
import { sqlSuite } from "./sql-suite.ts";
import { openStage, type Stage } from "./stage.ts";

// All in one file: a browser and an engine serve all of it.
let opened: Stage;
beforeAll(async () => {
  opened = await openStage();
}, 60_000);
afterAll(() => opened[Symbol.asyncDispose]());
const stage = () => opened;

describe("queries", () => queriesSuite(stage));
describe("SQL", () => sqlSuite(stage));
describe("places", () => placesSuite(stage));
describe("access", () => accessSuite(stage));
describe("reports", () => reportsSuite(stage));
describe("guarded", () => guardedSuite(stage));
describe("connection", () => connectionSuite(stage));
describe("limits", () => limitsSuite(stage));
