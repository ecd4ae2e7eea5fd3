/**
 * What tests of streaming programs need: a clock that stands still until it is told to move, a source whose rows the
 * test adds, and the steps of a micro-batch, at which a test can stop, fail or kill it.
 *
 * @module
 */
export { type BatchStep, batchSteps, type Clock, ManualClock, observeSteps, type StepObserver } from "../common/index.ts";
export { MemoryStream } from "./memory-stream.ts";
