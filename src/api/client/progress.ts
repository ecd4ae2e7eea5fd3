import type { ExecutePlanResponse } from "../../protocol/index.ts";

/** A part of an operation. Millrace's engine has one, whose tasks are hundredths of the work. @see pyspark.sql.connect.shell.progress.StageInfo */
export interface StageInfo {
  readonly stageId: number;
  readonly numTasks: number;
  readonly numCompletedTasks: number;
  readonly numBytesRead: number;
  readonly done: boolean;
}

/** How far an operation has come. */
export interface ExecutionProgress {
  readonly stages: readonly StageInfo[];
  readonly inflightTasks: number;
  readonly operationId: string;
  /** Whether the operation has ended, well or not. */
  readonly done: boolean;
}

/** @see pyspark.sql.connect.shell.progress.ProgressHandler */
export type ProgressHandler = (progress: ExecutionProgress) => void;

type Report = Extract<ExecutePlanResponse["responseType"], { case: "executionProgress" }>["value"];

/** Tells the handlers of one operation's progress, and of its end also where its server has reported nothing. */
export class OperationProgress {
  readonly #operationId: string;
  readonly #handlers: ReadonlySet<ProgressHandler>;
  #last: ExecutionProgress | undefined;

  constructor(operationId: string, handlers: ReadonlySet<ProgressHandler>) {
    this.#operationId = operationId;
    this.#handlers = handlers;
  }

  accept({ stages, numInflightTasks }: Report): void {
    this.#tell({
      operationId: this.#operationId,
      inflightTasks: Number(numInflightTasks),
      done: false,
      stages: stages.map(({ stageId, numTasks, numCompletedTasks, inputBytesRead, done }) => ({
        stageId: Number(stageId),
        numTasks: Number(numTasks),
        numCompletedTasks: Number(numCompletedTasks),
        numBytesRead: Number(inputBytesRead),
        done,
      })),
    });
  }

  end(): void {
    if (this.#handlers.size === 0) return;
    this.#tell({ operationId: this.#operationId, stages: this.#last?.stages ?? [], inflightTasks: 0, done: true });
  }

  #tell(progress: ExecutionProgress): void {
    this.#last = progress;
    for (const handler of this.#handlers) handler(progress);
  }
}
