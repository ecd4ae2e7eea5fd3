/**
 * What tests of programs that wait need: a clock that stands still until it is told to move.
 *
 * @module
 */
export { type Clock, ManualClock } from "../common/index.ts";
