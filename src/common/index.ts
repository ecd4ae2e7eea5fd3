export * from "./clock.ts";
export { conditions } from "./conditions/index.ts";
export * from "./errors.ts";
export * from "./ids.ts";
export { importProgram, type ProgramLoader, programLoader, SourceError } from "./import-program.ts";
export { type BatchStep, batchSteps, observeSteps, reached, type StepObserver } from "./steps.ts";
