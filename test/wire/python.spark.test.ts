import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MillraceServer, startServer } from "../../src/entry/server.ts";

// The programs lie in test/wire/python: PySpark runs each of them on real Spark and on our server, and what they come to must be equal.

const remote = process.env.MILLRACE_SPARK_REMOTE ?? "";
const python = process.env.MILLRACE_SPARK_PYTHON ?? "";

/** Runs a file of programs. @returns what each came to, by its name */
async function outcomes(file: string, url: string): Promise<ReadonlyMap<string, unknown>> {
  const program = fileURLToPath(new URL(`./python/${file}`, import.meta.url));
  const { stdout } = await promisify(execFile)(python, [program, url], { maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return new Map(
    lines.map((line) => {
      const { name, ...outcome } = JSON.parse(line) as { name: string };
      return [name, outcome];
    }),
  );
}

let server: MillraceServer;
beforeAll(async () => {
  if (remote === "" || python === "") throw new Error("there is no Spark to compare with; run: npm run test:spark");
  const settings = { "spark.millrace.python": python, "spark.sql.session.timeZone": "UTC" };
  server = await startServer({ host: "localhost", port: 0, settings });
});
afterAll(() => server?.close());

describe.each([
  ["functions.py", 10],
  ["streams.py", 10],
  ["events.py", 1],
] as const)("%s", (file, least) => {
  it("comes to the same as on Spark", { timeout: 600_000 }, async () => {
    const expected = await outcomes(file, remote);
    const actual = await outcomes(file, server.url);
    expect(actual.size).toBeGreaterThanOrEqual(least);
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
  });
});

describe("a server without Python", () => {
  it("refuses functions and names the setting", { timeout: 120_000 }, async () => {
    const saved = process.env.PYSPARK_PYTHON;
    delete process.env.PYSPARK_PYTHON;
    const bare = await startServer({ host: "localhost", port: 0 });
    try {
      const found = await outcomes("refused.py", bare.url);
      expect(Object.fromEntries(found)).toEqual({
        function: { error: ["UnsupportedOperationException", "UNSUPPORTED_FEATURE.MILLRACE", "spark.millrace.python"] },
        foreach_batch: {
          error: ["UnsupportedOperationException", "UNSUPPORTED_FEATURE.MILLRACE", "spark.millrace.python"],
        },
        foreach: { error: ["UnsupportedOperationException", "UNSUPPORTED_FEATURE.MILLRACE", "spark.millrace.python"] },
        // Clients do not decide which programs the server runs.
        setting: { error: ["AnalysisException", "CANNOT_MODIFY_STATIC_CONFIG", ""] },
      });
    } finally {
      await bare.close();
      if (saved !== undefined) process.env.PYSPARK_PYTHON = saved;
    }
  });
});
