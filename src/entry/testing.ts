/**
 * What tests of streaming programs need: a session whose clock stands still until it is told to move, a source whose rows the test adds,
 * lists of steps in the manner of Spark's StreamTest, simulations that one seed decides, and an observer of the steps of a micro-batch, at
 * which a test can hold, fail or kill it.
 *
 * @module
 */
export {
  type BatchStep,
  batchSteps,
  type Clock,
  ManualClock,
  observeSteps,
  type StepObserver,
} from "../common/index.ts";
export { MemoryStream } from "./memory-stream.ts";
export * from "./testing/index.ts";
