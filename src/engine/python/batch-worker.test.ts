import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BatchWorker } from "./index.ts";

const standIn = fileURLToPath(new URL("../../../test/support/python", import.meta.url));
const interpreter = { program: "python3", pythonVersion: "3.11", pysparkVersion: "4.3.0" };

let printed: string[] = [];
let worker: BatchWorker | undefined;
beforeEach(() => {
  printed = [];
  vi.stubEnv("PYTHONPATH", standIn);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await worker?.close();
  worker = undefined;
});

const start = async (command: string, program = "python3") => {
  worker = await BatchWorker.start(
    { ...interpreter, program },
    {
      url: "sc://localhost:1/;token=secret",
      sessionId: "a-session",
      command: Buffer.from(command),
      pythonVersion: "3.11",
      modules: [],
      output: (text) => void printed.push(text),
    },
  );
  return worker;
};

test("the function is called with each batch in its session; what the process says of itself is kept back", async () => {
  const started = await start("call");
  await started.call("first", 0n);
  await started.call("second", 1n);
  await started.close();
  expect(printed).toEqual(["python 3.11 session a-session\n", "first 0 a-session\n", "second 1 a-session\n"]);
});

test("a function that fails is told with its traceback", async () => {
  const started = await start("fail");
  await expect(started.call("first", 0n)).rejects.toMatchObject({
    condition: "PYTHON_EXCEPTION",
    messageParameters: { traceback: "Traceback: no batch" },
  });
});

test("a process that dies within a batch is told", async () => {
  const started = await start("die in a batch");
  await expect(started.call("first", 0n)).rejects.toMatchObject({ condition: "PYTHON_EXCEPTION" });
});

test("the process ends with the one that uses it, however that ends", async () => {
  const program = `
    import { BatchWorker } from ${JSON.stringify(new URL("../../../build/engine/python/index.js", import.meta.url).href)};
    const options = { url: "sc://localhost:1", sessionId: "s", pythonVersion: "3.11", modules: [] };
    const output = (text) => void process.stdout.write(text);
    const interpreter = { program: "python3", pythonVersion: "3.11", pysparkVersion: "4.3.0" };
    const worker = await BatchWorker.start(interpreter, { ...options, output, command: Buffer.from("linger") });
    await worker.call("first", 0n);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  const pid = await new Promise<number>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const number = /^(\d+)\n/m.exec(said)?.[1];
      if (number !== undefined) resolve(Number(number));
    });
  });
  child.kill("SIGKILL");
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (isAlive()) await new Promise(setImmediate);
});

test("a process that does not start is told with what it said", async () => {
  const failure = (command: string, program?: string) => expect(start(command, program)).rejects;
  const condition = "STREAMING_PYTHON_RUNNER_INITIALIZATION_FAILURE";
  await failure("do not start").toMatchObject({ condition, message: expect.stringContaining("Traceback: no start") });
  await failure("die").toMatchObject({ condition, message: expect.stringContaining("last words") });
  await failure("call", "/nowhere/python").toMatchObject({ condition });
});
