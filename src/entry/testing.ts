/**
 * What tests of streaming programs need: a session whose clock stands still until it is told to move, a source whose rows the test adds,
 * lists of steps in the manner of Spark's StreamTest, and simulations that one seed decides.
 *
 * @module
 */
export { type Clock, ManualClock } from "../common/index.ts";
export { MemoryStream } from "./memory-stream.ts";
export * from "./testing/index.ts";
