import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "millrace-full-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const program = fileURLToPath(new URL("programs/disk-full.mjs", import.meta.url));
const files = 12;
const rowsPerFile = 200;

// A shell's limit for the size of files is a full disk that needs no rights.
test.skipIf(process.platform === "win32")(
  "a full disk is a named error, and the query goes on where it was when there is room",
  { timeout: 120_000 },
  async () => {
    const [input, checkpoint] = [join(root, "input"), join(root, "checkpoint")];
    mkdirSync(input);
    for (let file = 0; file < files; file++) {
      const row = (n: number) => JSON.stringify({ id: file * rowsPerFile + n, text: `${file}-${n}-`.repeat(40) });
      const lines = Array.from({ length: rowsPerFile }, (_, n) => row(n));
      writeFileSync(join(input, `part-${String(file).padStart(3, "0")}.json`), lines.join("\n"));
    }
    const run = async (shell: string) => {
      const command = `${shell} exec "$0" "$@"`;
      const { stdout } = await promisify(execFile)("sh", ["-c", command, process.execPath, program, input, checkpoint]);
      return stdout.trim();
    };
    const blocks = 600;
    const full = await run(`ulimit -f ${blocks};`);
    expect(full).toMatch(/^FAILED FAILED_WRITE_FILE .*millrace\.duckdb/);
    expect(await run(`ulimit -f ${blocks};`)).toMatch(/^FAILED FAILED_WRITE_FILE /);
    expect(await run("")).toBe(`TOTAL ${files * rowsPerFile} ${files * rowsPerFile}`);
  },
);
