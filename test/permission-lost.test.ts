import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "millrace-rights-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const program = fileURLToPath(new URL("programs/permission-lost.mjs", import.meta.url));

// The superuser may do everything, so the program gives that up where it has it.
test.skipIf(process.platform === "win32")(
  "a right that is lost is a named error, nothing is overwritten, and the query goes on when it is back",
  { timeout: 60_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, root]);
    expect(stdout.trim().split("\n")).toEqual([
      "whole: TOTAL 1",
      "no right to the checkpoint's database: CHECKPOINT_UNREADABLE with its path",
      "no right to the checkpoint: CHECKPOINT_UNREADABLE with its path",
      "the checkpoint is as it was: true",
      "no right to a file: FAILED_READ_FILE.NO_HINT with its path",
      "no right to the output: FAILED_WRITE_FILE with its path",
      "again: TOTAL 2",
    ]);
  },
);
