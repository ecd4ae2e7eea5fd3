export type { OutputMode, Sink, SinkBatch } from "./sink.ts";
