// The streams of the crash tests: how each is started, what readers find of it, and what they must find.
import { functions as F, StatefulProcessor } from "../../dist/index.js";
import {
  clickSchema,
  filesPerBatch,
  ledger,
  paymentSchema,
  payWithinSeconds,
  watermarkDelay,
  windowSeconds,
} from "./input.mjs";

const read = (spark, schema, path, options = {}) =>
  spark.readStream
    .schema(schema)
    .options({ maxFilesPerTrigger: filesPerBatch, ...options })
    .json(path);
const clicks = (spark, { clicks: path }, options) => read(spark, clickSchema, path, options);
const timed = (frame, column) => frame.withWatermark(column, watermarkDelay);
const started = (writer, { checkpoint }) =>
  writer.option("checkpointLocation", checkpoint).trigger({ availableNow: true });

const totalsOf = (frame) => frame.groupBy("user").agg(F.sum("amount").as("total"), F.count("*").as("n"));
const inMemory = (frame, places) =>
  started(frame.writeStream.format("memory").outputMode("complete").queryName("totals"), places).start();
const inFiles = (frame, format, places) =>
  started(frame.writeStream.format(format).outputMode("append"), places).start(places.output);

/** Gives the rows of a user the numbers 1, 2, 3 …: a batch whose state counts twice, or not, leaves a number out or gives it again. */
class Numbering extends StatefulProcessor {
  #last;
  init() {
    this.#last = this.getHandle().getValueState("last");
  }
  *handleInputRows(user, rows) {
    let n = this.#last.get() ?? 0n;
    for (const _ of rows) yield { user, n: ++n };
    this.#last.update(n);
  }
}

const fileSteps = ["addBatch:staged", "addBatch:placed", "addBatch:logged"];

/**
 * Each: `start` gives the query, `rows` the frame of what is there for readers, all columns text, `expected` the ledger; `moves` where the
 * query takes its input away, so that every run needs its own; `steps` are those that not every query comes to.
 */
export const scenarios = {
  complete: {
    start: (spark, places) => inMemory(totalsOf(clicks(spark, places)), places),
    rows: (spark) => spark.table("totals"),
    expected: ledger.totals,
  },
  windows: {
    steps: fileSteps,
    start: (spark, places) => {
      const window = F.window("at", `${windowSeconds} seconds`);
      const counted = timed(clicks(spark, places), "at")
        .groupBy(window, "user")
        .agg(F.sum("amount").as("total"), F.count("*").as("n"));
      return inFiles(counted.selectExpr("unix_millis(window.start) AS at", "user", "total", "n"), "json", places);
    },
    rows: (spark, { output }) => spark.read.schema("at BIGINT, user STRING, total BIGINT, n BIGINT").json(output),
    expected: ledger.windows,
  },
  dedup: {
    steps: fileSteps,
    start: (spark, places) =>
      inFiles(timed(clicks(spark, places), "at").dropDuplicates(["id", "at"]).select("id"), "parquet", places),
    rows: (spark, { output }) => spark.read.parquet(output),
    expected: ledger.distinct,
  },
  join: {
    steps: fileSteps,
    start: (spark, places) => {
      const left = timed(clicks(spark, places), "at");
      const right = timed(read(spark, paymentSchema, places.payments), "paidAt");
      const within = `click = id AND paidAt >= at AND paidAt <= at + INTERVAL ${payWithinSeconds} SECONDS`;
      return inFiles(left.join(right, F.expr(within), "left").select("id", "paid"), "json", places);
    },
    rows: (spark, { output }) => spark.read.schema("id BIGINT, paid BIGINT").json(output),
    expected: ledger.paid,
  },
  transform: {
    steps: fileSteps,
    start: (spark, places) => {
      const numbered = clicks(spark, places)
        .groupByKey(({ user }) => user)
        .transformWithState(() => new Numbering(), {
          outputSchema: "user STRING, n BIGINT",
          outputMode: "append",
          timeMode: "none",
        });
      return inFiles(numbered, "json", places);
    },
    rows: (spark, { output }) => spark.read.schema("user STRING, n BIGINT").json(output),
    expected: ledger.numbers,
  },
  files: {
    steps: fileSteps,
    start: (spark, places) => {
      const { writeStream } = clicks(spark, places).select("id", "user", "amount");
      return started(writeStream.format("parquet").partitionBy("user"), places).start(places.output);
    },
    rows: (spark, { output }) => spark.read.parquet(output).select("id", "user", "amount"),
    expected: ledger.rows,
  },
  table: {
    steps: ["addBatch:staged", "addBatch:placed"],
    start: (spark, places) => {
      const { writeStream } = clicks(spark, places).select("id", "user", "amount");
      return started(writeStream.format("parquet").option("path", places.output), places).toTable("copies");
    },
    rows: (spark) => spark.table("copies").select("id", "user", "amount"),
    expected: ledger.rows,
  },
  foreachBatch: {
    start: (spark, places) => {
      // A folder for each batch: one that comes again takes the place of what it has left.
      const write = (batch, id) => batch.write.mode("overwrite").json(`${places.output}/batch=${id}`);
      const writer = totalsOf(clicks(spark, places)).writeStream.outputMode("update").foreachBatch(write);
      return started(writer, places).start();
    },
    rows: (spark, { output }) =>
      spark.read
        .schema("user STRING, total BIGINT, n BIGINT, batch BIGINT")
        .json(output)
        .groupBy("user")
        .agg(F.expr("max_by(total, batch)"), F.expr("max_by(n, batch)")),
    expected: ledger.totals,
  },
  archive: {
    moves: true,
    steps: ["commitOffsets:cleaned"],
    start: (spark, places) => {
      const options = { cleanSource: "archive", sourceArchiveDir: places.archive };
      return inMemory(totalsOf(clicks(spark, places, options)), places);
    },
    rows: (spark) => spark.table("totals"),
    expected: ledger.totals,
  },
};
