import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../common/index.ts";
import { FileSystems } from "../../storage/index.ts";
import { parseDdl, type StructType } from "../../types/index.ts";
import { type Connection, Database, readRows } from "../duckdb/index.ts";
import { macros } from "../functions/index.ts";
import { createSources, type Sources } from "./index.ts";
import { scanOf } from "./testing.ts";

let folder: string;
let database: Database;
let connection: Connection;
let sources: Sources;
const settings = { timeZone: "UTC", ansi: true };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-sources-"));
  database = await Database.open({ setup: macros });
  connection = await database.connection();
  sources = createSources({ fileSystems: new FileSystems(), clock: systemClock, database });
});
afterEach(async () => {
  connection.close();
  database.close();
  await rm(folder, { recursive: true });
});

async function rowsOfBinding(sql: string, schema: StructType): Promise<unknown[]> {
  const list = schema.fields.map((field, i) => `c${i + 1} AS "${field.name}"`).join(", ");
  return readRows(connection, `SELECT ${list} FROM (${sql})`, schema);
}

async function put(path: string, text = '{"a":1}\n'): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

describe("a stream of files", () => {
  it("takes files once, in the order of their times", async () => {
    const schema = parseDdl("a int");
    await put("in/b", '{"a":2}');
    await put("in/a", '{"a":1}');
    await utimes(join(folder, "in/b"), 1000, 1000);
    const scan = scanOf("json", join(folder, "in"), schema, { maxFilesPerTrigger: "1" }, true);
    const stream = await sources.stream(scan.source);
    expect(stream.description).toBe(`FileStreamSource[file:${folder}/in]`);
    const first = await stream.latestOffset(undefined, "default");
    expect(first).toMatchObject({ offset: '{"logOffset":0}', files: [{ path: `file:${folder}/in/b`, batch: 0 }] });
    const binding = await stream.bind(scan, undefined, first!.offset, { connection, settings });
    expect(await rowsOfBinding(binding.sql, schema)).toEqual([{ a: 2 }]);
    await binding.release();
    const second = await stream.latestOffset(first!.offset, "default");
    expect(second).toMatchObject({ offset: '{"logOffset":1}', files: [{ path: `file:${folder}/in/a` }] });
    expect(await stream.latestOffset(second!.offset, "default")).toEqual({ offset: '{"logOffset":1}' });
    const waited = stream.waitForData(10_000, new AbortController().signal);
    await put("in/.c", '{"a":3}');
    await rename(join(folder, "in/.c"), join(folder, "in/c"));
    await waited;
    expect(await stream.latestOffset(second!.offset, "default")).toMatchObject({
      files: [{ path: `file:${folder}/in/c` }],
    });
    await stream.close();
  });
});
