import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { sparkError } from "../../common/index.ts";
import { EndOfStream, FrameReader, FrameWriter } from "./frames.ts";
import { type Interpreter, pythonEnvironment } from "./interpreter.ts";

/** A Python process that has been forked and answers on its own connection. */
export interface Worker {
  readonly socket: Socket;
  readonly reader: FrameReader;
  /** Whose functions it has run. */
  readonly owner: string;
  /** Ends the process at once, whatever it is doing. */
  kill(): void;
}

/**
 * PySpark's worker daemon: one Python process that forks a worker for each connection. It ends with all its workers when the server
 * ends, in whatever way, since its standard input is then closed.
 */
export class WorkerDaemon {
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly #secret: string;

  private constructor(child: ChildProcess, port: number, secret: string) {
    this.#process = child;
    this.#port = port;
    this.#secret = secret;
  }

  /**
   * @param output - gets what functions print
   * @throws SparkException `INTERNAL_ERROR` where the daemon does not come up
   */
  static async start({ program }: Interpreter, output: (text: string) => void): Promise<WorkerDaemon> {
    const secret = randomBytes(32).toString("hex");
    const env = pythonEnvironment({ PYTHON_WORKER_FACTORY_SECRET: secret, SPARK_REUSE_WORKER: "1" });
    const child = spawn(program, ["-m", "pyspark.daemon", "pyspark.worker"], { env, stdio: "pipe" });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
      output(text);
    });
    // Without these, a daemon that cannot be spawned or is gone would end the server.
    child.on("error", (error) => {
      said += error.message;
    });
    child.stdin.on("error", () => undefined);
    try {
      // The first four bytes are the port, all else is what the workers print.
      const port = await new FrameReader(child.stdout).int();
      child.stdout.removeAllListeners("readable");
      child.stdout.setEncoding("utf8").on("data", output).resume();
      child.unref();
      for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as unknown as Socket).unref();
      return new WorkerDaemon(child, port, secret);
    } catch (error) {
      child.kill();
      throw sparkError(
        "INTERNAL_ERROR",
        { message: `The Python worker daemon did not start. ${said}` },
        { cause: error },
      );
    }
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Forks a worker. */
  async fork(owner: string): Promise<Worker> {
    const socket = connect({ host: "127.0.0.1", port: this.#port, noDelay: true });
    const reader = new FrameReader(socket);
    try {
      await once(socket, "connect");
      const pid = await reader.int();
      socket.write(new FrameWriter().text(this.#secret).toBytes());
      if ((await reader.text()) !== "ok") throw new EndOfStream();
      return { socket, reader, owner, kill: () => this.#kill(socket, pid) };
    } catch (error) {
      socket.destroy();
      throw sparkError("INTERNAL_ERROR", { message: "A Python worker did not start." }, { cause: error });
    }
  }

  #kill(socket: Socket, pid: number): void {
    socket.destroy();
    // The daemon kills the processes whose numbers it is told.
    if (this.isAlive) this.#process.stdin?.write(new FrameWriter().int(pid).toBytes());
  }

  /** Ends the daemon and its workers. */
  async close(): Promise<void> {
    if (!this.isAlive) return;
    const ended = once(this.#process, "close");
    this.#process.ref();
    this.#process.stdin?.end();
    await ended;
  }
}
