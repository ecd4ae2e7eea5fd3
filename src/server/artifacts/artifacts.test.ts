import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomId } from "../../common/index.ts";
import { AddArtifactsRequestSchema, ArtifactStatusesRequestSchema } from "../../protocol/index.ts";
import { EmbeddedEngine } from "../index.ts";
import { addArtifacts, artifactStatus } from "./index.ts";

type Payload = NonNullable<MessageInitShape<typeof AddArtifactsRequestSchema>["payload"]>;

let folder: string;
let engine: EmbeddedEngine;
let sessionId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-test-"));
  sessionId = randomId();
  engine = await EmbeddedEngine.open({
    threads: 1,
    limits: { artifactBytes: 100_000, sessionArtifactBytes: 250_000 },
    storage: { workingFolder: folder },
  });
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const session = () => engine.sessions.open({ sessionId });
const bytesOf = (content: string | Uint8Array) => new Uint8Array(Buffer.from(content));
const chunk = (content: string | Uint8Array, crc?: number) => ({
  data: bytesOf(content),
  crc: BigInt(crc ?? crc32(content)),
});
const batch = (...artifacts: (readonly [name: string, content: string, crc?: number])[]): Payload => ({
  case: "batch",
  value: { artifacts: artifacts.map(([name, content, crc]) => ({ name, data: chunk(content, crc) })) },
});
const begin = (name: string, totalBytes: number, numChunks: number, content: string): Payload => ({
  case: "beginChunk",
  value: { name, totalBytes: BigInt(totalBytes), numChunks: BigInt(numChunks), initialChunk: chunk(content) },
});
const next = (content: string): Payload => ({ case: "chunk", value: chunk(content) });
const cacheName = (content: string) => `cache/${createHash("sha256").update(content).digest("hex")}`;

async function add(...payloads: Payload[]): Promise<[string | undefined, boolean | undefined][]> {
  async function* requests() {
    for (const payload of payloads) yield create(AddArtifactsRequestSchema, { sessionId, payload });
  }
  const { artifacts = [] } = await addArtifacts(requests(), (request) => engine.sessions.open(request));
  return artifacts.map(({ name, isCrcSuccessful }) => [name, isCrcSuccessful]);
}

function exists(...names: string[]): boolean[] {
  const { statuses = {} } = artifactStatus(create(ArtifactStatusesRequestSchema, { names }), session());
  return names.map((name) => statuses[name]?.exists === true);
}

/** Names of the files of the session that are on the disk. */
function onDisk(): string[] {
  const root = dirname(session().artifacts.filesFolder!);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => join(file.parentPath, file.name).slice(root.length + 1)).sort();
}

test("cached bytes are found by their hash", async () => {
  expect(exists(cacheName("rows"))).toEqual([false]);
  expect(await add(batch([cacheName("rows"), "rows"], [cacheName(""), ""]))).toEqual([
    [cacheName("rows"), true],
    [cacheName(""), true],
  ]);
  expect(exists(cacheName("rows"), cacheName(""), cacheName("others"), "files/none")).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const read = session().artifacts.cached(cacheName("rows").slice("cache/".length));
  expect(Buffer.from(read!()).toString()).toBe("rows");
  // Sent again, it is the same.
  expect(await add(batch([cacheName("rows"), "rows"]))).toEqual([[cacheName("rows"), true]]);
});

test("an artifact in chunks, between batches", async () => {
  const long = "0123456789".repeat(5000);
  const parts = [long.slice(0, 20_000), long.slice(20_000, 40_000), long.slice(40_000)];
  const names = await add(
    batch(["files/first.txt", "1"]),
    begin(cacheName(long), long.length, 3, parts[0]!),
    next(parts[1]!),
    next(parts[2]!),
    begin("files/deep/last.txt", 1, 1, "2"),
  );
  expect(names.map(([name]) => name)).toEqual(["files/first.txt", cacheName(long), "files/deep/last.txt"]);
  expect(readFileSync(join(session().artifacts.filesFolder!, "deep/last.txt"), "utf8")).toBe("2");
  expect(session().artifacts.cached(cacheName(long).slice("cache/".length))!().length).toBe(50_000);
});

test("modules are on Python's path, archives of modules too", async () => {
  expect(session().artifacts.pythonPath).toEqual([]);
  expect(session().artifacts.filesFolder).toBeUndefined();
  await add(batch(["pyfiles/model.py", "x = 1"], ["pyfiles/more.zip", "PK"]));
  const [modules, archive, ...others] = session().artifacts.pythonPath;
  expect(readFileSync(join(modules!, "model.py"), "utf8")).toBe("x = 1");
  expect(archive).toBe(join(modules!, "more.zip"));
  expect(others).toEqual([]);
});

test("a wrong checksum keeps the artifact out, and only that", async () => {
  expect(await add(batch(["files/good", "good"], ["files/bad", "bad", 42]))).toEqual([
    ["files/good", true],
    ["files/bad", false],
  ]);
  expect(onDisk()).toEqual(["files/good"]);
});

test.each<[string, Payload[], string]>([
  ["a hash that is not the bytes'", [batch([cacheName("one"), "other"])], "ARTIFACT_HASH_MISMATCH"],
  ["a name that climbs", [batch(["files/../../etc/passwd", ""])], "INVALID_ARTIFACT_PATH"],
  ["an absolute name", [batch(["/etc/passwd", ""])], "INVALID_ARTIFACT_PATH"],
  ["a name of nothing", [batch(["files/", ""])], "INVALID_ARTIFACT_PATH"],
  ["a name with a backslash", [batch(["files/..\\x", ""])], "INVALID_ARTIFACT_PATH"],
  ["a hash that is none", [batch(["cache/abc", ""])], "INVALID_ARTIFACT_PATH"],
  ["an unknown kind", [batch(["other/x", ""])], "INVALID_ARTIFACT_PATH"],
  ["a jar", [batch(["jars/x.jar", ""])], "UNSUPPORTED_FEATURE.MILLRACE"],
  ["an archive", [batch(["archives/x.zip", ""])], "UNSUPPORTED_FEATURE.MILLRACE"],
  ["no payload", [{ case: undefined }], "CONNECT_INVALID_PLAN.ASSERTION_FAILURE"],
  ["a chunk of nothing", [next("x")], "CONNECT_INVALID_PLAN.ASSERTION_FAILURE"],
  ["too many chunks", [begin("files/x", 1, 1, "x"), next("y")], "CONNECT_INVALID_PLAN.ASSERTION_FAILURE"],
  ["too few chunks", [begin("files/x", 2, 2, "x")], "CONNECT_INVALID_PLAN.ASSERTION_FAILURE"],
  ["too few bytes", [begin("files/x", 2, 1, "x")], "CONNECT_INVALID_PLAN.ASSERTION_FAILURE"],
  [
    "an end before the last chunk",
    [begin("files/x", 2, 2, "x"), batch(["files/y", ""])],
    "CONNECT_INVALID_PLAN.ASSERTION_FAILURE",
  ],
  ["no message at all", [], "CONNECT_INVALID_PLAN.ASSERTION_FAILURE"],
])("%s is refused, and nothing of the call is kept", async (_, payloads, condition) => {
  await add(batch(["files/before", "x"]));
  const calls = payloads.length === 0 ? [] : [batch(["files/beside", "x"]), ...payloads];
  await expect(add(...calls)).rejects.toMatchObject({ condition });
  expect(onDisk()).toEqual(["files/before"]);
});

test("a name is taken once; the same bytes may come again", async () => {
  await add(batch(["pyfiles/model.py", "x = 1"], ["files/a", ""]));
  await add(batch(["pyfiles/model.py", "x = 1"]));
  await expect(add(batch(["pyfiles/model.py", "x = 2"]))).rejects.toMatchObject({
    condition: "ARTIFACT_ALREADY_EXISTS",
  });
  expect(onDisk()).toEqual(["files/a", "pyfiles/model.py"]);
});

test("one artifact and all of a session have limits, which what was discarded does not count for", async () => {
  const exceeded = { condition: "LIMIT_EXCEEDED.ARTIFACTS" };
  await expect(add(batch(["files/large", "x".repeat(100_001)]))).rejects.toMatchObject(exceeded);
  const half = "x".repeat(60_000);
  await expect(add(begin("files/large", 120_000, 2, half), next(half))).rejects.toMatchObject(exceeded);
  for (const i of [1, 2, 3, 4]) await add(batch([`files/${i}`, half]));
  await expect(add(batch(["files/5", half]))).rejects.toMatchObject(exceeded);
  expect(onDisk()).toEqual(["files/1", "files/2", "files/3", "files/4"]);
  await add(batch(["files/6", "x".repeat(10_000)]));
});

test("a clone begins with the artifacts, and each ends alone", async () => {
  await add(batch(["files/a", "1"], [cacheName("rows"), "rows"]));
  const copy = session().artifacts.clone();
  const root = dirname(session().artifacts.filesFolder!);
  await session().artifacts.close();
  expect(existsSync(root)).toBe(false);
  expect(exists(cacheName("rows"))).toEqual([false]);
  expect(readFileSync(join(copy.filesFolder!, "a"), "utf8")).toBe("1");
  expect(copy.has(cacheName("rows"))).toBe(true);
  const copyRoot = dirname(copy.filesFolder!);
  await copy.close();
  expect(existsSync(copyRoot)).toBe(false);
});

test("a file for the file system goes there, to the server's disk only where that is allowed", async () => {
  const target = join(folder, "copied.txt");
  const copy = () => add(batch([`forward_to_fs${target}`, "hello"]));
  await expect(copy()).rejects.toMatchObject({ condition: "UNSUPPORTED_FEATURE.MILLRACE" });
  expect(existsSync(target)).toBe(false);
  const allowed = "spark.sql.artifact.copyFromLocalToFs.allowDestLocal";
  // Not the client's to say.
  expect(() => session().settings.set(allowed, "true")).toThrow("CANNOT_MODIFY_STATIC_CONFIG");
  await engine.close();
  engine = await EmbeddedEngine.open({ threads: 1, settings: [[allowed, "true"]] });
  expect(await copy()).toEqual([[`forward_to_fs${target}`, true]]);
  expect(readFileSync(target, "utf8")).toBe("hello");
});

test("one call is for one session", async () => {
  async function* requests() {
    for (const id of [sessionId, randomId()])
      yield create(AddArtifactsRequestSchema, { sessionId: id, payload: batch(["files/a", "1"]) });
  }
  await expect(addArtifacts(requests(), (request) => engine.sessions.open(request))).rejects.toMatchObject({
    condition: "CONNECT_INVALID_PLAN.ASSERTION_FAILURE",
  });
});
