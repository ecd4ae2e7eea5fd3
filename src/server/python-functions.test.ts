import { fileURLToPath } from "node:url";
import type { create } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { randomId } from "../common/index.ts";
import { type CommandSchema, directTransport, SparkConnectService } from "../protocol/index.ts";
import { EmbeddedEngine, sparkConnectService } from "./index.ts";

// A stand-in of a few lines speaks for PySpark's processes; test/wire/python has the programs that run on PySpark itself.

type Command = NonNullable<NonNullable<Parameters<typeof create<typeof CommandSchema>>[1]>["commandType"]>;

let engine: EmbeddedEngine;
let printed: string;
const written = () => printed.split("\n");
const common = { sessionId: randomId(), userContext: { userId: "tester" } };
const client = () =>
  createClient(SparkConnectService, directTransport(SparkConnectService, sparkConnectService(engine)));
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const integer = { kind: { case: "integer", value: {} } } as const;

beforeEach(() => {
  printed = "";
  vi.stubEnv("PYTHONPATH", fileURLToPath(new URL("../../test/support/python", import.meta.url)));
  vi.stubEnv("PYSPARK_PYTHON", undefined);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(async () => {
  await engine.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const open = async (settings: Record<string, string> = { "spark.millrace.python": "python3" }, limits = {}) => {
  engine = await EmbeddedEngine.open({
    settings: Object.entries(settings),
    limits,
    localAddress: async () => "sc://localhost:1/;token=t",
  });
};

async function run(commandType: Command) {
  const answers = [];
  const plan = { opType: { case: "command", value: { commandType } } } as const;
  for await (const answer of client().executePlan({ ...common, plan })) answers.push(answer);
  return answers;
}

const udf = (command: string) => ({
  case: "pythonUdf" as const,
  value: { outputType: integer, evalType: 101, command: bytes(command), pythonVer: "3.11" },
});

const sql = (query: string) =>
  run({ case: "sqlCommand", value: { input: { relType: { case: "sql", value: { query } } } } });

/** Streams a table's rows once into a sink and waits for the end. @returns the query's failure */
async function stream(sink: { foreachBatch?: string; foreachWriter?: string }): Promise<string | undefined> {
  await sql("CREATE TABLE IF NOT EXISTS source (a INT)");
  await sql("INSERT INTO source VALUES (1), (2)");
  const code = (command: string) => ({
    function: { case: "pythonFunction" as const, value: { command: bytes(command), pythonVer: "3.11" } },
  });
  const read = {
    readType: { case: "namedTable", value: { unparsedIdentifier: "source" } },
    isStreaming: true,
  } as const;
  const [started] = await run({
    case: "writeStreamOperationStart",
    value: {
      input: { relType: { case: "read", value: read } },
      trigger: { case: "availableNow", value: true },
      ...(sink.foreachBatch !== undefined && { foreachBatch: code(sink.foreachBatch) }),
      ...(sink.foreachWriter !== undefined && { foreachWriter: code(sink.foreachWriter) }),
    },
  });
  const { responseType } = started!;
  if (responseType.case !== "writeStreamOperationStartResult") throw new Error(`${responseType.case}`);
  const query = engine.sessions.find(common).queries.get(responseType.value.queryId!.id)!;
  return query.awaitTermination().then(
    () => undefined,
    (error: Error) => error.message,
  );
}

test("a registered function is called by its name, until the session ends", async () => {
  await open();
  const value = { functionName: "Same", deterministic: true, function: udf("echo") };
  await run({ case: "registerFunction", value });
  await sql("CREATE TABLE result AS SELECT same(a) AS s FROM VALUES (1), (2) AS t(a)");
  const names = { case: "functionExists", value: { functionName: "SAME" } } as const;
  const exists = {
    opType: { case: "root", value: { relType: { case: "catalog", value: { catType: names } } } },
  } as const;
  for await (const { responseType } of client().executePlan({ ...common, plan: exists }))
    if (responseType.case === "arrowBatch") expect(responseType.value.rowCount).toBe(1n);
  await client().releaseSession({ ...common, allowReconnect: true });
  await expect(sql("CREATE TABLE other AS SELECT same(1)")).rejects.toThrow("UNRESOLVED_ROUTINE");
});

test("foreachBatch calls a process in a session of its own, which ends with the query", async () => {
  await open();
  expect(await stream({ foreachBatch: "call" })).toBeUndefined();
  const [, session] = /session (\S+)\n/.exec(printed)!;
  expect(session).not.toBe(common.sessionId);
  expect(written().find((line) => line.endsWith(` 0 ${session}`))).toBeDefined();
  expect(engine.sessions.peek({ ...common, sessionId: session! })).toBeUndefined();
  expect(printed).not.toContain("token=t");
});

test("foreachBatch that fails ends the query with the traceback; a process that does not start, the start", async () => {
  await open();
  expect(await stream({ foreachBatch: "fail" })).toMatch(/PYTHON_EXCEPTION.*Traceback: no batch/s);
  await expect(stream({ foreachBatch: "do not start" })).rejects.toThrow("Traceback: no start");
});

test.each(["the session is released", "the engine is closed"])(
  "foreachBatch that never returns ends when %s",
  async (how) => {
    await open(undefined, { batchGraceMs: 20 });
    const ended = stream({ foreachBatch: "hang" });
    await expect.poll(() => printed, { timeout: 10_000 }).toMatch(/ 0 \S+\n/);
    const [query] = engine.sessions.find(common).queries.active;
    if (how === "the engine is closed") await engine.close({ graceMs: 20 });
    else await client().releaseSession({ ...common, allowReconnect: true });
    expect(await ended).toBeUndefined();
    expect(query!.isActive).toBe(false);
    expect(engine.sessions.all()).toEqual([]);
  },
);

test("without a Python, or without a way back to the engine, functions are refused", async () => {
  await open({});
  await expect(stream({ foreachBatch: "call" })).rejects.toThrow(/foreachBatch in Python.*spark\.millrace\.python/);
  await expect(stream({ foreachWriter: "call" })).rejects.toThrow(/foreach in Python.*spark\.millrace\.python/);
  await engine.close();
  engine = await EmbeddedEngine.open({ settings: [["spark.millrace.python", "python3"]] });
  await expect(stream({ foreachBatch: "call" })).rejects.toThrow("millrace serve");
});

test("clients do not choose the Python", async () => {
  await open();
  const pairs = [{ key: "spark.millrace.python", value: "/bin/sh" }];
  const operation = { opType: { case: "set", value: { pairs } } } as const;
  await expect(client().config({ ...common, operation })).rejects.toThrow("CANNOT_MODIFY_STATIC_CONFIG");
});

test("an aggregate in Python over a stream is refused when the query starts, since it keeps nothing between batches", async () => {
  await open();
  await sql("CREATE TABLE source (a INT)");
  const { value } = udf("total");
  const total = { case: "pythonUdf" as const, value: { ...value, evalType: 202 } };
  await run({ case: "registerFunction", value: { functionName: "total", deterministic: true, function: total } });
  for (const outputMode of ["update", "complete"]) {
    const input = { relType: { case: "sql", value: { query: "SELECT total(a) AS t FROM STREAM source" } } } as const;
    await expect(
      run({ case: "writeStreamOperationStart", value: { input, format: "noop", outputMode } }),
    ).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_3102", message: expect.stringContaining("in Python") });
  }
});
