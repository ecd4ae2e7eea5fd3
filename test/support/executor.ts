import { afterAll } from "vitest";
import type { Connection, Database } from "../../src/engine/duckdb/index.ts";
import { Executor } from "../../src/engine/execute/index.ts";
import { macros, scripts } from "../../src/engine/functions/index.ts";
import type { SourceRegistry } from "../../src/engine/sources/index.ts";
import { useDatabase } from "./database.ts";

const noSources: SourceRegistry = {
  source(format) {
    throw new Error(`no source ${format}`);
  },
};

/** An executor for all tests of a file, with Spark's functions. */
export async function useExecutor(
  sources: SourceRegistry = noSources,
): Promise<{ readonly executor: Executor; readonly database: Database; readonly connection: Connection }> {
  const opened = await useDatabase({ macros, functions: scripts });
  const executor = new Executor(opened.database, sources);
  afterAll(() => executor.close());
  return { executor, ...opened };
}
