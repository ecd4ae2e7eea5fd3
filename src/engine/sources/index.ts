export { csvLineSeparator } from "./csv/line-separator.ts";
export { validatesFolders } from "./files/bind-files.ts";
export { requireEnglish } from "./files/refused-options.ts";
export { type LoggedFile, SinkLog } from "./files/sink-log.ts";
export { MemoryStreamData, memoryStreamOption } from "./memory/memory-stream.ts";
export { durationMs, invalidOption, SourceOptions } from "./options.ts";
export type { BatchSource, BindContext, Binding, ReadDescription, SchemaSettings, SourceRegistry } from "./source.ts";
export { createSources, type Sources, type SourcesOptions } from "./sources.ts";
export type {
  Available,
  EarlierRun,
  Offset,
  ReadLimit,
  SeenFile,
  SourceFigures,
  StreamSource,
} from "./stream-source.ts";
export { temporaryTableName } from "./temporary-table.ts";
