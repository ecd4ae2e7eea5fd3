export { analyze, analyzeFunction, collectInputs, type PlanInputs } from "./analyze.ts";
export type {
  AnalyzerCatalog,
  AnalyzerContext,
  AnalyzerSettings,
  SqlFunction,
  TableUse,
  ViewDefinition,
} from "./context.ts";
export { fileMetadata } from "./file-table.ts";
export { fingerprint } from "./fingerprint.ts";
export { withoutFixedText } from "./fixed-text.ts";
export { freshen } from "./freshen.ts";
export { isStreaming } from "./is-streaming.ts";
export { keptFrom } from "./kept-settings.ts";
export { automaticName } from "./names.ts";
export { pruneScans } from "./prune.ts";
export { mapChildren, mapInputs, replaceTopDown } from "./rewrite.ts";
export { resultKey, sameResult, semanticHash } from "./same-result.ts";
export {
  chainedUpdatesSetting,
  checkBatch,
  checkStreaming,
  dropsLateRows,
  type OutputMode,
  refuseStream,
} from "./streaming-rules.ts";
