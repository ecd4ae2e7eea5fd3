import { describe, expect, it, vi } from "vitest";
import { type MemoryIo, memoryIo } from "../../test/support/memory-io.ts";
import { startServer } from "../entry/server.ts";
import { runCli } from "./index.ts";

/** Runs a command until `work` is done with the dashboard that it shows. */
async function shown(argv: readonly string[], work: (url: string, io: MemoryIo) => Promise<void>): Promise<MemoryIo> {
  const io = memoryIo();
  const ended = runCli(argv, io);
  const early = ended.then(() => Promise.reject(new Error(`ended at once: ${io.stderr.text}`)));
  await Promise.race([early, vi.waitUntil(() => io.stdout.text.includes("Ctrl-C"), { timeout: 20_000 })]);
  const [, url] = /^Dashboard at (\S+)$/m.exec(io.stdout.text)!;
  try {
    await work(url!, io);
  } finally {
    io.abort.abort("SIGINT");
  }
  expect(await ended).toBe(0);
  await expect(fetch(url!)).rejects.toThrow();
  return io;
}

async function failing(...argv: string[]): Promise<{ readonly code: number; readonly error: string }> {
  const io = memoryIo();
  return { code: await runCli(argv, io), error: io.stderr.text };
}

describe("millrace dashboard", () => {
  it("shows a session on a server until it is interrupted", async () => {
    const server = await startServer({ port: 0 });
    const io = await shown(["dashboard", "--remote", server.url, "--ui-port", "0", "--read-only"], async (url) => {
      expect(await (await fetch(`${url}/api/info`)).json()).toMatchObject({
        engine: expect.stringMatching(/^localhost:/),
        readOnly: true,
      });
    });
    expect(io.stdout.text).toContain(";session_id=…");
    expect(io.stderr.text).toBe("");
    await server.close();
  });

  it("asks for the token that it is given, and does not print it", async () => {
    const server = await startServer({ port: 0 });
    vi.stubEnv("SPARK_REMOTE", server.url);
    const io = await shown(["dashboard", "--ui-port", "0", "--token", "secret-token"], async (url) => {
      const address = new URL(url);
      expect(address.searchParams.get("token")).toBe("…");
      expect((await fetch(`${address.origin}/api/info`)).status).toBe(401);
      const headers = { authorization: "Bearer secret-token" };
      expect((await fetch(`${address.origin}/api/info`, { headers })).status).toBe(200);
    });
    expect(io.stdout.text).not.toContain("secret");
    vi.unstubAllEnvs();
    await server.close();
  });

  it("says what is wrong", async () => {
    vi.stubEnv("SPARK_REMOTE", "");
    expect(await failing("dashboard")).toMatchObject({ code: 2, error: expect.stringContaining("--remote") });
    vi.unstubAllEnvs();
    const port = await failing("dashboard", "--remote", "sc://localhost:1", "--ui-port", "70000");
    expect(port).toMatchObject({ code: 2, error: expect.stringContaining("--ui-port") });
    const outside = await failing("dashboard", "--remote", "sc://localhost:1", "--ui-port", "0");
    expect(outside).toMatchObject({ code: 1, error: expect.stringContaining("SERVER_UNREACHABLE") });
  });
});

describe("millrace serve", () => {
  it("shows no dashboard with --no-ui, and a read-only one with --read-only", async () => {
    const io = memoryIo();
    const ended = runCli(["serve", "--port", "0", "--no-ui"], io);
    await vi.waitUntil(() => io.stdout.text.includes("Ctrl-C"), { timeout: 20_000 });
    expect(io.stdout.text).not.toContain("Dashboard");
    io.abort.abort("SIGINT");
    expect(await ended).toBe(0);
    await shown(["serve", "--port", "0", "--ui-port", "0", "--read-only"], async (url) => {
      expect(await (await fetch(`${url}/api/info`)).json()).toMatchObject({ engine: "embedded", readOnly: true });
    });
  });
});
