export { type ExecuteOptions, type Execution, Executor } from "./executor.ts";
export { type ExplainMode, type ExplainRequest, explain } from "./explain.ts";
export { checkObservations, type Observation, type Observations } from "./observe.ts";
export { parsedText, planText } from "./plan-text.ts";
export { runWithRebinding } from "./rebinding.ts";
export { type ShowOptions, showString } from "./show.ts";
export type { ShowFormat } from "./show-string.ts";
export { shownSteps } from "./shown-steps.ts";
