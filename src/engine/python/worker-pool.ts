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

  /** A worker that waits for a task of this owner. */
  async take(owner: string): Promise<Worker> {
    for (;;) {
      const at = this.#idle.findLastIndex((worker) => worker.owner === owner);
      if (at < 0) return (await this.#running()).fork(owner);
      const [worker] = this.#idle.splice(at, 1);
      if (worker!.socket.destroyed || worker!.socket.readableEnded) continue;
      worker!.socket.ref();
      return worker!;
    }
  }

  /** Takes back a worker that has done its task. */
  give(worker: Worker): void {
    if (this.#closed) {
      worker.kill();
      return;
    }
    worker.socket.unref();
    this.#idle.push(worker);
    // The one that has waited longest makes room.
    if (this.#idle.length > maxIdle) this.#idle.shift()?.kill();
  }

  /** Ends the workers that wait for an owner who is gone. */
  release(owner: string): void {
    for (const worker of this.#idle.filter((idle) => idle.owner === owner)) {
      this.#idle.splice(this.#idle.indexOf(worker), 1);
      worker.kill();
    }
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
