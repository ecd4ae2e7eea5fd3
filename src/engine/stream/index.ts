export type { QueryEvent, QueryListener } from "./listener-bus.ts";
export type {
  SinkProgress,
  SourceProgress,
  StreamingQueryProgress,
} from "./progress.ts";
export { StreamingQueryManager } from "./query-manager.ts";
export { type QueryDefinition, type StreamContext, startQuery } from "./start-query.ts";
export { StreamingQuery, type StreamingQueryStatus } from "./streaming-query.ts";
export { parseTriggerInterval, type Trigger } from "./trigger.ts";
export type { WatermarkPolicy } from "./watermark-tracker.ts";
