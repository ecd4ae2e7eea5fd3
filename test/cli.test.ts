import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// The command as it is installed: `npm test` builds it first.
const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "bin/millrace.cjs");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output holds the text. */
  shows(text: string): Promise<void>;
}

function start(...argv: string[]): Running {
  const env = { ...process.env, MILLRACE_HOME: join(folder, "home"), NO_COLOR: "1" };
  const child = spawn(process.execPath, [cli, ...argv], { cwd: folder, env });
  let out = "";
  let err = "";
  let heard: () => void = () => {};
  child.stdout.on("data", (data: Buffer) => {
    out += data.toString();
    heard();
  });
  child.stderr.on("data", (data: Buffer) => {
    err += data.toString();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
  const shows = (text: string) =>
    new Promise<void>((resolve, reject) => {
      heard = () => {
        if (out.includes(text)) resolve();
      };
      heard();
      void ended.then(() => reject(new Error(`ended without "${text}":\n${out}${err}`)));
    });
  return { child, ended, shows };
}

const millrace = (...argv: string[]): Promise<Ended> => start(...argv).ended;

function program(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("the command", () => {
  it("tells the demo in plain lines where it goes into a pipe", async () => {
    const { code, out, err } = await millrace("demo", "--count", "11", "--interval", "1ms");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("SQL after 10 transactions:");
    expect(out).toContain("✓ emitted = counted: 11 transactions");
    expect(out).not.toContain("\x1b");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends the demo cleanly on %s", async (signal, code) => {
    const { child, ended, shows } = start("demo", "--interval", "100ms");
    await shows("\n   2  {");
    child.kill(signal);
    const result = await ended;
    expect(result).toMatchObject({ code, err: "" });
    expect(result.out).toMatch(/✓ emitted = counted: \d+ transactions/);
  });

  it("ends without a word when the reader of its pipe has gone", async () => {
    const { child, ended, shows } = start("produce", "--to", "-", "--forever", "--batch-size", "1000");
    await shows("{");
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ code: 0, err: "" });
  });
});

describe("millrace run", () => {
  it("gives a program outside of any project the package, its arguments and top-level await", async () => {
    const path = program(
      "hello.ts",
      `import { SparkSession, functions as F } from "millrace";
      import { record } from "millrace/generator";
      enum Kind { Plain = "plain" }
      const spark = await SparkSession.builder.getOrCreate();
      const [row] = await spark.range(10).agg(F.sum("id").as("total")).collect();
      console.log(row!.total, Kind.Plain, typeof record, process.argv.slice(2));
      await spark.stop();`,
    );
    expect(await millrace("run", path, "--month", "11", "--verbose")).toEqual({
      code: 0,
      out: "45n plain function [ '--month', '11', '--verbose' ]\n",
      err: "",
    });
  });

  it("stops the queries on a signal and lets the program come to its end", async () => {
    const path = program(
      "endless.ts",
      `import { SparkSession } from "millrace";
      const spark = await SparkSession.builder.getOrCreate();
      const rate = spark.readStream.format("rate").load();
      const query = await rate.writeStream.format("noop").start();
      console.log("running");
      await query.awaitTermination();
      console.log("ended", await query.isActive());`,
    );
    const { child, ended, shows } = start("run", path);
    await shows("running");
    child.kill("SIGINT");
    expect(await ended).toEqual({ code: 130, out: "running\nended false\n", err: "" });
  });

  it("tells machines each event of the queries and the end, and lets the program talk beside", async () => {
    const path = program(
      "events.ts",
      `import { SparkSession } from "millrace";
      const spark = await SparkSession.builder.getOrCreate();
      const rate = spark.readStream.format("rate").load();
      const query = await rate.writeStream.format("noop").queryName("mine").start();
      console.log("said");
      while ((await query.lastProgress()) === null) await new Promise((resolve) => setTimeout(resolve, 10));
      await query.stop();
      await spark.stop();
      throw new Error("oops");`,
    );
    const { code, out, err } = await millrace("run", "--json", path);
    expect(code).toBe(1);
    expect(err).toContain("said\n");
    const events = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event).filter((event, at, all) => event !== all[at - 1])).toEqual([
      "started",
      "progress",
      "terminated",
      "end",
    ]);
    expect(events[0]).toMatchObject({ name: "mine", id: expect.any(String), runId: events[1].progress.runId });
    expect(events[1].progress).toMatchObject({ batchId: 0, durationMs: { addBatch: expect.any(Number) } });
    expect(events.at(-1)).toEqual({ event: "end", exitCode: 1, error: { message: "oops" } });
  });

  it("names the file and the line of a program that is no TypeScript", async () => {
    const path = program("broken.ts", "const a = 1;\nconst b = ;\n");
    const { code, err } = await millrace("run", path);
    expect(code).toBe(1);
    expect(err).toContain(`[PROGRAM_SYNTAX] ${path}, line 2, column 11: Unexpected token.`);
    expect((await millrace("produce", "--record", path, "--to", "-")).err).toContain(`${path}, line 2, column 11`);
  });

  it("leaves signals to a program that handles them", async () => {
    const path = program(
      "own.ts",
      `process.on("SIGTERM", () => { console.log("mine"); clearInterval(timer); });
      const timer = setInterval(() => {}, 1000);
      console.log("ready");`,
    );
    const { child, ended, shows } = start("run", path);
    await shows("ready");
    child.kill("SIGTERM");
    expect((await ended).out).toBe("ready\nmine\n");
  });

  it("tells of Spark's errors in a line with the place in the program, of others with the stack", async () => {
    const table = program(
      "table.ts",
      `import { SparkSession } from "millrace";
      const spark = await SparkSession.builder.getOrCreate();
      await spark.table("nope").show();`,
    );
    const spark = await millrace("run", table);
    expect(spark).toMatchObject({ code: 1, err: expect.stringMatching(/^error: \[TABLE_OR_VIEW_NOT_FOUND\] /) });
    expect(spark.err.trimEnd().split("\n")[1]).toContain(`${table}:3:`);
    const bug = program(
      "bug.ts",
      "interface A {\n  b: string;\n}\n\nfunction fail(a: A): never {\n  throw new TypeError(a.b);\n}\nfail({ b: 'oh' });\n",
    );
    const own = await millrace("run", bug);
    expect(own.code).toBe(1);
    expect(own.err).toContain(`error: TypeError: oh\n    at fail (${bug}:6:`);
    expect(own.err).not.toContain("dist");
    expect(await millrace("run", "nowhere.ts")).toMatchObject({
      code: 1,
      err: expect.stringContaining("[PATH_NOT_FOUND]"),
    });
  });
});

describe("the examples", () => {
  it("stand in the README as they are", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    for (const [name, language] of [
      ["transactions.ts", "ts"],
      ["transactions.py", "python"],
    ] as const) {
      const text = readFileSync(join(root, "examples", name), "utf8").trimEnd();
      expect(readme).toContain(`<!-- examples/${name} -->\n\n\`\`\`${language}\n${text}\n\`\`\`\n`);
    }
  });

  it("come to the totals of what they produce", async () => {
    const { code, out, err } = await millrace("run", join(root, "examples/transactions.ts"));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const files = readdirSync(join(folder, "data-stream-dump"));
    expect(files).toHaveLength(100);
    const totals = new Map<string, bigint>();
    for (const name of files) {
      const { currency, amount } = JSON.parse(readFileSync(join(folder, "data-stream-dump", name), "utf8"));
      totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(amount));
    }
    const table = out.slice(out.lastIndexOf("|currency|total_amount|"));
    const shown = [...table.matchAll(/\| +([A-Z]{3})\| +(\d+)\|/g)].map(([, key, sum]) => [key, BigInt(sum!)] as const);
    expect(new Map(shown)).toEqual(totals);
  });

  it("show a query on a record of one's own", async () => {
    const { code, out, err } = await millrace("run", join(root, "examples/custom-record.ts"));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const last = out.slice(out.lastIndexOf("|country|"));
    const orders = [...last.matchAll(/\| +[A-Z]{2}\| +(\d+)\|/g)].map(([, n]) => Number(n));
    expect(orders.reduce((a, b) => a + b, 0)).toBe(50);
  });
});
