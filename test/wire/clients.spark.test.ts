import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SparkSession } from "../../src/entry/client.ts";
import { InputFolder, temporaryFolder } from "../streaming/harness.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { type Served, serve } from "./support.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

/** Runs a program of the folder `python`, with the Python that a variable names. @returns the JSON that it prints */
async function run(variable: string, program: string, ...given: string[]): Promise<unknown> {
  const python = process.env[variable];
  if (!python) throw new Error(`${variable} names no Python with pyspark; run: npm run test:spark`);
  const path = fileURLToPath(new URL(`python/${program}`, import.meta.url));
  const { stdout } = await promisify(execFile)(python, ["-W", "ignore", path, ...given]);
  return JSON.parse(stdout);
}

describe.each([
  ["MILLRACE_SPARK_PYTHON", "4.3.0"],
  ["MILLRACE_OLD_CLIENT_PYTHON", "4.0.4"],
])("PySpark of %s", (variable, version) => {
  it("runs the basics beside a client in TypeScript: they share tables, not views", async () => {
    using root = temporaryFolder();
    const input = new InputFolder(root.path);
    input.add({ currency: "EUR", amount: 1 }, { currency: "USD", amount: 2 });
    input.add({ currency: "EUR", amount: 3 });
    await using spark = await SparkSession.builder.remote(served.url).create();
    await spark.range(3).write.mode("overwrite").saveAsTable("of_typescript");
    await spark.range(3).createOrReplaceTempView("view_of_typescript");
    expect(await run(variable, "basics.py", served.url, input.path)).toEqual({
      client: version,
      version: await spark.version(),
      sql: [[1, "x"]],
      schema: "struct<currency:string,amount:double>",
      groups: [
        ["EUR", 13, 2],
        ["USD", 20, 1],
      ],
      pandas: 33,
      many: [[1_249_975_000, 5_000_000]],
      show: "+--------+------+\n|currency|amount|\n+--------+------+\n|     EUR|  10.5|\n|     USD|  20.0|\n+--------+------+\nonly showing top 2 rows",
      unresolved: [
        "AnalysisException",
        "UNRESOLVED_COLUMN.WITH_SUGGESTION",
        "42703",
        { objectName: "`nope`", proposal: "`id`" },
      ],
      divided: ["ArithmeticException", "DIVIDE_BY_ZERO", "22012", { config: '"spark.sql.ansi.enabled"' }],
      syntax: ["ParseException", "PARSE_SYNTAX_ERROR", "42601"],
      shared: [0, 1, 2],
      hidden: ["AnalysisException", "TABLE_OR_VIEW_NOT_FOUND", "42P01"],
      streamed: [
        ["EUR", 4],
        ["USD", 2],
      ],
      stopped: true,
      rows_read: 3,
    });
    expect(await spark.table("of_python").count()).toBe(3);
    await expect(spark.table("trades_of_python").collect()).rejects.toMatchObject({
      condition: "TABLE_OR_VIEW_NOT_FOUND",
    });
  });

  it("loses and doubles nothing on a connection that is cut every now and then", async () => {
    await using proxy = await TcpProxy.open(served.port);
    const rounds = 10;
    let cuts = 0;
    const cutting = setInterval(() => {
      if (proxy.passed.down < 4_000 + 1_000 * cuts) return;
      cuts += 1;
      proxy.cutAfter(0, "down");
    }, 20);
    proxy.cutAfter(10_000, "down");
    try {
      const written = await run(variable, "cut.py", `sc://127.0.0.1:${proxy.port}`, String(rounds));
      expect(written).toEqual(Array.from({ length: rounds }, (_, round) => round));
      expect(cuts).toBeGreaterThan(3);
    } finally {
      clearInterval(cutting);
      await (await SparkSession.builder.remote(served.url).create()).sql("DROP TABLE cut_rounds");
    }
  });
});
