import { type Worker, WorkerDaemon } from "./daemon.ts";
import type { Interpreter } from "./interpreter.ts";

/** How many workers wait for more work; each holds the memory of a Python with Arrow. */
const maxIdle = 4;

/** Workers of one Python. Each does one task at a time and is used again unless the task failed. */
export class WorkerPool {
  readonly #interpreter: Interpreter;
  readonly #output: (text: string) => void;
  readonly #idle: Worker[] = [];
  #daemon: Promise<WorkerDaemon> | undefined;
  #closed = false;

  constructor(interpreter: Interpreter, output: (text: string) => void) {
    this.#interpreter = interpreter;
    this.#output = output;
  }

  /** A worker that waits for a task. */
  async take(): Promise<Worker> {
    for (let worker = this.#idle.pop(); worker !== undefined; worker = this.#idle.pop()) {
      if (!worker.socket.destroyed && !worker.socket.readableEnded) {
        worker.socket.ref();
        return worker;
      }
    }
    return (await this.#running()).fork();
  }

  /** Takes back a worker that has done its task. */
  give(worker: Worker): void {
    if (this.#closed || this.#idle.length >= maxIdle) {
      worker.kill();
      return;
    }
    worker.socket.unref();
    this.#idle.push(worker);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const worker of this.#idle.splice(0)) worker.socket.destroy();
    await (await this.#daemon?.catch(() => undefined))?.close();
  }

  /** The daemon; a new one where the last has died. */
  async #running(): Promise<WorkerDaemon> {
    for (;;) {
      this.#daemon ??= WorkerDaemon.start(this.#interpreter, this.#output);
      const starting = this.#daemon;
      const daemon = await starting.catch((error: unknown) => {
        if (this.#daemon === starting) this.#daemon = undefined;
        throw error;
      });
      if (daemon.isAlive) return daemon;
      if (this.#daemon === starting) this.#daemon = undefined;
    }
  }
}
