export { ConsoleSink, type ShowTable } from "./console-sink.ts";
export {
  FileSink,
  type FileSinkOptions,
  type FileWrite,
  formatOf,
  replacingOf,
  type SaveMode,
  type WriteContext,
  type WriteSettings,
  writeFiles,
} from "./files/index.ts";
export { type BatchFunction, ForeachBatchSink } from "./foreach-batch-sink.ts";
export { MemorySink, memoryRowsSetting } from "./memory-sink.ts";
export { NoopSink } from "./noop-sink.ts";
export { type PythonForeach, PythonForeachSink } from "./python-foreach-sink.ts";
export type { OutputMode, RunDescription, Sink, SinkBatch } from "./sink.ts";
export { createTableSql, type ResultTable, resultTable } from "./stored-batch.ts";
export { TableSink } from "./table-sink.ts";
