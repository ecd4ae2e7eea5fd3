/**
 * What tests of streaming programs need: a clock that stands still until it is told to move, and a source whose rows the test adds.
 *
 * @module
 */
export { type Clock, ManualClock } from "../common/index.ts";
export { MemoryStream } from "./memory-stream.ts";
