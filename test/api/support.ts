import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";

/** A session and a folder for the tests of a file. */
export interface Place {
  readonly spark: SparkSession;
  /** A path below the folder that nothing has yet. */
  path(): string;
}

/** Opens a session on an engine of its own for a file's tests. */
export function usePlace(settings: Readonly<Record<string, string>> = {}): Place {
  let spark: SparkSession | undefined;
  let folder = "";
  let paths = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "millrace-api-"));
    spark = await SparkSession.builder.config({ "spark.sql.session.timeZone": "UTC", ...settings }).create();
  });
  afterAll(async () => {
    await spark?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get spark() {
      return spark!;
    },
    path() {
      paths += 1;
      return join(folder, String(paths));
    },
  };
}
