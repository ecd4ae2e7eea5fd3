import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach } from "vitest";

// Engines that a test opens have a warehouse of its own: tables stay neither for the next test nor in the working folder.
const root = mkdtempSync(join(tmpdir(), "millrace-warehouses-"));
let tests = 0;
const next = (): void => {
  tests += 1;
  process.env.MILLRACE_WAREHOUSE = join(root, String(tests));
};
next();
beforeEach(next);
afterAll(() => rmSync(root, { recursive: true, force: true }));
