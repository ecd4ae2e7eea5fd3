import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SaveMode } from "../../../api/index.ts";
import { SparkException } from "../../../common/index.ts";
import { SparkSession } from "../../../entry/index.ts";

/** A write and what Spark 4.3 made of it: the files with their contents (null: not compared), or the condition of an error. */
interface Case {
  readonly name: string;
  readonly query: string;
  readonly format: string;
  readonly options: Record<string, string>;
  readonly partitionBy: readonly string[];
  /** A query whose rows the folder holds before, and what becomes of those. */
  readonly before?: string;
  readonly mode?: SaveMode;
  readonly files?: Record<string, string | null | { readonly bytes: readonly number[] }>;
  readonly error?: {
    readonly condition: string | null;
    readonly sqlState?: string | null;
    readonly parameters?: Record<string, string> | null;
  };
}

const cases = JSON.parse(await readFile(join(import.meta.dirname, "golden/written.json"), "utf8")) as Case[];

/** Where the answer is another one on purpose: the condition, and why. */
const deviations = JSON.parse(await readFile(join(import.meta.dirname, "golden/deviations.json"), "utf8")) as Record<
  string,
  { readonly condition: string; readonly why: string }
>;

/** Parameters that name what only Spark has. */
const ownParameters: ReadonlySet<string> = new Set(["availableCodecs"]);

let folder: string;
let spark: SparkSession;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-golden-"));
  spark = await SparkSession.builder.config("spark.sql.session.timeZone", "America/New_York").create();
});
afterAll(async () => {
  await spark.stop();
  await rm(folder, { recursive: true, force: true });
});

async function filesOf(target: string): Promise<Record<string, string | null>> {
  const found: { readonly name: string; readonly text: string | null }[] = [];
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(target.length + 1).replace(/-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "-UUID");
    const bytes = await readFile(path);
    const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    const opaque = /\.(?:parquet|bz2|deflate|lz4|snappy|zst)$/.test(path);
    found.push({ name, text: opaque ? null : text });
  }
  const files: Record<string, string | null> = {};
  const key = ({ name, text }: (typeof found)[number]): string => `${name}\0${text}`;
  for (const { name, text } of found.sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    // Appended files differ in what is random alone.
    let unique = name;
    while (unique in files) unique += "+";
    files[unique] = text;
  }
  return files;
}

describe("files as Spark writes them", () => {
  for (const [at, one] of cases.entries()) {
    it(one.name, async () => {
      const target = join(folder, String(at));
      if (one.before !== undefined) {
        const before = (await spark.sql(one.before)).write.format(one.format).partitionBy(...one.partitionBy);
        await before.save(target);
      }
      const partitioned = (await spark.sql(one.query)).write
        .format(one.format)
        .options(one.options)
        .partitionBy(...one.partitionBy);
      const writer = one.mode === undefined ? partitioned : partitioned.mode(one.mode);
      const failure = await writer.save(target).then(
        () => undefined,
        (error: unknown) => error,
      );
      const deviation = deviations[one.name]?.condition;
      if (one.error === undefined && deviation === undefined) {
        if (failure !== undefined) throw failure;
        expect(await filesOf(target)).toEqual(one.files);
        return;
      }
      expect(failure).toBeInstanceOf(SparkException);
      const { condition, messageParameters, sqlState } = failure as SparkException;
      expect(condition).toBe(deviation ?? one.error?.condition);
      expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
      if (deviation !== undefined) return;
      if (one.error?.sqlState != null) expect(sqlState).toBe(one.error.sqlState);
      for (const [name, value] of Object.entries(one.error?.parameters ?? {}))
        if (!ownParameters.has(name)) expect(messageParameters).toHaveProperty(name, value.replace("FOLDER", target));
    });
  }
});
