import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { startServer } from "../src/entry/server.ts";

const entry = new URL("../dist/client.js", import.meta.url);

/** Tells on standard error what every import of a process comes to. */
const tellImports = `
  import { writeSync } from "node:fs";
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    writeSync(2, "imported " + found.url + "\\n");
    return found;
  }`;
const withTelling = `data:text/javascript,${encodeURIComponent(
  `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(tellImports)}");`,
)}`;

const program = `
  const started = performance.now();
  const { SparkSession, functions: F } = await import(${JSON.stringify(entry.href)});
  console.log(performance.now() - started);
  const spark = await SparkSession.builder.remote(process.argv[1]).create();
  const frame = await spark.createDataFrame([{ a: 1 }, { a: 2 }]);
  console.log(JSON.stringify(await frame.agg(F.sum("a").cast("string").alias("s")).collect()));
  await spark.stop();
  await SparkSession.builder.create().catch((error) => console.log(error.condition));`;

it("works against a server without loading the engine, the generator or the storage", async () => {
  expect(existsSync(entry), "npm run build makes dist/").toBe(true);
  const server = await startServer({ port: 0 });
  const env = { ...process.env, SPARK_REMOTE: "" };
  const given = ["--import", withTelling, "--input-type=module", "-e", program, server.url];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, given, { env }).finally(() => server.close());
  const [milliseconds, rows, refusal] = stdout.trim().split("\n");
  expect(rows).toBe('[{"s":"3"}]');
  expect(refusal).toBe("NO_EMBEDDED_ENGINE");
  const imported = stderr.split("\n").flatMap((line) => /^imported (.*)$/.exec(line)?.[1] ?? []);
  expect(imported.some((url) => url.startsWith(new URL(".", entry).href))).toBe(true);
  expect(imported.filter((url) => /@duckdb|@aws-sdk|@smithy|@faker-js|fauxqs|jiti|commander/.test(url))).toEqual([]);
  expect(Number(milliseconds)).toBeLessThan(2_000);
});
