import { sparkError } from "../../common/index.ts";
import type { PythonSurroundings } from "../plan/index.ts";
import { recordBatches } from "./arrow-messages.ts";
import type { Worker } from "./daemon.ts";
import { EndOfStream, FrameWriter, mark } from "./frames.ts";

/** One run of a worker over some rows. */
export interface Task {
  readonly evalType: number;
  /** Of the client that pickled the functions, as `3.11`. */
  readonly pythonVersion: string;
  /** Where the functions come from; absent: from nobody in particular. */
  readonly surroundings?: PythonSurroundings | undefined;
  /** The functions, as the worker reads them for this eval type. */
  readonly functions: Uint8Array;
  /** Settings that the worker asks for. */
  readonly settings: Readonly<Record<string, string>>;
  /** What a function finds in its task context: the number of a streaming query's batch. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Settings of the eval type: the types of the arguments. */
  readonly evaluation: Readonly<Record<string, string>>;
}

/** A function with the columns that are its arguments. */
export interface TaskFunction {
  /** Pickled functions that are called one after the other, the first with the arguments. */
  readonly commands: readonly Uint8Array[];
  readonly args: readonly { readonly column: number; readonly name?: string }[];
}

/** The function of a task whose eval type has a single one that takes rows as it likes. */
export const functionMessage = (command: Uint8Array): Uint8Array => new FrameWriter().bytes(command).toBytes();

/** The functions of a task. @see org.apache.spark.sql.execution.python.PythonUDFRunner */
export function functionsMessage(functions: readonly TaskFunction[]): Uint8Array {
  const writer = new FrameWriter().int(functions.length);
  for (const [index, { args, commands }] of functions.entries()) {
    writer.int(args.length);
    for (const { column, name } of args) {
      writer.int(column).boolean(name !== undefined);
      if (name !== undefined) writer.text(name);
    }
    writer.int(commands.length);
    for (const command of commands) writer.bytes(command);
    writer.long(BigInt(index));
  }
  return writer.toBytes();
}

/** What a worker is told before the rows. @see org.apache.spark.api.python.BasePythonRunner */
function initMessage(task: Task): Uint8Array {
  const context = {
    isBarrier: false,
    connInfo: null,
    secret: null,
    stageId: 0,
    partitionId: 0,
    attemptNumber: 0,
    taskAttemptId: 0,
    cpus: 1,
    cpuAmount: "1",
    resources: {},
    localProperties: task.properties ?? {},
  };
  const message = new FrameWriter().int(0).text(task.pythonVersion).text(JSON.stringify(context));
  const modules = task.surroundings?.modules ?? [];
  message.text(task.surroundings?.filesFolder ?? "").int(modules.length);
  for (const module of modules) message.text(module);
  // No broadcasts.
  message.boolean(false).int(0);
  message.int(task.evalType).pairs(task.settings).pairs(task.evaluation);
  return Buffer.concat([message.toBytes(), task.functions]);
}

/**
 * Runs a task on a worker: sends `input` while it reads the answer.
 *
 * @returns the answer's record batches, each a complete Arrow stream, other answers are passed over; and in the end whether the worker
 *   takes another task
 * @throws SparkException `PYTHON_EXCEPTION` with the traceback; EndOfStream where the worker dies
 */
export async function* runTask(
  worker: Worker,
  task: Task,
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, boolean, undefined> {
  let inputFailure: unknown;
  const sending = send(worker, task, input).catch((error: unknown) => {
    inputFailure = error;
    // The answer will never be complete.
    worker.kill();
    return false;
  });
  try {
    if (!(yield* answers(worker))) return false;
  } catch (error) {
    throw inputFailure !== undefined && error instanceof EndOfStream ? inputFailure : error;
  }
  return sending;
}

/** @returns whether the worker took everything; why it did not, its answer tells */
async function send({ socket }: Worker, task: Task, input: AsyncIterable<Uint8Array>): Promise<boolean> {
  const write = (bytes: Uint8Array): Promise<boolean> =>
    new Promise((resolve) => {
      // The callback comes when the bytes have been handed to the system, so a slow worker slows the reading of rows.
      socket.write(bytes, (error) => resolve(error == null));
    });
  if (!(await write(new FrameWriter().int(mark.startOfInit).bytes(initMessage(task)).toBytes()))) return false;
  for await (const bytes of input) if (!(await write(bytes))) return false;
  return write(new FrameWriter().int(mark.endOfStream).toBytes());
}

async function* answers({ reader }: Worker): AsyncGenerator<Uint8Array, boolean, undefined> {
  for (;;) {
    const length = await reader.int();
    switch (length) {
      case mark.startArrowStream:
        yield* recordBatches(reader);
        break;
      case mark.exception:
        throw sparkError("PYTHON_EXCEPTION", {
          msg: "An exception was thrown from the Python worker",
          traceback: await reader.text(),
        });
      case mark.timing:
        // Four times in milliseconds and two sizes in bytes.
        await reader.read(6 * 8);
        break;
      case mark.endOfData: {
        // Accumulators, which a Spark Connect client cannot make.
        const count = await reader.int();
        for (let i = 0; i < count; i++) await reader.bytes();
        // A function that did not take all of its rows leaves the rest on the connection.
        return (await reader.int()) === mark.endOfStream;
      }
      default:
        if (length < 0) throw new EndOfStream();
        await reader.read(length);
    }
  }
}
