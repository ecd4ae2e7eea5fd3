import { sparkError } from "../../common/index.ts";
import { EndOfStream } from "./frames.ts";
import { findInterpreter, type Interpreter } from "./interpreter.ts";
import { runTask, type Task } from "./task.ts";
import { WorkerPool } from "./worker-pool.ts";

/** How a server runs functions in Python. */
export interface PythonOptions {
  /** The Python program; undefined where none is configured, and then functions in Python are refused. */
  readonly program: string | undefined;
  /** Gets what functions print. */
  readonly output: (text: string) => void;
}

/** Python workers of one server, which run the functions of PySpark's clients in processes of their own. */
export class PythonWorkers {
  readonly #options: PythonOptions;
  #interpreter: Promise<Interpreter> | undefined;
  #pool: WorkerPool | undefined;
  #closed = false;

  constructor(options: PythonOptions) {
    this.#options = options;
  }

  /** The Python that was configured. @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` where there is none that can be used */
  async interpreter(feature: string): Promise<Interpreter> {
    this.#interpreter ??= findInterpreter(this.#options.program, feature);
    const asked = this.#interpreter;
    try {
      return await asked;
    } catch (error) {
      // It may be installed before the next call.
      if (this.#interpreter === asked) this.#interpreter = undefined;
      throw error;
    }
  }

  get output(): (text: string) => void {
    return this.#options.output;
  }

  /**
   * Runs a task.
   *
   * @param feature - what the task is for, in errors
   * @param input - the bytes of the rows, in the form of the task's eval type
   * @returns the record batches of the answer, each a complete Arrow stream
   * @throws SparkException `PYTHON_EXCEPTION` where a function fails, `OPERATION_CANCELED` where the signal stops it
   */
  async *run(
    feature: string,
    task: Task,
    input: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const interpreter = await this.interpreter(feature);
    if (this.#closed) throw sparkError("OPERATION_CANCELED");
    this.#pool ??= new WorkerPool(interpreter, this.#options.output);
    const pool = this.#pool;
    const worker = await pool.take(task.surroundings?.owner ?? "");
    const stop = () => worker.kill();
    signal?.addEventListener("abort", stop);
    let done: boolean | undefined;
    try {
      if (signal?.aborted) stop();
      done = yield* runTask(worker, task, input);
    } catch (error) {
      if (signal?.aborted) throw sparkError("OPERATION_CANCELED");
      if (error instanceof EndOfStream) {
        throw sparkError(
          "PYTHON_EXCEPTION",
          { msg: "The Python worker ended unexpectedly", traceback: "its process was killed or crashed" },
          { cause: error },
        );
      }
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
      if (done) pool.give(worker);
      else worker.kill();
    }
  }

  /** Ends the workers that wait for an owner who is gone. */
  release(owner: string): void {
    this.#pool?.release(owner);
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool?.close();
  }
}
