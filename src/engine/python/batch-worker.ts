import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { delimiter } from "node:path";
import { sparkError } from "../../common/index.ts";
import { EndOfStream, FrameReader, FrameWriter, mark } from "./frames.ts";
import { type Interpreter, pythonEnvironment } from "./interpreter.ts";
import { lines } from "./lines.ts";

const module = "pyspark.sql.connect.streaming.worker.foreach_batch_worker";

/**
 * Runs the module as `-m` does, in a process that ends at once with its standard input: left to itself, a worker whose server is gone
 * goes on asking for it for minutes.
 */
const launcher = `
import os, runpy, threading
def watch():
    while os.read(0, 4096):
        pass
    os._exit(1)
threading.Thread(target=watch, daemon=True).start()
runpy.run_module("${module}", run_name="__main__", alter_sys=True)
`;

/** What the worker says of itself, with the address that it connects to. */
const chatter = /^Streaming ForeachBatch worker /;

/** What a process for one streaming query needs. */
export interface BatchWorkerOptions {
  /** Where the process reaches the engine, as a connection string that a session id can be added to. */
  readonly url: string;
  /** The session in which the function is unpickled and runs. */
  readonly sessionId: string;
  /** A pickled function of a DataFrame and a number. */
  readonly command: Uint8Array;
  readonly pythonVersion: string;
  /** Folders and archives of modules that the client has sent. */
  readonly modules: readonly string[];
  /** Gets what the function prints. */
  readonly output: (text: string) => void;
}

/** A Python process that calls a client's function with each micro-batch of a query. @see pyspark's foreach_batch_worker */
export class BatchWorker {
  readonly #process: ChildProcess;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #sessionId: string;

  private constructor(child: ChildProcess, socket: Socket, reader: FrameReader, sessionId: string) {
    this.#process = child;
    this.#socket = socket;
    this.#reader = reader;
    this.#sessionId = sessionId;
  }

  /** @throws SparkException `STREAMING_PYTHON_RUNNER_INITIALIZATION_FAILURE`, with what Python says */
  static async start(interpreter: Interpreter, options: BatchWorkerOptions): Promise<BatchWorker> {
    const { command, modules, output, pythonVersion, sessionId, url } = options;
    const secret = randomBytes(32).toString("hex");
    const server = createServer();
    server.listen({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    const env = pythonEnvironment({
      PYTHON_WORKER_FACTORY_PORT: String((server.address() as AddressInfo).port),
      PYTHON_WORKER_FACTORY_SECRET: secret,
      SPARK_CONNECT_LOCAL_URL: url,
      PYTHONPATH: [...modules, ...(process.env.PYTHONPATH?.split(delimiter) ?? [])].join(delimiter),
    });
    const child = spawn(interpreter.program, ["-c", launcher], { env, stdio: "pipe" });
    child.stdin.on("error", () => undefined);
    let said = "";
    const tell = (line: string) => {
      if (chatter.test(line)) return;
      said = (said + line).slice(-2000);
      output(line);
    };
    lines(child.stdout, tell);
    lines(child.stderr, tell);
    const fail = (result: string, message: string, cause?: unknown) => {
      child.kill("SIGKILL");
      return sparkError(
        "STREAMING_PYTHON_RUNNER_INITIALIZATION_FAILURE",
        { resFromPython: result, msg: message },
        { cause },
      );
    };
    const ended = new Promise<never>((_, reject) => {
      child.once("error", (error) => reject(fail("nothing", error.message, error)));
      child.once("close", () => reject(fail("nothing", said)));
    });
    // It only matters while the process starts.
    ended.catch(() => undefined);
    try {
      const { reader, socket } = await Promise.race([authenticated(server, secret), ended]);
      const worker = new BatchWorker(child, socket, reader, sessionId);
      socket.write(new FrameWriter().text(pythonVersion).text(sessionId).bytes(command).toBytes());
      const result = await reader.int().catch(() => {
        child.kill("SIGKILL");
        // Fails when all that the process said has been heard.
        return ended;
      });
      if (result !== 0) throw fail(String(result), await reader.text());
      return worker;
    } finally {
      server.close();
    }
  }

  /** Calls the function. @throws SparkException `PYTHON_EXCEPTION` where it fails or the process dies */
  async call(relationId: string, batchId: bigint): Promise<void> {
    this.#socket.write(new FrameWriter().text(relationId).long(batchId).text(this.#sessionId).toBytes());
    const result = await this.#reader.int().catch((cause: unknown) => {
      throw sparkError(
        "PYTHON_EXCEPTION",
        { msg: "The Python process of foreachBatch ended", traceback: "it was killed or crashed" },
        { cause },
      );
    });
    if (result === mark.exception) {
      throw sparkError("PYTHON_EXCEPTION", {
        msg: `[session: ${this.#sessionId}] Found error inside foreachBatch Python process`,
        traceback: await this.#reader.text(),
      });
    }
    if (result !== 0) throw new EndOfStream();
  }

  /** Ends the process, also in the middle of a call. */
  async close(): Promise<void> {
    this.#socket.destroy();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const closed = once(this.#process, "close");
    this.#process.kill("SIGKILL");
    await closed;
  }
}

/** The first connection that knows the secret; it has told its process number. */
function authenticated(
  server: ReturnType<typeof createServer>,
  secret: string,
): Promise<{ readonly socket: Socket; readonly reader: FrameReader }> {
  return new Promise((resolve) => {
    server.on("connection", (socket) => {
      socket.setNoDelay(true);
      const reader = new FrameReader(socket);
      void (async () => {
        if ((await reader.text()) !== secret) throw new EndOfStream();
        socket.write(new FrameWriter().text("ok").toBytes());
        await reader.int();
        resolve({ socket, reader });
      })().catch(() => socket.destroy());
    });
  });
}
