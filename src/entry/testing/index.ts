export {
  addData,
  advanceClock,
  assertOnQuery,
  checkAnswer,
  checkLastBatch,
  checkNewAnswer,
  expectFailure,
  processAllAvailable,
  type StreamAction,
  startStream,
  stopStream,
} from "./actions.ts";
export { type Simulation, SimulationError, type SimulationOutcome, simulate } from "./simulate.ts";
export type { StreamRunOptions } from "./stream-run.ts";
export { clockOf, type TestSessionOptions, testSession } from "./test-session.ts";
export { StreamTestError, testStream } from "./test-stream.ts";
