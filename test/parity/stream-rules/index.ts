import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { functions as F, SparkException, type SparkSession } from "../../../src/entry/index.ts";
import { type ErrorOutcome, errorOutcome } from "../outcome.ts";
import { actions } from "./actions.ts";
import { aggregations } from "./aggregations.ts";
import { joins } from "./joins.ts";
import { rows } from "./rows.ts";
import type { Shape, Shapes } from "./shape.ts";

export const outputModes = ["append", "update", "complete"] as const;

/** Whether a query starts, or what refuses it. */
export type Verdict = "taken" | ErrorOutcome;

/** What becomes of a shape in each output mode, or of an action. */
export type Verdicts = Readonly<Record<string, Verdict>>;

/** Asks an engine. @param refused - hears of each refusal */
type Question = (spark: SparkSession, refused?: (error: SparkException) => void) => Promise<Verdicts>;

/** What is asked of an engine, by group and name. */
export const questions: Readonly<Record<string, Readonly<Record<string, Question>>>> = {
  aggregations: inEachMode(aggregations),
  joins: inEachMode(joins),
  rows: inEachMode(rows),
  actions: Object.fromEntries(
    Object.entries(actions).map(([name, action]): [string, Question] => [
      name,
      async (spark, refused) => ({ action: await verdict(() => action({ spark, F }), refused) }),
    ]),
  ),
};

function inEachMode(shapes: Shapes): Readonly<Record<string, Question>> {
  const question =
    (shape: Shape): Question =>
    async (spark, refused) => {
      const verdicts: [string, Verdict][] = [];
      for (const mode of outputModes) verdicts.push([mode, await verdict(() => start(spark, shape, mode), refused)]);
      return Object.fromEntries(verdicts);
    };
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, question(shape)]));
}

async function start(spark: SparkSession, shape: Shape, mode: (typeof outputModes)[number]): Promise<void> {
  const frame = await (typeof shape === "string" ? spark.sql(shape) : shape({ spark, F }));
  const query = await spark
    .frame(frame.relation)
    .writeStream.format("noop")
    .outputMode(mode)
    .trigger({ processingTime: "1 hour" })
    .start();
  await query.stop();
}

/** Errors of Spark are verdicts; others are mistakes, and are thrown. */
async function verdict(run: () => Promise<unknown>, refused?: (error: SparkException) => void): Promise<Verdict> {
  try {
    await run();
    return "taken";
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
    refused?.(error);
    return errorOutcome(error);
  }
}

/** The views that shapes ask, over folders without files. */
export async function createStreams(spark: SparkSession, root: string): Promise<void> {
  const stream = (name: string) => {
    const folder = join(root, name);
    mkdirSync(folder);
    return spark.readStream.schema("k STRING, n INT, at TIMESTAMP").json(folder);
  };
  const other = stream("x").toDF("vk", "vn", "vat");
  const views = {
    s: stream("s"),
    t: stream("t").withWatermark("at", "1 minute"),
    u: stream("u"),
    v: other.withWatermark("vat", "2 minutes"),
    x: other,
    b: await spark.sql("SELECT * FROM VALUES ('a', 1, TIMESTAMP '2024-01-01 00:00:00') AS b(k, n, at)"),
  };
  for (const [name, frame] of Object.entries(views)) await frame.createOrReplaceTempView(name);
}
