import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileSystems, Mounts } from "./index.ts";
import { defaultMountsFile } from "./mounts.ts";

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "millrace-files-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("paths", () => {
  const files = new FileSystems({ workingFolder: "/work" });
  const shown = (path: string): string => {
    const { storage, path: text } = files.resolve(path);
    return `${storage.kind} ${text}`;
  };

  it("name local files", () => {
    expect(shown("/data/a.json")).toBe("local file:/data/a.json");
    expect(shown("file:/data/a.json")).toBe("local file:/data/a.json");
    expect(shown("file:///data//./x/../a.json")).toBe("local file:/data/a.json");
    expect(shown("data/*.json")).toBe("local file:/work/data/*.json");
    expect(shown("/data/")).toBe("local file:/data/");
    expect(shown("~/x")).toBe(`local file:${homedir()}/x`);
    expect(shown("/a b/%2e%2e/c")).toBe("local file:/a b/%2e%2e/c");
    expect(files.resolve("/").key).toBe("");
    expect(files.resolve("/data/a").storage.localPath("data/a")).toBe("/data/a");
  });

  it("name objects", () => {
    expect(shown("s3://bucket/a/b")).toBe("s3 s3://bucket/a/b");
    expect(shown("s3a://bucket//a/./c/../b/")).toBe("s3 s3a://bucket/a/b/");
    expect(shown("S3://bucket")).toBe("s3 s3://bucket/");
    expect(files.resolve("s3://bucket/x").storage).toBe(files.resolve("s3a://bucket/y").storage);
  });

  it("that name nothing usable are refused, without a word of what may be a password", () => {
    const condition = (path: string): string => {
      try {
        return files.resolve(path).path;
      } catch (error) {
        expect(inspect(error)).not.toContain("hunter2");
        return (error as { condition: string }).condition;
      }
    };
    expect(condition("")).toBe("INVALID_PATH");
    expect(condition("a\0b")).toBe("INVALID_PATH");
    expect(condition("file://host/x")).toBe("INVALID_PATH");
    expect(condition("file:x")).toBe("INVALID_PATH");
    expect(condition("s3:///key")).toBe("INVALID_PATH");
    expect(condition("s3://bucket/../other")).toBe("INVALID_PATH");
    expect(condition("s3a://AKIA:hunter2@bucket/key")).toBe("INVALID_PATH");
    expect(condition("s3a://AKIA:hunter2/with/slash@bucket/key")).toBe("INVALID_PATH");
    expect(condition("hdfs://user:hunter2@namenode/x")).toBe("FAILED_READ_FILE.UNSUPPORTED_FILE_SYSTEM");
    expect(condition("dbfs:/mnt/none")).toBe("MOUNT_NOT_FOUND");
  });
});

describe("mounts", () => {
  it("give places names", () => {
    const mounts = new Mounts();
    mounts.mount(`${folder}/data`, "/mnt/local");
    mounts.mount("s3a://bucket/some//prefix/", "dbfs:/mnt/s3Data/");
    const files = new FileSystems({ mounts });
    const local = files.resolve("/mnt/local/a/b");
    expect(local.path).toBe("dbfs:/mnt/local/a/b");
    expect(local.storage.localPath(local.key)).toBe(`${folder}/data/a/b`);
    const s3 = files.resolve("dbfs:/mnt//s3Data/./x/../trx*");
    expect(s3.path).toBe("dbfs:/mnt/s3Data/trx*");
    expect(s3.storage.uri(s3.key)).toBe("s3://bucket/some/prefix/trx*");
    expect(files.resolve("/mnt/s3Data").key).toBe("");
    expect(files.resolve("/mnt/s3Data").path).toBe("dbfs:/mnt/s3Data");
    expect(files.resolve("/mnt/s3DataX").path).toBe("file:/mnt/s3DataX");
    expect(files.resolve("file:/mnt/s3Data").path).toBe("file:/mnt/s3Data");
    expect(mounts.list()).toEqual([
      { mountPoint: "/mnt/local", source: `file:${folder}/data` },
      { mountPoint: "/mnt/s3Data", source: "s3://bucket/some/prefix" },
    ]);
  });

  it.each([
    "/mnt/m/..",
    "/mnt/m/../other",
    "/mnt/m/a/../../x",
    "/mnt//m/.././../etc/passwd",
    "dbfs:/mnt/m/../m/x",
    "/x/../mnt/m/../y",
    "/mnt/m/%2e%2e/x",
    "/mnt/m/%2E./x",
    "/mnt/m/a%2f..%2f..%2fx",
    "/mnt/m/%252e%252e/x",
    "/mnt/m/..%5cx",
    "/mnt/m/a%00b",
  ])("are not left by %s", (path) => {
    const mounts = new Mounts();
    mounts.mount(folder, "/mnt/m");
    const files = new FileSystems({ mounts });
    expect(() => files.resolve(path)).toThrow(/PATH_OUTSIDE_MOUNT/);
  });

  it("keep names that merely look strange", () => {
    const mounts = new Mounts();
    mounts.mount(folder, "/mnt/m");
    const files = new FileSystems({ mounts });
    for (const name of ["..x", "...", "100%", "%41", "a%20b", "%2ehidden"]) {
      expect(files.resolve(`/mnt/m//${name}`).path).toBe(`dbfs:/mnt/m/${name}`);
    }
  });

  it("do not overlap, and say what is wrong with a name or source", () => {
    const mounts = new Mounts();
    mounts.mount(folder, "/mnt/a/b");
    for (const point of ["/mnt/a/b", "/mnt/a", "/mnt/a/b/c"]) {
      expect(() => mounts.mount(folder, point)).toThrow(/MOUNT_ALREADY_EXISTS/);
    }
    mounts.mount(folder, "/mnt/a/bc");
    for (const point of ["/data", "/mnt/", "/mnt", "/mnt/../etc", "/mnt/a/../x", "/mnt/x*", "/mnt/%2e%2e"]) {
      expect(() => mounts.mount(folder, point), point).toThrow(/INVALID_MOUNT/);
    }
    expect(() => mounts.mount("dbfs:/mnt/a/b", "/mnt/c")).toThrow(/INVALID_MOUNT/);
    expect(() => mounts.mount("s3://bucket/..", "/mnt/c")).toThrow(/INVALID_MOUNT/);
    expect(() => mounts.updateMount(folder, "/mnt/none")).toThrow(/MOUNT_NOT_FOUND.*\/mnt\/a\/b, \/mnt\/a\/bc/);
    expect(() => mounts.unmount("/mnt/none")).toThrow(/MOUNT_NOT_FOUND/);
    expect(mounts.updateMount("s3://b2", "/mnt/a/b")).toEqual({ mountPoint: "/mnt/a/b", source: "s3://b2" });
    mounts.unmount("/mnt/a/b");
    expect(mounts.list()).toHaveLength(1);
  });

  it("are kept in a file that others see", async () => {
    const file = join(folder, "home", "mounts.json");
    const one = new Mounts(file);
    const other = new Mounts(file);
    expect(other.list()).toEqual([]);
    one.mount(folder, "/mnt/x");
    other.mount("s3://bucket", "/mnt/y");
    expect(other.list().map((info) => info.mountPoint)).toEqual(["/mnt/x", "/mnt/y"]);
    expect(one.list()).toHaveLength(1);
    one.refresh();
    expect(one.list()).toHaveLength(2);
    one.unmount("/mnt/x");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ mounts: { "/mnt/y": "s3://bucket" } });
    expect(await readdir(join(folder, "home"))).toEqual(["mounts.json"]);
  });

  it("in a damaged file are an error that names the file", async () => {
    const file = join(folder, "mounts.json");
    for (const text of ["{", "[]", '{"mounts":3}', '{"mounts":{"/mnt/a":1}}', '{"mounts":{"/etc":"/x"}}']) {
      await writeFile(file, text);
      expect(() => new Mounts(file).list(), text).toThrow(new RegExp(`MOUNT_FILE_INVALID.*${file}`));
    }
    await mkdir(join(folder, "taken"));
    expect(() => new Mounts(join(folder, "taken")).list()).toThrow(/MOUNT_FILE_INVALID/);
    await writeFile(join(folder, "plain"), "");
    expect(() => new Mounts(join(folder, "plain", "mounts.json")).mount(folder, "/mnt/a")).toThrow(
      /MOUNT_FILE_INVALID/,
    );
  });

  it("have a home", () => {
    const before = process.env.MILLRACE_HOME;
    process.env.MILLRACE_HOME = "/elsewhere";
    expect(defaultMountsFile()).toBe("/elsewhere/mounts.json");
    delete process.env.MILLRACE_HOME;
    expect(defaultMountsFile()).toBe(join(homedir(), ".millrace", "mounts.json"));
    if (before !== undefined) process.env.MILLRACE_HOME = before;
  });
});

describe("credentials", () => {
  it("show in no inspection of the objects that hold them", () => {
    const files = new FileSystems({
      s3: { credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "hunter2", sessionToken: "token2" } },
    });
    const text = inspect(files, { depth: 20, showHidden: true }) + JSON.stringify(files.resolve("s3://bucket/k"));
    expect(text).not.toMatch(/hunter2|token2|AKIAEXAMPLE/);
  });
});
