export { countRows } from "./count-rows.ts";
export { type ExecuteOptions, type Execution, Executor } from "./executor.ts";
export { type ExplainMode, type ExplainRequest, explain } from "./explain.ts";
export { parsedText, planText } from "./plan-text.ts";
export { shownPython } from "./python/shown.ts";
export { runWithRebinding } from "./rebinding.ts";
export { sameResult, semanticHash } from "./same-result.ts";
export { type ShowOptions, showString } from "./show.ts";
export type { ShowFormat } from "./show-string.ts";
