import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LocalStorage, listAll } from "../index.ts";

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "millrace-local-")));
  root = join(folder, "root");
  await mkdir(root);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("whole files", () => {
  it("never shows a reader a part of a file while it is replaced", async () => {
    const storage = new LocalStorage(root);
    const versions = ["a", "b", "c"].map((letter) => Buffer.from(letter.repeat(300_000)));
    await storage.put("file", versions[0]!);
    let writing = true;
    const writer = (async () => {
      for (let round = 0; round < 60; round++) await storage.put("file", versions[round % 3]!);
      writing = false;
    })();
    let reads = 0;
    while (writing) {
      const text = Buffer.from(await storage.get("file")).toString();
      expect(text).toHaveLength(300_000);
      expect(new Set(text).size).toBe(1);
      reads++;
    }
    await writer;
    expect(reads).toBeGreaterThan(5);
  });

  it("lists only names that are ready, or begin with a dot", async () => {
    const storage = new LocalStorage(root);
    let writing = true;
    const writer = (async () => {
      for (let at = 0; at < 300; at++) await storage.put(`in/t${at}`, Buffer.from("x".repeat(5000)));
      writing = false;
    })();
    while (writing) {
      for (const entry of await listAll(storage, "in/", { filter: (key) => !key.startsWith("in/.") })) {
        expect(entry).toMatchObject({ size: 5000 });
      }
    }
    await writer;
    expect(await readdir(join(root, "in"))).toHaveLength(300);
  });

  it("leaves nothing behind when a write fails, and names file and reason", async () => {
    const storage = new LocalStorage(root);
    await mkdir(join(root, "taken", "inner"), { recursive: true });
    await expect(storage.put("taken", Buffer.from("x"))).rejects.toMatchObject({
      condition: "FAILED_WRITE_FILE",
      messageParameters: { path: `file:${root}/taken` },
    });
    await writeFile(join(root, "plain"), "x");
    await expect(storage.put("plain/below", Buffer.from("x"))).rejects.toThrow(/a part of the path is a file/);
    await expect(storage.mkdirs("plain/below")).rejects.toMatchObject({ condition: "FAILED_WRITE_FILE" });
    expect((await readdir(root)).sort()).toEqual(["plain", "taken"]);
  });

  it("says what hinders reading, listing and deleting", async () => {
    const storage = new LocalStorage(root);
    await mkdir(join(root, "d", "e"), { recursive: true });
    await expect(storage.get("d")).rejects.toMatchObject({ condition: "FAILED_READ_FILE.NO_HINT" });
    await expect(storage.getMany(["d"], { missing: "skip" })).rejects.toThrow(/it is a directory/);
    await expect(storage.delete("d/")).rejects.toThrow(/the directory is not empty/);
    await expect(storage.copy("d", "c")).rejects.toMatchObject({ condition: "PATH_IS_DIRECTORY" });
    await expect(storage.head("x".repeat(300))).rejects.toThrow(/the name is too long/);
    await expect(listAll(storage, `${"x".repeat(300)}/`)).rejects.toMatchObject({ condition: "FAILED_LIST_PATH" });
  });
});

it.skipIf(!existsSync("/dev/shm") || statSync("/dev/shm").dev === statSync(tmpdir()).dev)(
  "moves files to another disk",
  async () => {
    const target = await mkdtemp("/dev/shm/millrace-");
    try {
      const storage = new LocalStorage("/");
      await writeFile(join(root, "file"), "content");
      await storage.move(`${root}/file`.slice(1), `${target}/new/file`.slice(1));
      expect(await readFile(join(target, "new", "file"), "utf8")).toBe("content");
      expect(await readdir(join(target, "new"))).toEqual(["file"]);
      expect(await readdir(root)).toEqual([]);
    } finally {
      await rm(target, { recursive: true });
    }
  },
);

describe("reading many", () => {
  it("reads files larger than its first room", async () => {
    const storage = new LocalStorage(root);
    const sizes = [0, 1, 70_000, 3_000_000, 65_536, 1_048_576, 5];
    for (const [at, size] of sizes.entries()) await writeFile(join(root, `f${at}`), Buffer.alloc(size, 65 + at));
    const block = await storage.getMany(
      sizes.map((_, at) => `f${at}`),
      { terminator: 10 },
    );
    for (const [at, size] of sizes.entries()) {
      const bytes = block.bytes.subarray(block.starts[at]!, block.ends[at]!);
      expect(bytes.equals(Buffer.alloc(size, 65 + at))).toBe(true);
    }
  });

  it("skips names and times when not asked for", async () => {
    const storage = new LocalStorage(root);
    await writeFile(join(root, "f"), "abc");
    expect(await listAll(storage, "", { stat: false })).toEqual([
      { key: "f", size: Number.NaN, modified: Number.NaN, isDirectory: false },
    ]);
  });
});

describe("symbolic links", () => {
  beforeEach(async () => {
    await mkdir(join(folder, "outside"));
    await writeFile(join(folder, "outside", "secret"), "secret");
    await symlink(join(folder, "outside"), join(root, "out"));
    await symlink(join(folder, "outside", "secret"), join(root, "leak"));
    await mkdir(join(root, "in"));
    await writeFile(join(root, "in", "file"), "fine");
    await symlink(join(root, "in"), join(root, "inner"));
    await symlink(join(root, "in", "file"), join(root, "alias"));
    await symlink(join(root, "nowhere"), join(root, "dangling"));
    await symlink("..", join(root, "in", "up"));
  });

  it("are followed in a folder, but not round in circles", async () => {
    const storage = new LocalStorage(root);
    const keys = (await listAll(storage, "", { recursive: true })).map((entry) => entry.key);
    expect(keys).toEqual([
      "alias",
      "in/",
      "in/file",
      "in/up/",
      "inner/",
      "inner/file",
      "inner/up/",
      "leak",
      "out/",
      "out/secret",
    ]);
    expect(Buffer.from(await storage.get("leak")).toString()).toBe("secret");
  });

  it("never lead out of a confined folder", async () => {
    const storage = new LocalStorage(root, { confined: true });
    expect(Buffer.from(await storage.get("alias")).toString()).toBe("fine");
    expect(Buffer.from(await storage.get("inner/file")).toString()).toBe("fine");
    expect((await storage.getMany(["alias", "in/file"])).bytes.toString()).toBe("finefine");
    const outside = { condition: "PATH_OUTSIDE_MOUNT" };
    for (const key of ["leak", "out/secret", "out"]) {
      await expect(storage.get(key), key).rejects.toMatchObject(outside);
      await expect(storage.head(key), key).rejects.toMatchObject(outside);
      await expect(storage.getMany([key], { missing: "skip" }), key).rejects.toMatchObject(outside);
      await expect(storage.copy(key, "copy"), key).rejects.toMatchObject(outside);
      await expect(storage.put(key, Buffer.from("x")), key).rejects.toMatchObject(outside);
    }
    await expect(storage.put("out/new", Buffer.from("x"))).rejects.toMatchObject(outside);
    await expect(storage.putIfAbsent("out/new", Buffer.from("x"))).rejects.toMatchObject(outside);
    await expect(storage.mkdirs("out/deep/er")).rejects.toMatchObject(outside);
    await expect(storage.delete("out/secret")).rejects.toMatchObject(outside);
    await expect(storage.deleteTree("out/secret")).rejects.toMatchObject(outside);
    await expect(storage.move("out/secret", "mine")).rejects.toMatchObject(outside);
    expect(() => storage.watch("out", new AbortController().signal)).toThrow(/leads out/);
    await expect(listAll(storage, "out/")).rejects.toMatchObject(outside);
    await expect(listAll(storage, "out/sec", { recursive: true })).rejects.toMatchObject(outside);
    await expect(listAll(storage, "../")).rejects.toMatchObject({ condition: "INVALID_PATH" });
    const entries = await listAll(storage, "", { recursive: true });
    expect(entries.find((entry) => entry.key === "leak")!.size).toBe(join(folder, "outside", "secret").length);
    expect(entries.map((entry) => entry.key)).not.toContain("out/secret");
    expect(await readFile(join(folder, "outside", "secret"), "utf8")).toBe("secret");
  });

  it("are deleted, not followed", async () => {
    const storage = new LocalStorage(root, { confined: true });
    await storage.deleteTree("out");
    await storage.deleteTree("inner/");
    await storage.delete("leak");
    expect((await readdir(root)).sort()).toEqual(["alias", "dangling", "in"]);
    expect(await readFile(join(folder, "outside", "secret"), "utf8")).toBe("secret");
    expect(await readFile(join(root, "in", "file"), "utf8")).toBe("fine");
  });
});

describe("watching", () => {
  it("tells of new files by name, several together, and ends with its signal", async () => {
    const storage = new LocalStorage(root);
    const stop = new AbortController();
    const changes = storage.watch("", stop.signal)[Symbol.asyncIterator]();
    const first = changes.next();
    // The watch is set up with the first call of next.
    await storage.put("one", Buffer.from("1"));
    expect(await first).toEqual({ done: false, value: [{ name: "one", moved: true }] });
    await writeFile(join(root, "direct"), "x");
    await writeFile(join(root, ".hidden"), "x");
    await rename(join(root, ".hidden"), join(root, "two"));
    const told = new Map<string, boolean>();
    while (!told.has("two")) {
      for (const { name, moved } of (await changes.next()).value!) told.set(name, moved);
    }
    expect([...told]).toEqual([
      ["direct", false],
      ["two", true],
    ]);
    const end = (async () => {
      while (!(await changes.next()).done);
    })();
    stop.abort();
    await end;
  });

  it("names no names when the folder itself changes", async () => {
    const storage = new LocalStorage(root);
    await mkdir(join(root, "busy"));
    const stop = new AbortController();
    const changes = storage.watch("busy/", stop.signal)[Symbol.asyncIterator]();
    const first = changes.next();
    await rm(join(root, "busy"), { recursive: true });
    expect(await first).toEqual({ done: false, value: undefined });
    stop.abort();
  });

  it("fails for a folder that is not there", async () => {
    const storage = new LocalStorage(root);
    const changes = storage.watch("none", new AbortController().signal)[Symbol.asyncIterator]();
    await expect(changes.next()).rejects.toMatchObject({ condition: "FAILED_LIST_PATH" });
    expect(await storage.watch("", AbortSignal.abort())[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
  });
});
