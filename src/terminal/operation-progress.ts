import type { ProgressHandler, SparkSession } from "../api/index.ts";
import { duration, progressBar } from "./figures.ts";
import { type Colors, isDrawable, type Output } from "./output.ts";
import { openPane, type Pane } from "./panes.ts";

/** Operations that take less, in milliseconds, are shown no bar. */
const longFrom = 1000;
const widest = 40;

interface Shown {
  /** By the clock of the process, in milliseconds. */
  readonly startedAt: number;
  readonly pane: Pane;
}

/**
 * Shows a bar for each long operation of a session, below what is printed, where that is a terminal. It goes when the operation has ended.
 *
 * @returns a function that ends it
 */
export function showOperationProgress(spark: SparkSession, output: Output, colors: Colors): () => void {
  if (!isDrawable(output)) return () => {};
  const shown = new Map<string, Shown>();
  const settle = ({ pane }: Shown): void => {
    pane.draw(() => []);
    pane.settle();
  };
  const handler: ProgressHandler = ({ operationId, stages, done }) => {
    const known = shown.get(operationId);
    if (done) {
      if (shown.delete(operationId)) settle(known!);
      return;
    }
    const operation = known ?? { startedAt: performance.now(), pane: openPane(output) };
    shown.set(operationId, operation);
    const sum = (field: "numTasks" | "numCompletedTasks") => stages.reduce((total, stage) => total + stage[field], 0);
    const share = sum("numCompletedTasks") / Math.max(1, sum("numTasks"));
    const taken = performance.now() - operation.startedAt;
    if (taken < longFrom / 2) return;
    operation.pane.draw((columns) => {
      if (share === 0) return [colors.dim(`running for ${duration(taken)}`)];
      const figures = ` ${String(Math.floor(share * 100)).padStart(3)} %  ${duration(taken)}`;
      const bar = progressBar(share, Math.min(widest, columns - figures.length - 1));
      return [`${colors.green(bar.done)}${colors.dim(bar.left)}${figures}`];
    });
  };
  spark.registerProgressHandler(handler);
  return () => {
    spark.removeProgressHandler(handler);
    for (const operation of shown.values()) settle(operation);
    shown.clear();
  };
}
