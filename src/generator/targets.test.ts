import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileSystems, listAll, S3Client, S3Storage, startLocalS3 } from "../storage/index.ts";
import { folderTarget, produce, transaction } from "./index.ts";

const expected = (count: number): string[] => {
  const seeded = transaction.seed(1);
  return Array.from({ length: count }, () => seeded.serialize());
};

describe("folders", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "millrace-generator-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("hold the files that were published and nothing else", async () => {
    const place = join(folder, "transactions");
    const paths: string[] = [];
    for await (const { path } of produce(transaction, folderTarget(new FileSystems().resolve(place)), {
      count: 20,
      seed: 1,
    })) {
      paths.push(path);
    }
    const names = (await readdir(place)).toSorted();
    expect(paths).toEqual(names.map((name) => `file:${place}/${name}`));
    const texts = await Promise.all(names.map((name) => readFile(join(place, name), "utf8")));
    expect(texts).toEqual(expected(20));
  });

  test("show no file in part while they are written", async () => {
    const place = join(folder, "watched");
    const production = produce(transaction, folderTarget(new FileSystems().resolve(place)), {
      count: 200_000,
      batchSize: 20_000,
      concurrency: 3,
    });
    let going = true;
    const done = production.finish().finally(() => {
      going = false;
    });
    const partial: string[] = [];
    while (going) {
      const names = (await readdir(place).catch(() => [])).filter((name) => name.startsWith("transaction_"));
      for (const name of names) {
        const text = await readFile(join(place, name), "utf8");
        if (text.split("\n").length !== 20_001 || !text.endsWith("}\n")) partial.push(name);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await done).files).toBe(10);
    expect(partial).toEqual([]);
  });

  test("that cannot be written to end the run with the storage's error", async () => {
    const place = `${join(folder, "transactions")}/${(await readdir(join(folder, "transactions")))[0]}`;
    const production = produce(transaction, folderTarget(new FileSystems().resolve(`${place}/below-a-file`)), {
      count: 1,
    });
    await expect(production.finish()).rejects.toThrow(/below-a-file/);
  });
});

test("buckets get one object a file", async () => {
  const server = await startLocalS3();
  const client = new S3Client({ endpoint: server.endpoint, credentials: server.credentials });
  try {
    const storage = new S3Storage(client, "data-stream-dump");
    await storage.mkdirs("");
    const target = folderTarget({ storage, key: "in", pathOf: (key) => storage.uri(key) });
    const { files } = await produce(transaction, target, { count: 30, seed: 1, concurrency: 8 }).finish();
    expect(files).toBe(30);
    const entries = await listAll(storage, "in/", { recursive: true });
    const texts = await Promise.all(entries.map(async ({ key }) => Buffer.from(await storage.get(key)).toString()));
    expect(texts.toSorted()).toEqual(expected(30).toSorted());
  } finally {
    await client.close();
    await server.close();
  }
});
