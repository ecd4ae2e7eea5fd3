import { trace } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SparkSession } from "./index.ts";
import { telemetrySetting } from "./telemetry.ts";

const exporter = new InMemorySpanExporter();
beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterAll(() => trace.disable());

async function runQuery(enabled: string): Promise<string[]> {
  exporter.reset();
  await using spark = await SparkSession.builder.config(telemetrySetting, enabled).create();
  const ticks = spark.readStream.format("rate").option("rowsPerSecond", 100).load();
  const query = await ticks.writeStream.format("noop").queryName("ticks").start();
  await query.processAllAvailable();
  await query.stop();
  return exporter.getFinishedSpans().map(({ name }) => name);
}

test("micro-batches are traced where the setting asks for it, and not else", async () => {
  expect(await runQuery("false")).toEqual([]);
  const names = await runQuery("true");
  expect(names).toContain("micro-batch");
  expect(names).toContain("addBatch");
});
