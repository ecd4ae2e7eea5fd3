import { afterAll, beforeAll, expect, it } from "vitest";
import { AnalysisException, SparkException, SparkRuntimeException } from "../../src/common/index.ts";
import { SparkSession } from "../../src/entry/client.ts";
import { type Served, serve } from "./support.ts";

let served: Served;
let spark: SparkSession;
beforeAll(async () => {
  served = await serve();
  spark = await SparkSession.builder.remote(served.url).create();
});
afterAll(async () => {
  await spark.stop();
  await served[Symbol.asyncDispose]();
});

async function errorOf(sql: string): Promise<SparkException> {
  const error: unknown = await spark
    .sql(sql)
    .then((frame) => frame.collect())
    .catch((thrown: unknown) => thrown);
  if (error instanceof SparkException) return error;
  throw new Error(`${sql} gave no error`);
}

it("an error over the network is what it was on the server", async () => {
  const error = await errorOf("SELECT 1,\n  nosuch FROM VALUES (1) AS t(a)");
  expect(error).toBeInstanceOf(AnalysisException);
  expect(error).toMatchObject({
    condition: "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    sqlState: "42703",
    messageParameters: { objectName: "`nosuch`", proposal: "`a`" },
  });
  expect(error.context).toEqual({
    fragment: "nosuch",
    startIndex: 12,
    stopIndex: 17,
    line: 2,
    position: 2,
    summary: "== SQL (line 2, position 3) ==\n  nosuch FROM VALUES (1) AS t(a)\n  ^^^^^^\n",
  });
});

it.each(["long ", "\u6f22\u5b57", "\u{1f600}", "100 % & more\n"])("a long message of %j comes whole", async (piece) => {
  const text = piece.repeat(4000);
  const error = await errorOf(`SELECT raise_error(repeat('${piece}', 4000))`);
  expect(error).toBeInstanceOf(SparkRuntimeException);
  expect(error.messageParameters).toEqual({ errorMessage: text });
  expect(error.message).toBe(`[USER_RAISED_EXCEPTION] ${text} SQLSTATE: P0001`);
});

it("a failed stream names what it failed of", async () => {
  const stream = spark.readStream.format("rate").load().selectExpr("raise_error('of my own') AS n");
  const query = await stream.writeStream.format("memory").queryName("failing").start();
  const error = await query.awaitTermination().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ condition: "STREAM_FAILED", sqlState: "XXKST" });
  expect((error as SparkException).cause).toMatchObject({ condition: "USER_RAISED_EXCEPTION" });
  const told = await query.exception();
  expect(told!.message).toMatch(/^\[STREAM_FAILED\]/);
});
