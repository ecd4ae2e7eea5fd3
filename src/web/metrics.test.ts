import { expect, it } from "vitest";
import { openDashboard } from "../../test/support/dashboard.ts";
import { Monitor } from "../monitor/index.ts";
import { metricsText } from "./metrics.ts";

it("tells Prometheus of the queries and of the process", async () => {
  await using shown = await openDashboard();
  const query = await shown.startTotals("totals");
  shown.emit({ currency: "EUR", amount: 5 }, { currency: "USD", amount: 7 });
  await query.processAllAvailable();
  const response = await shown.fetch("/metrics");
  expect(response.headers.get("content-type")).toContain("version=0.0.4");
  const text = await response.text();
  const labels = `{name="totals",id="${query.id}",runId="${query.runId}"}`;
  for (const line of [
    `millrace_query_active${labels} 1`,
    `millrace_query_failed${labels} 0`,
    `millrace_query_input_rows_total${labels} 2`,
    `millrace_query_batches_total${labels} 1`,
    `millrace_query_dropped_rows_total${labels} 0`,
    `millrace_query_state_rows${labels} 2`,
    "# TYPE millrace_query_input_rows_total counter",
    "# TYPE millrace_query_batch_duration_seconds gauge",
  ])
    expect(text).toContain(`${line}\n`);
  expect(text).toMatch(/^millrace_query_phase_duration_seconds\{.*phase="addBatch"\} [\d.]+$/m);
  expect(text).toMatch(/^millrace_process_resident_memory_bytes [1-9]\d+$/m);
  // Without a watermark there is no lag.
  expect(text).not.toContain("watermark_lag");
  await query.stop();
  const after = await (await shown.fetch("/metrics")).text();
  expect(after).toContain(`millrace_query_active${labels} 0\n`);
  expect(after).not.toContain("input_rows_per_second");
});

it("escapes names", () => {
  const monitor = new Monitor();
  const event = { session: "s", id: "i", runId: "r", timestamp: new Date().toISOString() };
  monitor.accept({ type: "started", ...event, name: 'a"b\\c\nd' });
  expect(metricsText(monitor)).toContain('millrace_query_active{name="a\\"b\\\\c\\nd",id="i",runId="r"} 1\n');
});
