import { context, trace } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { expect, test } from "vitest";
import { traceBatch } from "./index.ts";

test("a micro-batch is a span with one for each phase, one after the other", () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const started = Date.UTC(2026, 0, 1);
  traceBatch(
    {
      id: "q",
      runId: "r",
      name: "totals",
      timestamp: new Date(started).toISOString(),
      batchId: 7,
      batchDuration: 30,
      durationMs: { latestOffset: 4, getBatch: 1, addBatch: 20, commitOffsets: 3, triggerExecution: 30 },
      stateOperators: [
        {
          operatorName: "stateStoreSave",
          numRowsTotal: 3,
          numRowsUpdated: 1,
          numRowsRemoved: 0,
          allUpdatesTimeMs: 1,
          allRemovalsTimeMs: 0,
          commitTimeMs: 1,
          memoryUsedBytes: 1,
          numRowsDroppedByWatermark: 0,
        },
      ],
      sources: [{ description: "files", startOffset: null, endOffset: "1", latestOffset: "1", numInputRows: 5 }],
      sink: { description: "MemorySink", numOutputRows: -1 },
    },
    { tracer: provider.getTracer("test"), within: (span) => trace.setSpan(context.active(), span) },
  );
  const ms = ([seconds, nanos]: [number, number]) => seconds * 1000 + nanos / 1e6 - started;
  const spans = exporter.getFinishedSpans();
  const batch = spans.find(({ name }) => name === "micro-batch")!;
  expect([ms(batch.startTime), ms(batch.endTime)]).toEqual([0, 30]);
  expect(batch.attributes).toEqual({
    "millrace.query.id": "q",
    "millrace.query.run_id": "r",
    "millrace.query.name": "totals",
    "millrace.batch.id": 7,
    "millrace.batch.input_rows": 5,
    "millrace.batch.state_rows": 3,
  });
  const phases = spans.filter((span) => span !== batch);
  expect(phases.map(({ name, startTime, endTime }) => [name, ms(startTime), ms(endTime)])).toEqual([
    ["latestOffset", 0, 4],
    ["getBatch", 4, 5],
    ["addBatch", 5, 25],
    ["commitOffsets", 25, 28],
  ]);
  expect(new Set(phases.map((span) => span.parentSpanContext?.spanId))).toEqual(new Set([batch.spanContext().spanId]));
});
