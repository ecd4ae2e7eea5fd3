import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LocalStorage, listAll, type S3Options, S3Storage, type Storage, startLocalS3 } from "./index.ts";
import { S3Client } from "./s3/s3-client.ts";

/** One kind of storage under test: how to make an empty one, and what it cannot do. */
interface Subject {
  readonly name: string;
  readonly skipped?: string;
  readonly conditionalPut: boolean;
  /** Whether listings come in the order of UTF-8 bytes; the server in this process sorts by locale. */
  readonly byteOrder: boolean;
  open(): Promise<{ make(): Promise<Storage>; close(): Promise<void> }>;
}

async function openS3(options: S3Options, close: () => Promise<void>) {
  const client = new S3Client(options);
  const bucket = `test-${randomUUID()}`;
  const storage = new S3Storage(client, bucket);
  await storage.mkdirs("");
  return {
    make: async () => new S3Storage(client, bucket, `${randomUUID()}/`),
    close: async () => {
      await storage.deleteTree("");
      await client.close();
      await close();
    },
  };
}

const external = process.env.MILLRACE_TEST_S3_ENDPOINT;

const subjects: Subject[] = [
  {
    name: "a local folder",
    conditionalPut: true,
    byteOrder: true,
    open: async () => {
      const root = await mkdtemp(join(tmpdir(), "millrace-storage-"));
      return {
        make: async () => new LocalStorage(await mkdtemp(join(root, "run-")), { confined: true }),
        close: () => rm(root, { recursive: true }),
      };
    },
  },
  {
    name: "S3 inside the process",
    conditionalPut: false,
    byteOrder: false,
    open: async () => {
      const server = await startLocalS3();
      return openS3({ endpoint: server.endpoint, credentials: server.credentials }, () => server.close());
    },
  },
  {
    name: "the S3 server of MILLRACE_TEST_S3_ENDPOINT",
    ...(external === undefined ? { skipped: "MILLRACE_TEST_S3_ENDPOINT is not set" } : {}),
    conditionalPut: true,
    byteOrder: true,
    open: () => openS3({ endpoint: external! }, async () => {}),
  },
];

const bytesOf = (text: string): Buffer => Buffer.from(text);
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const keysOf = async (...list: Parameters<typeof listAll>): Promise<string[]> =>
  (await listAll(...list)).map((entry) => entry.key);

for (const subject of subjects) {
  describe.skipIf(subject.skipped !== undefined)(
    `${subject.name}${subject.skipped ? ` (${subject.skipped})` : ""}`,
    () => {
      let opened: Awaited<ReturnType<Subject["open"]>>;
      let storage: Storage;
      beforeAll(async () => {
        opened = await subject.open();
      });
      afterAll(() => opened.close());
      beforeEach(async () => {
        storage = await opened.make();
      });

      async function fill(...keys: string[]): Promise<void> {
        for (const key of keys) await storage.put(key, bytesOf(key));
      }

      it("gives back what was put, whole and by range", async () => {
        await storage.put("a/b.txt", bytesOf("0123456789"));
        expect(textOf(await storage.get("a/b.txt"))).toBe("0123456789");
        expect(textOf(await storage.get("a/b.txt", { range: { start: 2, end: 5 } }))).toBe("234");
        expect(textOf(await storage.get("a/b.txt", { range: { start: 7 } }))).toBe("789");
        expect(textOf(await storage.get("a/b.txt", { range: { start: 7, end: 100 } }))).toBe("789");
        expect(textOf(await storage.get("a/b.txt", { range: { start: 50, end: 60 } }))).toBe("");
        expect(textOf(await storage.get("a/b.txt", { range: { start: 3, end: 3 } }))).toBe("");
        await storage.put("a/b.txt", bytesOf("new"));
        expect(textOf(await storage.get("a/b.txt"))).toBe("new");
      });

      it("keeps names with blanks, percent signs, quotes and letters of any language", async () => {
        const keys = ["a b+c.txt", "100%25.txt", "it's (1)!*.txt", "größe/日本.txt", "%2e%2e", "a&b=c;d,e@f$.txt"];
        await fill(...keys);
        for (const key of keys) expect(textOf(await storage.get(key))).toBe(key);
        expect((await keysOf(storage, "", { recursive: true })).filter((key) => !key.endsWith("/")).sort()).toEqual(
          keys.sort(),
        );
        await storage.copy("größe/日本.txt", "größe/copy %.txt");
        expect(textOf(await storage.get("größe/copy %.txt"))).toBe("größe/日本.txt");
      });

      it("keeps long names", async () => {
        const key = `${"d".repeat(120)}/${"f".repeat(200)}`;
        await fill(key);
        expect(textOf(await storage.get(key))).toBe(key);
      });

      it("lists one directory, its directories as entries", async () => {
        await fill("x/1", "x/2", "x/deep/3", "y/4", "top");
        expect(await keysOf(storage, "")).toEqual(["top", "x/", "y/"]);
        expect(await keysOf(storage, "x/")).toEqual(["x/1", "x/2", "x/deep/"]);
        expect(await keysOf(storage, "x/d")).toEqual(["x/deep/"]);
        expect(await keysOf(storage, "nothing/")).toEqual([]);
        const [file] = await listAll(storage, "x/1");
        expect(file).toMatchObject({ size: 3, isDirectory: false });
        expect(Math.abs(Date.now() - file!.modified)).toBeLessThan(60_000);
        expect((await listAll(storage, "x/d"))[0]).toMatchObject({ size: 0, isDirectory: true });
      });

      it("lists all below a prefix", async () => {
        await fill("x/1", "x/deep/2", "x/deep/er/3", "xx/4");
        const files = (await keysOf(storage, "x/", { recursive: true })).filter((key) => !key.endsWith("/"));
        expect(files).toEqual(["x/1", "x/deep/2", "x/deep/er/3"]);
      });

      it("goes on after a key, within directories too", async () => {
        await fill("a/1", "a/2", "b/1", "b/2", "c");
        const files = async (after: string): Promise<string[]> =>
          (await keysOf(storage, "", { recursive: true, after })).filter((key) => !key.endsWith("/"));
        const all = ["a/1", "a/2", "b/1", "b/2", "c"];
        for (const [at, key] of all.entries()) expect(await files(key)).toEqual(all.slice(at + 1));
        expect(await files("a/15")).toEqual(["a/2", "b/1", "b/2", "c"]);
        expect(await keysOf(storage, "", { after: "a/" })).toEqual(["b/", "c"]);
        expect(await keysOf(storage, "b/", { after: "b/1" })).toEqual(["b/2"]);
      });

      it("ends at the limit and asks the filter", async () => {
        await fill("1", "2", "3", "4");
        expect(await keysOf(storage, "", { limit: 2 })).toEqual(["1", "2"]);
        expect(await keysOf(storage, "", { limit: 2, filter: (key) => key > "2" })).toEqual(["3", "4"]);
        expect(await keysOf(storage, "", { limit: 0 })).toEqual([]);
      });

      it("leaves out what is below directories that the filter refuses", async () => {
        await fill("a/1", "a/_tmp/2", "a/_tmp/deep/3", "b/c/4", "b/c/_d/5", "b/c/e/6");
        const seen = await keysOf(storage, "", { recursive: true, filter: (key) => !/(^|\/)_[^/]*\/?$/.test(key) });
        expect(seen.filter((key) => !key.endsWith("/"))).toEqual(["a/1", "b/c/4", "b/c/e/6"]);
      });

      it("ends a listing when told to", async () => {
        await fill("1");
        await expect(listAll(storage, "", { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
          "enough",
        );
      });

      it.skipIf(!subject.byteOrder)("lists in the order of UTF-8 bytes", async () => {
        const keys = ["A", "B", "a", "a b", "a-", "a.b", "a/x", "a0", "ab", "\uffee", "\u{1f600}"];
        // A local folder cannot hold a file `a` beside a folder `a/`.
        const wanted = keys.filter((key) => key !== "a");
        await fill(...[...wanted].reverse());
        const files = (await keysOf(storage, "", { recursive: true })).filter((key) => !key.endsWith("/"));
        expect(files).toEqual([...wanted].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      });

      it("says what is there, and what is not", async () => {
        await fill("d/file");
        expect(await storage.head("d/file")).toMatchObject({ key: "d/file", size: 6, isDirectory: false });
        expect(await storage.head("d")).toMatchObject({ key: "d/", isDirectory: true });
        expect(await storage.head("d/")).toMatchObject({ key: "d/", isDirectory: true });
        expect(await storage.head("")).toMatchObject({ key: "", isDirectory: true });
        expect(await storage.head("none")).toBeUndefined();
        expect(await storage.head("d/file/")).toBeUndefined();
        expect(await storage.head("d/file/below")).toBeUndefined();
      });

      it("names a file that is gone", async () => {
        await expect(storage.get("gone")).rejects.toMatchObject({ condition: "FAILED_READ_FILE.FILE_NOT_EXIST" });
        await expect(storage.get("gone")).rejects.toThrow(storage.uri("gone"));
        await fill("there");
        await expect(storage.getMany(["there", "gone"])).rejects.toMatchObject({
          condition: "FAILED_READ_FILE.FILE_NOT_EXIST",
          messageParameters: { path: storage.uri("gone") },
        });
      });

      it("reads many files into one piece of memory, in the order asked for", async () => {
        const keys = Array.from({ length: 1500 }, (_, at) => `many/${String(at).padStart(5, "0")}`);
        await Promise.all(keys.map((key) => storage.put(key, bytesOf(`{"key":"${key}"}`))));
        await storage.put("many/empty", new Uint8Array(0));
        const asked = [...keys.reverse(), "many/empty", "many/none", "many/00007"];
        const block = await storage.getMany(asked, { missing: "skip", terminator: 10 });
        expect(block.missing).toEqual([1501]);
        const files = asked.map((_, at) => textOf(block.bytes.subarray(block.starts[at]!, block.ends[at]!)));
        expect(files).toEqual(asked.map((key) => (/empty|none/.test(key) ? "" : `{"key":"${key}"}`)));
        expect(textOf(block.bytes).trimEnd().split("\n")).toHaveLength(1501);
        const bare = await storage.getMany(["many/00001", "many/00002"]);
        expect(textOf(bare.bytes)).toBe('{"key":"many/00001"}{"key":"many/00002"}');
      });

      it("stops reading when told to", async () => {
        const keys = Array.from({ length: 1200 }, () => "same");
        await fill("same");
        const controller = new AbortController();
        const reading = storage.getMany(keys, { signal: controller.signal });
        controller.abort(new Error("enough"));
        await expect(reading).rejects.toThrow("enough");
        await expect(storage.get("same", { signal: controller.signal })).rejects.toThrow("enough");
      });

      it("copies, moves and deletes", async () => {
        await fill("a", "dir/b", "dir/c");
        await storage.copy("a", "new/place/a2");
        expect(textOf(await storage.get("new/place/a2"))).toBe("a");
        await storage.move("a", "moved");
        expect(await storage.head("a")).toBeUndefined();
        expect(textOf(await storage.get("moved"))).toBe("a");
        await expect(storage.move("none", "else")).rejects.toThrow(/none/);
        await storage.delete("moved");
        await storage.delete("moved");
        expect(await storage.head("moved")).toBeUndefined();
        await storage.deleteMany(["dir/b", "not/there"]);
        expect(await keysOf(storage, "dir/")).toEqual(["dir/c"]);
        await storage.mkdirs("dir/empty/inner");
        expect(await storage.head("dir/empty/inner")).toMatchObject({ isDirectory: true });
        await storage.delete("dir/empty/inner/");
        await storage.deleteTree("dir");
        await storage.deleteTree("dir");
        expect(await storage.head("dir")).toBeUndefined();
        expect(await keysOf(storage, "", { recursive: true })).toEqual(
          storage.kind === "local" ? ["new/", "new/place/", "new/place/a2"] : ["new/place/a2"],
        );
      });

      it.skipIf(!subject.conditionalPut)("puts if absent: one of many wins", async () => {
        const won = await Promise.all(
          Array.from({ length: 12 }, (_, at) => storage.putIfAbsent("log/0", bytesOf(`writer ${at}`))),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(textOf(await storage.get("log/0"))).toBe(`writer ${won.indexOf(true)}`);
        expect(await storage.putIfAbsent("log/0", bytesOf("late"))).toBe(false);
        expect(
          await keysOf(storage, "", { recursive: true, filter: (key) => !key.endsWith("/") || key === "log/" }),
        ).toContain("log/0");
        expect((await keysOf(storage, "log/")).length).toBe(1);
      });

      it.skipIf(subject.conditionalPut)("refuses put-if-absent where the server would overwrite", async () => {
        await expect(storage.putIfAbsent("log/0", bytesOf("x"))).rejects.toMatchObject({
          condition: "S3_CONDITIONAL_PUT_UNSUPPORTED",
        });
        expect(await keysOf(storage, "", { recursive: true })).toEqual([]);
      });

      it("refuses keys that climb", async () => {
        for (const key of ["../x", "a/../../x", "..", "a/./b", "nul\0"]) {
          await expect(storage.get(key), key).rejects.toMatchObject({ condition: "INVALID_PATH" });
          await expect(storage.put(key, bytesOf("")), key).rejects.toMatchObject({ condition: "INVALID_PATH" });
          await expect(storage.deleteTree(key), key).rejects.toMatchObject({ condition: "INVALID_PATH" });
        }
      });

      it("lists more than a page, each entry once", async () => {
        const keys = Array.from({ length: 2500 }, (_, at) => `p/${String(at).padStart(5, "0")}`);
        await Promise.all(keys.map((key) => storage.put(key, new Uint8Array(0))));
        expect(await keysOf(storage, "p/")).toEqual(keys);
        expect(await keysOf(storage, "p/", { after: "p/01233" })).toEqual(keys.slice(1234));
        await storage.deleteTree("p");
        expect(await keysOf(storage, "p/")).toEqual([]);
      });
    },
  );
}
