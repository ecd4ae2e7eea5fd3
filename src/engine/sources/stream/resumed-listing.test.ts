import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { ManualClock } from "../../../common/index.ts";
import { FileSystems, type LocalS3, type Location, S3Storage, startLocalS3 } from "../../../storage/index.ts";
import { parseDdl } from "../../../types/index.ts";
import { Database } from "../../duckdb/index.ts";
import { macros } from "../../functions/index.ts";
import { createSources, type Sources, type StreamSource } from "../index.ts";
import { scanOf } from "../testing.ts";

let server: LocalS3;
let fileSystems: FileSystems;
let database: Database;
let clock: ManualClock;
let sources: Sources;
let bucket: Location;
let lists: MockInstance<S3Storage["list"]>;

beforeEach(async () => {
  server = await startLocalS3();
  fileSystems = new FileSystems({ s3: server });
  database = await Database.open({ macros });
  clock = new ManualClock(0);
  sources = createSources({ fileSystems, clock, database });
  bucket = fileSystems.resolve("s3://lake/in");
  await bucket.storage.mkdirs("");
  lists = vi.spyOn(S3Storage.prototype, "list");
});
afterEach(async () => {
  lists.mockRestore();
  database.close();
  await fileSystems.close();
  await server.close();
});

const open = (options: Record<string, string> = {}): Promise<StreamSource> =>
  sources.stream(scanOf("json", "s3://lake/in", parseDdl("id INT"), options, true).source);
const put = (key: string) => bucket.storage.put(`in/${key}`, Buffer.from('{"id":1}\n'));
const take = async (stream: StreamSource): Promise<string[]> =>
  ((await stream.latestOffset(undefined, "default"))?.files ?? []).map(({ path }) => path.slice(13));
/** Where the listings of the folder began since the last call; null for those of everything. */
const begins = (): (string | null)[] => {
  const found = lists.mock.calls.filter(([, options]) => options?.recursive === true);
  lists.mockClear();
  return found.map(([, options]) => options?.after ?? null);
};

test("where keys ascend, listings begin behind the last one; a whole one makes sure now and then", async () => {
  await put("2026-01-01");
  await put("2026-01-02");
  const stream = await open();
  expect(await take(stream)).toEqual(["2026-01-01", "2026-01-02"]);
  expect(begins()).toEqual([null]);
  await put("2026-01-03");
  // No newer than the others by its key, so it is found with the next whole listing.
  await put("2025-12-31");
  expect(await take(stream)).toEqual(["2026-01-03"]);
  expect(begins()).toEqual(["in/2026-01-02"]);
  expect(await take(stream)).toEqual([]);
  expect(begins()).toEqual(["in/2026-01-03"]);
  clock.advance(10_000);
  expect(await take(stream)).toEqual(["2025-12-31"]);
  expect(begins()).toEqual([null]);
  // Keys have turned out not to ascend.
  expect(await take(stream)).toEqual([]);
  expect(begins()).toEqual([null]);
  await stream.close();
});

test("folders of partitions that are known stay so, and new ones are found", async () => {
  await put("p=1/a");
  await put("p=2/b");
  const stream = await open();
  expect(await take(stream)).toEqual(["p=1/a", "p=2/b"]);
  await put("p=3/c");
  expect(await take(stream)).toEqual(["p=3/c"]);
  expect(begins()).toEqual([null, "in/p=2/b"]);
  await stream.close();
});

test("keys that do not ascend are listed whole each time", async () => {
  await put("b");
  const stream = await open();
  expect(await take(stream)).toEqual(["b"]);
  await put("a");
  expect(await take(stream)).toEqual(["a"]);
  await put("c");
  expect(await take(stream)).toEqual(["c"]);
  expect(begins()).toEqual([null, null, null]);
  await stream.close();
});

test("a stream that goes on takes up where its keys have ended", async () => {
  await put("a");
  const stream = await open();
  const files = [{ path: "s3://lake/in/a", modified: 0, size: 9, batch: 0 }];
  stream.restore({ offset: '{"logOffset":0}', files, origin: undefined });
  await put("b");
  expect(await take(stream)).toEqual(["b"]);
  await put("c");
  expect(await take(stream)).toEqual(["c"]);
  expect(begins()).toEqual([null, "in/b"]);
  await stream.close();
});

test("waiting for all that is there lists everything", async () => {
  await put("b");
  await put("c");
  const stream = await open();
  expect(await take(stream)).toEqual(["b", "c"]);
  await put("a");
  expect(await take(stream)).toEqual([]);
  await stream.waitForData(1000, AbortSignal.abort());
  expect(await take(stream)).toEqual(["a"]);
  await stream.close();
});
