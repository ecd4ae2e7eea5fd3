import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type MemoryIo, memoryIo } from "../../test/support/memory-io.ts";
import { SparkSession } from "../entry/client.ts";
import { runCli } from "./index.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../test/fixtures/tls/${name}`, import.meta.url));
const [cert, key] = [fixture("localhost.crt.pem"), fixture("localhost.key.pem")];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-serve-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** Runs the command until `work` is done with it. */
async function serving(
  flags: string[],
  work: (io: MemoryIo) => Promise<void>,
): Promise<{ io: MemoryIo; code: number }> {
  const io = memoryIo();
  const ended = runCli(["serve", "--port", "0", "--ui-port", "0", ...flags], io);
  const early = ended.then(() => Promise.reject(new Error(`ended before it served: ${io.stderr.text}`)));
  await Promise.race([early, vi.waitUntil(() => io.stdout.text.includes("Ctrl-C"), { timeout: 20_000 })]);
  try {
    await work(io);
  } finally {
    io.abort.abort("SIGTERM");
  }
  return { io, code: await ended };
}

/** The address that the command tells Python programs. */
const addressIn = (io: MemoryIo): string =>
  / spark = SparkSession.builder.remote\("([^"]+)"\)/.exec(io.stdout.text)![1]!;

async function failing(...flags: string[]): Promise<{ code: number; error: string }> {
  const io = memoryIo();
  const code = await runCli(["serve", ...flags], io);
  expect(io.stdout.text).toBe("");
  return { code, error: io.stderr.text };
}

describe("millrace serve", () => {
  it("serves sessions with the settings given, and says how to connect and how it ends", async () => {
    const flags = ["--conf", "spark.sql.session.timeZone=Asia/Tokyo", "--conf", "spark.app.name=a=b", "--threads", "1"];
    const { io, code } = await serving([...flags, "--memory", "1GB", "--max-sessions", "2"], async (io) => {
      const spark = await SparkSession.builder.remote(addressIn(io)).create();
      expect(await spark.conf.get("spark.sql.session.timeZone")).toBe("Asia/Tokyo");
      expect(await spark.conf.get("spark.app.name")).toBe("a=b");
      const second = await SparkSession.builder.remote(addressIn(io)).create();
      expect(await second.range(3).count()).toBe(3);
      const third = SparkSession.builder.remote(addressIn(io)).create();
      await expect(third).rejects.toMatchObject({ condition: "LIMIT_EXCEEDED.SESSIONS" });
      for (const session of [spark, second]) await session.stop();
    });
    expect({ code, errors: io.stderr.text }).toEqual({ code: 0, errors: "" });
    expect(io.stdout.text).toMatch(
      /^Millrace serves Spark Connect at sc:\/\/localhost:\d+\/\nDashboard at http:\/\/localhost:\d+\n/,
    );
    expect(io.stdout.text).toContain('import { SparkSession } from "millrace/client";');
    expect(io.stdout.text.trimEnd()).toMatch(/\nShutting down: .*$/);
  });

  it.each([
    ["--token", ["--token", "secret-token"]],
    ["MILLRACE_TOKEN", []],
  ])("asks for the token of %s and does not print it", async (_where, flags) => {
    if (flags.length === 0) vi.stubEnv("MILLRACE_TOKEN", "secret-token");
    const { io } = await serving(flags, async (io) => {
      const address = addressIn(io);
      expect(address).toMatch(/;token=…$/);
      const spark = await SparkSession.builder.remote(address.replace("…", "secret-token")).create();
      expect(await spark.range(2).count()).toBe(2);
      await spark.stop();
    });
    expect(io.stdout.text + io.stderr.text).not.toContain("secret-token");
  });

  it("warns of a token that goes over the network in the clear", async () => {
    const clear = await serving(["--host", "0.0.0.0", "--token", "secret"], async () => undefined);
    expect(clear.io.stderr.text).toMatch(/^warning: the token goes over the network in the clear/);
    const tls = ["--tls-cert", cert, "--tls-key", key];
    const secure = await serving(["--host", "0.0.0.0", "--token", "secret", ...tls], async (io) => {
      expect(addressIn(io)).toMatch(/^sc:\/\/localhost:\d+\/;use_ssl=true;token=…$/);
      expect(io.stdout.text).toContain(`From other machines: sc://${hostname()}:`);
    });
    expect(secure.io.stderr.text).toBe("");
  });

  it.each([
    [["--port", "http"], "--port takes a whole number from 0, not http"],
    [["--port", "65536"], "--port takes a whole number up to 65535, not 65536"],
    [["--conf", "spark.sql.session.timeZone"], "--conf takes key=value, not spark.sql.session.timeZone"],
    [["--tls-cert", cert], "TLS takes both: --tls-cert and --tls-key"],
    [["--max-message", "0"], "--max-message takes a whole number from 1, not 0"],
  ])("takes no %j", async (flags, text) => {
    expect(await failing(...flags)).toEqual({ code: 2, error: `error: ${text}\n` });
  });

  it("does not listen beyond this machine without a token", async () => {
    const { code, error } = await failing("--host", "0.0.0.0", "--port", "0");
    expect(code).toBe(1);
    expect(error).toMatch(/SERVER_CANNOT_LISTEN.NO_TOKEN.*--token, MILLRACE_TOKEN.*localhost/);
  });

  it("names what keeps it from listening", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await expect.poll(() => other.listening).toBe(true);
    const { port } = other.address() as AddressInfo;
    expect((await failing("--port", String(port))).error).toContain(`The port ${port} of localhost is in use.`);
    other.close();
    const pem = join(folder, "empty.pem");
    writeFileSync(pem, "");
    expect((await failing("--port", "0", "--tls-cert", pem, "--tls-key", key)).error).toContain("CANNOT_LISTEN.CERT");
    const missing = join(folder, "missing.pem");
    expect((await failing("--tls-cert", cert, "--tls-key", missing)).error).toContain(`the path ${missing}`);
    expect((await failing("--tls-cert", cert, "--tls-key", folder)).error).toContain("FAILED_READ_FILE.NO_HINT");
    expect((await failing("--port", "0", "--memory", "much")).code).toBe(1);
  });
});
