import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileSystems, Mounts, startLocalS3 } from "../storage/index.ts";
import { apiError, statusOf } from "./errors.ts";
import { fileRoutes } from "./files.ts";
import type { FileListing, FilePreview } from "./wire.ts";

let folder: string;
let s3: Awaited<ReturnType<typeof startLocalS3>>;
let files: FileSystems;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-files-"));
  mkdirSync(join(folder, "data", "deep"), { recursive: true });
  mkdirSync(join(folder, "many"));
  writeFileSync(join(folder, "data", "tr1"), '{"a":1}\n{"a":"ü"}');
  writeFileSync(join(folder, "data", "bytes"), Buffer.from([1, 0, 2]));
  writeFileSync(join(folder, "secret"), "secret");
  symlinkSync(join(folder, "secret"), join(folder, "data", "link"));
  for (let at = 0; at < 1005; at++) writeFileSync(join(folder, "many", `f${String(at).padStart(4, "0")}`), "");
  s3 = await startLocalS3();
  const mounts = new Mounts();
  files = new FileSystems({ mounts, s3 });
  for (const bucket of ["shown", "other"]) {
    const { storage } = files.resolve(`s3://${bucket}`);
    await storage.mkdirs("");
    await storage.put("in/tr1", Buffer.from("from s3"));
  }
  mounts.mount(join(folder, "data"), "/mnt/data");
  mounts.mount(join(folder, "many"), "/mnt/many");
  mounts.mount("s3://shown/in", "/mnt/s3");
});
afterAll(async () => {
  await files.close();
  await s3.close();
  rmSync(folder, { recursive: true });
});

async function ask<T>(path: string): Promise<{ readonly status: number; readonly body: T }> {
  const app = fileRoutes(files);
  app.onError((error, c) => c.json(apiError(error), statusOf(error)));
  const response = await app.request(path);
  return { status: response.status, body: (await response.json()) as T };
}

const list = (path: string) => ask<FileListing>(`/?path=${encodeURIComponent(path)}`);
const head = (path: string, bytes = "") => ask<FilePreview>(`/head?path=${encodeURIComponent(path)}&bytes=${bytes}`);

describe("/api/files", () => {
  it("begins with the mounts and the buckets that they lead to", async () => {
    const { body } = await list("");
    expect(body.entries.map(({ path }) => path)).toEqual([
      "dbfs:/mnt/data/",
      "dbfs:/mnt/many/",
      "dbfs:/mnt/s3/",
      "s3://shown/",
    ]);
    expect(body.mounts).toContainEqual({ mountPoint: "/mnt/s3", source: "s3://shown/in" });
  });

  it("lists what is in a folder, by paths that it takes itself", async () => {
    const { body } = await list("dbfs:/mnt/data/");
    expect(body.entries.map(({ name, isDirectory }) => [name, isDirectory])).toEqual(
      expect.arrayContaining([
        ["tr1", false],
        ["deep/", true],
      ]),
    );
    const file = body.entries.find(({ name }) => name === "tr1")!;
    expect(file).toMatchObject({ size: 18, modified: expect.any(Number) });
    expect((await list("/mnt/data")).body.entries).toEqual(body.entries);
    expect((await list(file.path)).body.entries).toEqual([file]);
    expect((await list("s3://shown/in/")).body.entries.map(({ name }) => name)).toEqual(["tr1"]);
    expect((await list("dbfs:/mnt/s3/")).body.entries.map(({ name }) => name)).toEqual(["tr1"]);
  });

  it("lists the first of many", async () => {
    const { body } = await list("dbfs:/mnt/many/");
    expect([body.entries.length, body.truncated]).toEqual([1000, true]);
    expect((await list("dbfs:/mnt/data/")).body.truncated).toBe(false);
  });

  it("shows how a file begins, by whole characters", async () => {
    expect((await head("dbfs:/mnt/data/tr1")).body).toEqual({
      path: "dbfs:/mnt/data/tr1",
      size: 18,
      isText: true,
      text: '{"a":1}\n{"a":"ü"}',
      truncated: false,
    });
    expect((await head("dbfs:/mnt/data/tr1", "15")).body).toMatchObject({ text: '{"a":1}\n{"a":"', truncated: true });
    expect((await head("dbfs:/mnt/data/bytes")).body).toMatchObject({ isText: false, text: "", size: 3 });
    expect((await head("s3://shown/in/tr1")).body.text).toBe("from s3");
    expect((await head("dbfs:/mnt/data/deep")).status).toBe(400);
  });

  it.each([
    ["/etc/passwd", 403],
    ["file:/etc/passwd", 403],
    ["etc", 403],
    ["~/x", 403],
    ["dbfs:/etc/passwd", 403],
    ["/mnt/nothing/x", 404],
    ["/mnt/data/../../etc/passwd", 403],
    ["dbfs:/mnt/../etc/passwd", 404],
    ["/mnt/data/%2e%2e/secret", 403],
    ["/mnt/data/link", 403],
    ["s3://other/in/tr1", 403],
    ["s3a://other/in/tr1", 403],
    ["s3://shown/../other/in/tr1", 403],
    ["dbfs:/mnt/data/none", 404],
  ])("shows nothing else: %s", async (path, status) => {
    const shown = await head(path);
    expect([shown.status >= 400 && shown.status < 500, shown.body.text]).toEqual([true, undefined]);
    expect(shown.status === 400 ? 403 : shown.status).toBe(status);
    expect((await list(path)).status).toBeGreaterThanOrEqual(400);
  });
});
