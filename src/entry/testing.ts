/**
 * What tests of streaming programs need: a clock that stands still until it is told to move, and an engine that runs on it.
 *
 * @module
 */
export { type Clock, ManualClock } from "../common/index.ts";
