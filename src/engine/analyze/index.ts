export { analyze, collectInputs, type PlanInputs } from "./analyze.ts";
export type { AnalyzerCatalog, AnalyzerContext, AnalyzerSettings, TableUse } from "./context.ts";
export { freshen } from "./freshen.ts";
export { isStreaming } from "./is-streaming.ts";
export { automaticName } from "./names.ts";
export { pruneScans } from "./prune.ts";
export { mapInputs } from "./rewrite.ts";
export { checkBatch, checkStreaming, type OutputMode } from "./streaming-rules.ts";
export { asNullable } from "./widen.ts";
