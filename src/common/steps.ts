/**
 * The steps of a micro-batch in the order in which a batch goes through them. Each phase has `:before` and `:after`; what lies between are
 * moments at which a part of what the phase does is on the disk and the rest is not.
 */
export const batchSteps = [
  "latestOffset:before",
  "latestOffset:after",
  "walCommit:before",
  "walCommit:after",
  "getBatch:before",
  "getBatch:after",
  "queryPlanning:before",
  "queryPlanning:after",
  "addBatch:before",
  /** Files of a sink are written, under names that nobody looks at. */
  "addBatch:staged",
  /** One more file of a sink has its name. */
  "addBatch:placed",
  /** The log of a sink names the batch's files. */
  "addBatch:logged",
  "addBatch:after",
  "commitOffsets:before",
  /** State, offsets and commit are in the checkpoint; the sources have not heard of it. */
  "commitOffsets:written",
  /** One more file that a committed batch has read is archived or deleted. Other files may be at this step, or the next batch at its own. */
  "commitOffsets:cleaned",
  "commitOffsets:after",
] as const;

/** @see batchSteps */
export type BatchStep = (typeof batchSteps)[number];

/** Is told of each step. An error that it throws is the step's error; a promise that it gives holds the batch up. */
export type StepObserver = (step: BatchStep) => void | Promise<void>;

let observer: StepObserver | undefined;

/** Says that a batch has come to a step. */
export function reached(step: BatchStep): void | Promise<void> {
  return observer?.(step);
}

/**
 * Has every micro-batch of this process tell its steps, so that a test can stop, fail or kill it there.
 *
 * @returns ends it
 */
export function observeSteps(next: StepObserver): () => void {
  observer = next;
  return () => {
    if (observer === next) observer = undefined;
  };
}
