export { type Change, Monitor, type QueryState, type QuerySummary } from "./monitor.ts";
export type { MonitorEvent, ProgressReport } from "./report.ts";
export type { Point } from "./sample.ts";
export { type Telemetry, traceBatch } from "./spans.ts";
