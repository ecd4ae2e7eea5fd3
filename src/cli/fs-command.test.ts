import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { type LocalS3, startLocalS3 } from "../storage/index.ts";
import { runCli } from "./program.ts";

let folder: string;

async function fs(...argv: string[]) {
  return fsWith("", ...argv);
}

async function fsWith(input: string, ...argv: string[]) {
  const io = memoryIo({ input });
  const code = await runCli(["fs", ...argv], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-cli-fs-"));
  vi.stubEnv("MILLRACE_HOME", join(folder, "home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("millrace fs", () => {
  it("puts, lists, prints, copies, moves and deletes", async () => {
    const at = (name: string) => join(folder, name);
    expect(await fs("mkdirs", at("a/b"))).toMatchObject({ code: 0, out: "true\n" });
    expect(await fs("put", at("a/x"), "hällo\n")).toMatchObject({ code: 0, out: "Wrote 7 bytes.\ntrue\n" });
    expect((await fs("put", at("a/x"), "again")).err).toContain("[PATH_ALREADY_EXISTS]");
    expect(await fsWith("from input", "put", at("a/x"), "--overwrite")).toMatchObject({ code: 0 });
    expect(readFileSync(at("a/x"), "utf8")).toBe("from input");
    expect(await fs("head", at("a/x"))).toEqual({ code: 0, out: "from input\n", err: "" });
    expect(await fs("head", at("a/x"), "--bytes", "4")).toEqual({
      code: 0,
      out: "from\n",
      err: "[Truncated to first 4 bytes]\n",
    });
    const listing = await fs("ls", at("a"));
    expect(listing.out.split("\n")[1]).toMatch(/^\| path +\| name +\| size \| modificationTime \|$/);
    expect(listing.out).toContain(`file:${at("a/x")}`);
    expect((await fs("cp", at("a"), at("c"))).code).toBe(1);
    expect(await fs("cp", "-r", at("a"), at("c"))).toMatchObject({ code: 0, out: "true\n" });
    expect(await fs("mv", at("c/x"), at("y"))).toMatchObject({ code: 0 });
    expect(readFileSync(at("y"), "utf8")).toBe("from input");
    expect((await fs("rm", at("a"))).code).toBe(1);
    expect(await fs("rm", "-r", at("a"))).toMatchObject({ code: 0, out: "true\n" });
    expect(await fs("rm", at("a"))).toMatchObject({ code: 1, out: "false\n", err: "" });
  });

  it("keeps mounts for the next command", async () => {
    writeFileSync(join(folder, "x"), "content");
    expect(await fs("mount", folder, "/mnt/s3Data")).toMatchObject({ code: 0, out: "true\n" });
    expect((await fs("mounts")).out).toContain(`|/mnt/s3Data|file:${folder}|`);
    expect((await fs("ls", "/mnt/s3Data")).out).toContain("dbfs:/mnt/s3Data/x");
    expect((await fs("mount", folder, "/mnt/s3Data")).err).toContain("[MOUNT_ALREADY_EXISTS]");
    expect((await fs("unmount", "/mnt/s3Data")).out).toBe("/mnt/s3Data has been unmounted.\ntrue\n");
    expect((await fs("mounts")).out).not.toContain("s3Data");
  });

  it("writes a line of JSON for each entry and each mount", async () => {
    const place = join(folder, "json");
    await fs("put", join(place, "one"), "text");
    const { out } = await fs("ls", place, "--json");
    expect(JSON.parse(out)).toMatchObject({ name: "one", size: 4, modificationTime: expect.any(Number) });
    await fs("mount", place, "/mnt/json");
    const mounts = (await fs("mounts", "--json")).out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(mounts).toContainEqual({ mountPoint: "/mnt/json", source: expect.stringContaining("json") });
    await fs("unmount", "/mnt/json");
  });
});

describe("millrace fs on S3", () => {
  let s3: LocalS3;
  beforeAll(async () => {
    s3 = await startLocalS3();
  });
  afterAll(() => s3.close());

  it("takes the endpoint from its flag and credentials from the environment", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
    const flags = ["--endpoint", s3.endpoint, "--region", "us-east-1", "--path-style"];
    expect(await fs("mkdirs", "s3://data-stream-dump", ...flags)).toMatchObject({ code: 0, err: "" });
    expect(await fs("put", "s3://data-stream-dump/a", "text", ...flags)).toMatchObject({ code: 0 });
    expect((await fs("ls", "s3://data-stream-dump", ...flags)).out).toContain("s3://data-stream-dump/a");
    expect((await fs("head", "s3://data-stream-dump/a", ...flags)).out).toBe("text\n");
  });
});
