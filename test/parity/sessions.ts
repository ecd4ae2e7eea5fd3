import { SparkSession } from "../../src/entry/index.ts";
import type { MillraceServer } from "../../src/entry/server.ts";
import { createViews } from "./views.ts";

/** Settings of every session: a zone with summer time and history. */
const common = { "spark.sql.session.timeZone": "America/New_York", "spark.sql.shuffle.partitions": "2" };

export type Settings = Readonly<Record<string, string>>;

/** Opens sessions on an engine. */
export type OpenSession = (settings?: Settings) => Promise<SparkSession>;

export const embedded: OpenSession = (settings = {}) =>
  SparkSession.builder.master("local[*]").config(common).config(settings).create();

/** Sessions over the network of a server of ours. */
export const served =
  (server: MillraceServer): OpenSession =>
  (settings = {}) =>
    SparkSession.builder.remote(server.url).config(common).config(settings).create();

/** Sessions of the Connect server that `npm run test:spark` started. */
export const realSpark: OpenSession = (settings = {}) => {
  const remote = process.env.MILLRACE_SPARK_REMOTE;
  if (!remote) throw new Error("MILLRACE_SPARK_REMOTE names no server; run: npm run test:spark");
  return SparkSession.builder.remote(remote).config(common).config(settings).create();
};

/** Runs with the session of a group, or with one of its own where there are settings. */
export async function inSession<T>(
  shared: SparkSession,
  open: OpenSession,
  settings: Settings | undefined,
  run: (spark: SparkSession) => Promise<T>,
): Promise<T> {
  if (settings === undefined) return run(shared);
  await using spark = await open(settings);
  await createViews(spark);
  // Awaited here: the session ends when this function does.
  return await run(spark);
}
