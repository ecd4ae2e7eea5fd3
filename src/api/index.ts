export { SparkSessionBuilder } from "./builder.ts";
export {
  Catalog,
  type CatalogMetadata,
  type ColumnMetadata,
  type DatabaseMetadata,
  type FunctionMetadata,
  type TableMetadata,
} from "./catalog.ts";
export { Client, type CommandType, type Connection, type InterruptTarget } from "./client/client.ts";
export { decodeColumns } from "./client/decode.ts";
export { encodeRows } from "./client/encode.ts";
export type { ExecutionProgress, ProgressHandler, StageInfo } from "./client/progress.ts";
export { Column, col } from "./column.ts";
export { RuntimeConfig } from "./conf.ts";
export { connectRemote, type EmbeddedConnector, setEmbeddedConnector } from "./connectors.ts";
export type { ExplainMode, Frame, StorageLevel } from "./dataframe/actions.ts";
export { DataFrame, type SortOptions } from "./dataframe/dataframe.ts";
export { type AggregatesByName, GroupedData } from "./dataframe/grouped-data.ts";
export { DataFrameNaFunctions } from "./dataframe/na-functions.ts";
export { Observation } from "./dataframe/observation.ts";
export { DataFrameStatFunctions } from "./dataframe/stat-functions.ts";
export * as functions from "./functions/index.ts";
export * from "./grouped/index.ts";
export type { LocalData } from "./local-data.ts";
export type { LiteralValue } from "./plan/literal.ts";
export type { Options, OptionValue } from "./plan/options.ts";
export { DataFrameReader } from "./reader.ts";
export { type InferredRow, onSession, SparkSession, type SqlArgument, type SqlArguments } from "./session.ts";
export { DataStreamReader } from "./streaming/data-stream-reader.ts";
export { DataStreamWriter, type ForeachWriter, type OutputMode, type Trigger } from "./streaming/data-stream-writer.ts";
export type {
  QueryIdleEvent,
  QueryProgressEvent,
  QueryStartedEvent,
  QueryTerminatedEvent,
  StreamingQueryListener,
} from "./streaming/listener.ts";
export type {
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from "./streaming/progress.ts";
export { StreamingQuery, type StreamingQueryStatus } from "./streaming/streaming-query.ts";
export { StreamingQueryManager } from "./streaming/streaming-query-manager.ts";
export type { JoinType } from "./typing/join.ts";
export type { ColumnName, ColumnOrName, Row } from "./typing/row.ts";
export type { RowOfSchema, SchemaLike } from "./typing/schema.ts";
export { Window, WindowSpec } from "./window.ts";
export { DataFrameWriter, type SaveMode } from "./writer.ts";
export { DataFrameWriterV2 } from "./writer-v2.ts";
