import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileSystems, type GlobOptions, isGlob, type LocalS3, startLocalS3 } from "./index.ts";

const keys = [
  "2026/01/a.json",
  "2026/01/b.json",
  "2026/01/c.csv",
  "2026/02/a.json",
  "2026/02/deep/x.json",
  "2025/12/z.json",
  "_SUCCESS",
  ".hidden",
  "abc",
  "abd",
  "abxd",
  "a*c",
  "a{b",
  "[x]",
  "plain/file",
];

let folder: string;
let server: LocalS3;
let files: FileSystems;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-glob-"));
  server = await startLocalS3();
  files = new FileSystems({ s3: { endpoint: server.endpoint, credentials: server.credentials } });
  await files.resolve("s3://globs").storage.mkdirs("");
  for (const root of [folder, "s3://globs"]) {
    for (const key of keys) {
      const { storage, key: place } = files.resolve(`${root}/${key}`);
      await storage.put(place, Buffer.from(key));
    }
  }
});
afterAll(async () => {
  await files.close();
  await server.close();
  await rm(folder, { recursive: true });
});

describe.each(["a local folder", "S3"])("patterns in %s", (kind) => {
  async function glob(pattern: string, options: GlobOptions = {}): Promise<string[]> {
    const root = kind === "S3" ? "s3://globs" : folder;
    const shown = kind === "S3" ? "s3://globs/" : `file:${folder}/`;
    const paths: string[] = [];
    for await (const page of files.glob(`${root}/${pattern}`, options))
      for (const entry of page) paths.push(entry.path);
    return paths.map((path) => {
      expect(path.startsWith(shown)).toBe(true);
      return path.slice(shown.length);
    });
  }

  it.each<[string, string[]]>([
    ["2026/01/*.json", ["2026/01/a.json", "2026/01/b.json"]],
    ["2026/*/a.json", ["2026/01/a.json", "2026/02/a.json"]],
    ["*/*/?.json", ["2025/12/z.json", "2026/01/a.json", "2026/01/b.json", "2026/02/a.json"]],
    ["2026/0[1-2]", ["2026/01/", "2026/02/"]],
    ["2026/0[^1]/*", ["2026/02/a.json", "2026/02/deep/"]],
    ["2026/0[!1]", ["2026/02/"]],
    ["2026/01/{a,c}.{json,csv}", ["2026/01/a.json", "2026/01/c.csv"]],
    ["{2026/01,2025/12}/*.json", ["2025/12/z.json", "2026/01/a.json", "2026/01/b.json"]],
    ["{2026/{01,02}/a.json,abc}", ["2026/01/a.json", "2026/02/a.json", "abc"]],
    ["ab?", ["abc", "abd"]],
    ["ab*d", ["abd", "abxd"]],
    ["a[bx]c", ["abc"]],
    ["a\\*c", ["a*c"]],
    ["a\\{b", ["a{b"]],
    ["[\\[]x[\\]]", ["[x]"]],
    ["[[]x[]]", ["[x]"]],
    ["_*", ["_SUCCESS"]],
    [".h*", [".hidden"]],
    ["2026/01/a.json", ["2026/01/a.json"]],
    ["2026/01", ["2026/01/"]],
    ["*/01/b.json", ["2026/01/b.json"]],
    ["plain/*", ["plain/file"]],
    ["nothing*", []],
    ["no/such/file", []],
    ["abc/*", []],
    ["*.json", []],
    ["2026/01/a.json*", ["2026/01/a.json"]],
    ["2026/01/a.js.*", []],
  ])("%s", async (pattern, expected) => {
    expect(await glob(pattern)).toEqual(expected);
  });

  it("go on after a key, filter, and end at a limit", async () => {
    const prefix = files.resolve(kind === "S3" ? "s3://globs" : folder).key;
    const key = (name: string): string => (prefix === "" ? name : `${prefix}/${name}`);
    expect(await glob("*/*/*.json", { after: key("2026/01/a.json") })).toEqual(["2026/01/b.json", "2026/02/a.json"]);
    expect(await glob("{2026/01,2025/12}/*", { after: key("2026/01/b.json") })).toEqual(["2026/01/c.csv"]);
    expect(await glob("2026/01/a.json", { after: key("2026/01/a.json") })).toEqual([]);
    expect(await glob("*/*/*.json", { limit: 2 })).toEqual(["2025/12/z.json", "2026/01/a.json"]);
    expect(await glob("*", { filter: (name) => !/\/[._][^/]*$/.test(`/${name}`), stat: false })).toEqual(
      ["2025/", "2026/", "[x]", "a*c", "abc", "abd", "abxd", "a{b", "plain/"].sort(),
    );
  });

  it.each(["a[b", "a{b,c", "a\\", "a[\\"])("%s is refused", async (pattern) => {
    await expect(glob(pattern)).rejects.toMatchObject({ condition: "INVALID_GLOB" });
  });
});

it("tells patterns from paths", () => {
  expect(["a*", "a?", "[a]", "{a}", "a\\\\*"].map(isGlob)).toEqual([true, true, true, true, true]);
  expect(["a", "a\\*", "a/b", "a]"].map(isGlob)).toEqual([false, false, false, false]);
});
