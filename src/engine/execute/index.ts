export { countRows } from "./count-rows.ts";
export { type ExecuteOptions, type Execution, Executor, schemaOf } from "./executor.ts";
export { runWithRebinding } from "./rebinding.ts";
