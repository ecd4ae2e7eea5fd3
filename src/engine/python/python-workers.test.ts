import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { functionsMessage, PythonWorkers, type Task } from "./index.ts";

// A package of a few lines stands in for PySpark; what a worker does, its task's command says.
const standIn = fileURLToPath(new URL("../../../test/support/python", import.meta.url));

let printed = "";
let heard: () => void = () => undefined;
const output = (text: string) => {
  printed += text;
  heard();
};
const made: PythonWorkers[] = [];
const workers = (program: string | undefined = "python3") => {
  made.push(new PythonWorkers({ program, output }));
  return made.at(-1)!;
};

beforeEach(() => {
  printed = "";
  vi.stubEnv("PYTHONPATH", standIn);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const one of made.splice(0)) await one.close();
});

const printedMatch = (pattern: RegExp) =>
  new Promise<string>((resolve) => {
    heard = () => {
      const found = pattern.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    heard();
  });
const printedNumber = async () => Number(await printedMatch(/^(\d+)\n/));

const task = (command: string): Task => ({
  evalType: 101,
  pythonVersion: "3.11",
  functions: functionsMessage([
    { commands: [Buffer.from(command)], args: [{ column: 0 }, { column: 1, name: "named" }] },
  ]),
  settings: { a: "b" },
  properties: { "streaming.sql.batchId": "7" },
  evaluation: {},
});

async function* rows(count = 3) {
  yield tableToIPC(tableFromArrays({ n: Float64Array.from({ length: count }, (_, at) => at) }), "stream");
}

async function run(pool: PythonWorkers, command: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for await (const batch of pool.run("a test", task(command), rows(), signal)) count += tableFromIPC(batch).numRows;
  return count;
}

/** Resolves when a process is gone; the test runs out of time where it stays. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise(setImmediate);
  }
}

test("rows go to a worker and come back; the worker is used again, and knows its batch", async () => {
  const pool = workers();
  expect(await run(pool, "print pid")).toBe(3);
  const first = await printedNumber();
  printed = "";
  expect(await run(pool, "print pid")).toBe(3);
  expect(await printedNumber()).toBe(first);
  expect(await run(pool, "print context")).toBe(3);
  expect(await printedMatch(/'streaming.sql.batchId': '(\d)'/)).toBe("7");
});

test("many rows go both ways at once", async () => {
  const pool = workers();
  let count = 0;
  for await (const batch of pool.run("a test", task("echo"), rows(2_000_000))) count += tableFromIPC(batch).numRows;
  expect(count).toBe(2_000_000);
});

test("tasks run side by side, each with a worker", async () => {
  const pool = workers();
  expect(await Promise.all(Array.from({ length: 6 }, () => run(pool, "echo")))).toEqual([3, 3, 3, 3, 3, 3]);
});

test("a function that fails is told with its traceback, and the next task is well", async () => {
  const pool = workers();
  await expect(run(pool, "fail")).rejects.toMatchObject({
    condition: "PYTHON_EXCEPTION",
    messageParameters: { traceback: "Traceback: no\n" },
  });
  expect(await run(pool, "echo")).toBe(3);
});

test("a worker that dies is told, and the next task is well", async () => {
  const pool = workers();
  await expect(run(pool, "die")).rejects.toMatchObject({ condition: "PYTHON_EXCEPTION" });
  expect(await run(pool, "echo")).toBe(3);
});

test("a worker that leaves rows unread is done, and not used again", async () => {
  const pool = workers();
  expect(await run(pool, "leave rows")).toBe(3);
  expect(await run(pool, "echo")).toBe(3);
});

test("rows that fail end the task with their error", async () => {
  const pool = workers();
  const failing = async function* () {
    yield* rows();
    throw new Error("no more rows");
  };
  const answers = pool.run("a test", task("echo"), failing());
  await expect(answers.next().then(() => answers.next())).rejects.toThrow("no more rows");
});

test("a task that is stopped ends its worker", async () => {
  const pool = workers();
  const stop = new AbortController();
  const running = run(pool, "hang", stop.signal);
  const pid = await printedNumber();
  stop.abort();
  await expect(running).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  await gone(pid);
  await expect(run(pool, "echo", AbortSignal.abort())).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
});

test("a reader that stops reading ends the worker", async () => {
  const pool = workers();
  for await (const _ of pool.run("a test", task("print pid"), rows())) break;
  await gone(await printedNumber());
});

test("closing ends the workers, and no task begins after it", async () => {
  const pool = workers();
  await run(pool, "print pid");
  const pid = await printedNumber();
  await pool.close();
  await gone(pid);
  await expect(run(pool, "echo")).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
});

test("workers end with the process that uses them, however it ends", async () => {
  const program = `
    import { functionsMessage, PythonWorkers } from ${JSON.stringify(new URL("../../../build/engine/python/index.js", import.meta.url).href)};
    const workers = new PythonWorkers({ program: "python3", output: (text) => process.stdout.write(text) });
    const functions = functionsMessage([{ commands: [Buffer.from("hang")], args: [] }]);
    const task = { evalType: 101, pythonVersion: "3.11", functions, settings: {}, evaluation: {} };
    await workers.run("a test", task, (async function* () {})()).next();
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.setEncoding("utf8").on("data", output);
  const pid = await printedNumber();
  child.kill("SIGKILL");
  await gone(pid);
});

test("without Python, functions are refused by name, with the settings that are missing", async () => {
  await expect(run(new PythonWorkers({ program: undefined, output }), "echo")).rejects.toMatchObject({
    condition: "UNSUPPORTED_FEATURE.MILLRACE",
    message: expect.stringMatching(/a test .*spark\.millrace\.python.*PYSPARK_PYTHON/),
  });
});

test("a Python that is not there, has no PySpark, or another one, is named", async () => {
  await expect(run(workers("/nowhere/python"), "echo")).rejects.toThrow("/nowhere/python");
  vi.stubEnv("STAND_IN_VERSION", "3.5.1");
  await expect(run(workers(), "echo")).rejects.toThrow(/PySpark 3\.5\.1 of python3 .* pyspark==4\.3/);
  vi.stubEnv("PYTHONPATH", "");
  await expect(run(workers(), "echo")).rejects.toThrow(/python3 .*No module named 'pyspark'/);
});

test("a daemon that does not start is told with its words, and is tried again", async () => {
  const pool = workers();
  vi.stubEnv("STAND_IN_VERSION", "4.3.broken");
  await expect(run(pool, "echo")).rejects.toThrow("no daemon today");
  vi.stubEnv("STAND_IN_VERSION", "4.3.0");
  expect(await run(pool, "echo")).toBe(3);
});
