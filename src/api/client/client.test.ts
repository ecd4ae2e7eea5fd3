import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { ArithmeticException, ParseException, sparkError } from "../../common/index.ts";
import {
  directTransport,
  ErrorInfoSchema,
  type ExecutePlanResponseSchema,
  type FetchErrorDetailsResponseSchema,
  Parse_ParseFormat,
  PlanSchema,
  RetryInfoSchema,
  SparkConnectService,
} from "../../protocol/index.ts";
import type { MessageInit } from "../plan/message-init.ts";
import { relation, rootPlan } from "../plan/relations.ts";
import { Client, type CommandType, type Connection } from "./client.ts";
import { newestDemand } from "./server-version.ts";

type Service = Partial<ServiceImpl<typeof SparkConnectService>>;
type Response = MessageInit<typeof ExecutePlanResponseSchema>;

const connect = (service: Service, embedded: boolean, address?: string) =>
  new Client(connection(service, embedded, address));

const connection = (service: Service, embedded: boolean, address?: string, sessionId = "s"): Connection => ({
  transport: embedded
    ? directTransport(SparkConnectService, service)
    : createRouterTransport(({ service: register }) => register(SparkConnectService, service)),
  embedded,
  userId: "me",
  sessionId,
  ...(address !== undefined && { address }),
  fork: (other) => connection(service, embedded, address, other),
  close: () => undefined,
});

const answer = (responseId: string, more: Response = {}): Response => ({
  sessionId: "s",
  serverSideSessionId: "server",
  responseId,
  ...more,
});
const complete = answer("end", { responseType: { case: "resultComplete", value: {} } });
const plan = relation({ case: "range", value: { end: 1n, step: 1n } });

const named = (sourceName: string) =>
  relation({ case: "read", value: { readType: { case: "dataSource", value: { sourceName } } } });

async function idsOf(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for await (const response of client.rows(plan)) ids.push(response.responseId);
  return ids;
}

describe("an operation", () => {
  it("is taken up where its stream ended, and released once", async () => {
    const calls: string[] = [];
    const client = connect(
      {
        async *executePlan({ requestOptions, userContext, tags }) {
          const options = requestOptions.map(({ requestOption }) => requestOption.case);
          calls.push(`execute ${options.join(" ")} ${userContext?.userId} ${tags}`);
          yield answer("1");
        },
        async *reattachExecute({ lastResponseId, clientObservedServerSideSessionId }) {
          calls.push(`reattach ${lastResponseId} ${clientObservedServerSideSessionId}`);
          if (lastResponseId === "1") {
            yield answer("2");
            throw new ConnectError("the connection is lost", Code.Unavailable);
          }
          yield answer("3");
          yield complete;
        },
        async releaseExecute({ release }) {
          calls.push(`release ${release.case}`);
          return {};
        },
      },
      false,
    );
    client.tags.add("t");
    expect(await idsOf(client)).toEqual(["1", "2", "3", "end"]);
    await expect.poll(() => calls.length).toBe(4);
    expect(calls).toEqual([
      "execute reattachOptions resultChunkingOptions me t",
      "reattach 1 server",
      "reattach 2 server",
      "release releaseAll",
    ]);
  });

  it("is sent again where the server never got it", async () => {
    let sent = 0;
    const client = connect(
      {
        async *executePlan() {
          sent += 1;
          if (sent === 1) throw new ConnectError("lost", Code.Unavailable);
          yield complete;
        },
        // biome-ignore lint/correctness/useYield: the operation is unknown.
        async *reattachExecute() {
          throw new ConnectError("[INVALID_HANDLE.OPERATION_NOT_FOUND] no such operation", Code.Internal);
        },
        releaseExecute: async () => ({}),
      },
      false,
    );
    expect(await idsOf(client)).toEqual(["end"]);
    expect(sent).toBe(2);
  });

  it("is taken up where a deadline on the way ended its stream", async () => {
    const client = connect(
      {
        async *executePlan() {
          yield answer("1");
          throw new ConnectError("too late", Code.DeadlineExceeded);
        },
        async *reattachExecute({ lastResponseId }) {
          yield answer(`after ${lastResponseId}`);
          yield complete;
        },
        releaseExecute: async () => ({}),
      },
      false,
    );
    expect(await idsOf(client)).toEqual(["1", "after 1", "end"]);
  });

  it("fails where the server has forgotten it in the middle, or never keeps it", async () => {
    const notFound = new ConnectError("[INVALID_HANDLE.OPERATION_NOT_FOUND] no such operation", Code.Internal);
    let sent = 0;
    const service = (first: boolean): Service => ({
      async *executePlan() {
        sent += 1;
        if (first) yield answer("1");
        throw new ConnectError("lost", Code.Unavailable);
      },
      // biome-ignore lint/correctness/useYield: the operation is unknown.
      async *reattachExecute() {
        throw notFound;
      },
      releaseExecute: async () => ({}),
    });
    await expect(idsOf(connect(service(true), false))).rejects.toMatchObject({
      condition: "RESPONSE_ALREADY_RECEIVED",
      messageParameters: { error_type: "INVALID_HANDLE.OPERATION_NOT_FOUND" },
    });
    expect(sent).toBe(1);
    await expect(idsOf(connect(service(false), false))).rejects.toMatchObject({ condition: "SERVER_UNREACHABLE" });
    expect(sent).toBeLessThan(10);
  });

  it("needs no reattaching in this process, and ends with the loop that reads it", async () => {
    let signal: AbortSignal | undefined;
    const client = connect(
      {
        async *executePlan({ requestOptions }, context) {
          expect(requestOptions.map(({ requestOption }) => requestOption.case)).toEqual(["resultChunkingOptions"]);
          signal = context.signal;
          for (let i = 0; ; i++) yield answer(`${i}`);
        },
      },
      true,
    );
    for await (const response of client.rows(plan)) if (response.responseId === "2") break;
    expect(signal?.aborted).toBe(true);
  });

  it("fails where the server answers for another session, or has begun a new one", async () => {
    const other = connect(
      {
        executePlan: async function* () {
          yield { ...answer("1"), sessionId: "x" };
        },
      },
      true,
    );
    await expect(idsOf(other)).rejects.toThrow(/session x, not s/);
    const lost = connect(
      {
        executePlan: async function* () {
          yield answer("1");
          yield { ...answer("2"), serverSideSessionId: "new" };
        },
      },
      true,
    );
    await expect(idsOf(lost)).rejects.toMatchObject({ condition: "INVALID_RESPONSE" });
  });
});

/** Says that it is a version of Spark. */
const versioned = (version: string): Service => ({
  analyzePlan({ sessionId, analyze }) {
    versionsAsked += analyze.case === "sparkVersion" ? 1 : 0;
    return { sessionId, result: { case: "sparkVersion", value: { version } } };
  },
});
let versionsAsked = 0;

describe("an older server", () => {
  const realTime: CommandType = {
    case: "writeStreamOperationStart",
    value: { input: plan, trigger: { case: "realTimeBatchDuration", value: "1 minute" } },
  };
  const once: CommandType = {
    case: "writeStreamOperationStart",
    value: { input: plan, trigger: { case: "once", value: true } },
  };
  const serve = (version: string): Client =>
    connect(
      {
        ...versioned(version),
        executePlan: async function* () {
          yield complete;
        },
        releaseExecute: async () => ({}),
      },
      false,
      "spark.example:15002",
    );

  it("is not sent what it would leave out, and is asked for its version once", async () => {
    const client = serve("4.1.3");
    versionsAsked = 0;
    await client.run(once);
    expect(versionsAsked).toBe(0);
    for (let i = 0; i < 2; i++)
      await expect(client.run(realTime)).rejects.toMatchObject({
        condition: "SERVER_TOO_OLD",
        messageParameters: {
          feature: "trigger({ realTime })",
          needed: "4.2.0",
          version: "4.1.3",
          address: "spark.example:15002",
        },
      });
    expect(versionsAsked).toBe(1);
    await serve("4.2.0").run(realTime);
    await serve("5.0.0-SNAPSHOT").run(realTime);
    await serve("dev").run(realTime);
  });

  it.each([
    ["deep in a plan", relation({ case: "filter", value: { input: named("a") } }), "readStream.name()"],
    [
      "among others, the newest counts",
      relation({ case: "join", value: { left: named("a"), right: relation({ case: "zip", value: {} }) } }),
      "'Relation.zip' of the protocol",
    ],
    [
      "as a value of an enum",
      relation({ case: "parse", value: { format: Parse_ParseFormat.XML } }),
      "'Parse.ParseFormat.PARSE_FORMAT_XML' of the protocol",
    ],
    [
      "in a list and a map",
      relation({
        case: "sql",
        value: { namedArguments: { a: { exprType: { case: "literal", value: { dataType: {} } } } } },
      }),
      "'Expression.Literal.data_type' of the protocol",
    ],
  ])("is not sent what is new %s", async (_name, root, feature) => {
    const refusal = { condition: "SERVER_TOO_OLD", messageParameters: { feature } };
    await expect(serve("4.0.4").rows(root).next()).rejects.toMatchObject(refusal);
    const analysis = { case: "schema", value: { plan: rootPlan(root) } } as const;
    await expect(serve("4.0.4").analyze(analysis)).rejects.toMatchObject(refusal);
  });

  it("is refused where it is Spark 3, and where it cannot clone sessions", async () => {
    await expect(serve("3.5.6").reach()).rejects.toMatchObject({ condition: "SERVER_TOO_OLD" });
    await serve("4.0.0").reach();
    await expect(serve("4.0.4").clone()).rejects.toMatchObject({
      condition: "SERVER_TOO_OLD",
      messageParameters: { feature: "cloneSession()", needed: "4.1.0" },
    });
  });

  it("takes plans of any depth", async () => {
    let root = plan;
    for (let i = 0; i < 20_000; i++) root = relation({ case: "limit", value: { input: root, limit: 1 } });
    expect(newestDemand(PlanSchema, rootPlan(root))).toBeUndefined();
  });
});

describe("errors", () => {
  const failing = (info: Record<string, string>, details?: MessageInit<typeof FetchErrorDetailsResponseSchema>) =>
    connect(
      {
        config() {
          const value = create(ErrorInfoSchema, { reason: "org.apache.spark.SparkException", metadata: info });
          throw new ConnectError("[X] cut off", Code.Internal, undefined, [{ desc: ErrorInfoSchema, value }]);
        },
        fetchErrorDetails() {
          if (details === undefined) throw new ConnectError("forgotten", Code.NotFound);
          return details;
        },
      },
      false,
    ).config({ case: "getAll", value: {} });

  it("of the embedded engine arrive as they were thrown", async () => {
    const thrown = sparkError("DIVIDE_BY_ZERO", { config: "c" });
    const client = connect(
      {
        config: () => {
          throw thrown;
        },
      },
      true,
    );
    await expect(client.config({ case: "getAll", value: {} })).rejects.toBe(thrown);
  });

  it("of a server have class, condition, parameters, place and cause", async () => {
    const error = await failing(
      { errorId: "1" },
      {
        rootErrorIdx: 0,
        errors: [
          {
            errorTypeHierarchy: ["org.apache.spark.sql.catalyst.parser.ParseException", "java.lang.Exception"],
            message: "[PARSE_SYNTAX_ERROR] wrong. SQLSTATE: 42601",
            causeIdx: 1,
            sparkThrowable: {
              errorClass: "PARSE_SYNTAX_ERROR",
              sqlState: "42601",
              messageParameters: { error: "'x'" },
              queryContexts: [{ fragment: "x", startIndex: 7, stopIndex: 7 }],
            },
          },
          { errorTypeHierarchy: ["java.lang.ArithmeticException"], message: "inner" },
        ],
      },
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ParseException);
    expect(error).toMatchObject({
      condition: "PARSE_SYNTAX_ERROR",
      sqlState: "42601",
      messageParameters: { error: "'x'" },
      context: { fragment: "x", startIndex: 7 },
      message: "[PARSE_SYNTAX_ERROR] wrong. SQLSTATE: 42601",
      cause: { message: "inner", condition: "REMOTE_ERROR" },
    });
    expect((error as Error).cause).toBeInstanceOf(ArithmeticException);
  });

  it("tell what came with the call where the server has forgotten the rest", async () => {
    const info = {
      errorId: "1",
      errorClass: "UNKNOWN_TO_US",
      sqlState: "12345",
      classes: '["java.util.NoSuchElementException"]',
      messageParameters: '{"a":"b"}',
    };
    await expect(failing(info)).rejects.toMatchObject({
      name: "SparkNoSuchElementException",
      condition: "UNKNOWN_TO_US",
      sqlState: "12345",
      messageParameters: { a: "b" },
      message: "[X] cut off",
    });
    const file = { errorClass: "FAILED_READ_FILE.NO_HINT", classes: '["org.apache.spark.SparkException"]' };
    await expect(failing(file)).rejects.toMatchObject({ name: "SparkIOException" });
    await expect(failing({ classes: '["java.io.IOEx' })).rejects.toMatchObject({
      condition: "X",
      messageParameters: {},
    });
  });

  it("of the connection itself have the condition of their text, or none", async () => {
    const failWith = (message: string, code: Code) =>
      connect(
        {
          config: () => {
            throw new ConnectError(message, code);
          },
        },
        false,
      ).config({ case: "getAll", value: {} });
    await expect(failWith("[INVALID_HANDLE.FORMAT] no. SQLSTATE: HY000", Code.Internal)).rejects.toMatchObject({
      condition: "INVALID_HANDLE.FORMAT",
      sqlState: "HY000",
    });
    await expect(failWith("bad token", Code.Unauthenticated)).rejects.toMatchObject({ condition: "UNAUTHENTICATED" });
    await expect(failWith("no room", Code.ResourceExhausted)).rejects.toMatchObject({ condition: "REMOTE_ERROR" });
  });
});

describe("a client", () => {
  it("refuses to go on after it was closed, and closes once", async () => {
    let released = 0;
    const client = connect(
      {
        releaseSession: () => {
          released += 1;
          return { sessionId: "s" };
        },
      },
      true,
    );
    await client.close();
    await client.close();
    expect(released).toBe(1);
    await expect(client.config({ case: "getAll", value: {} })).rejects.toMatchObject({ condition: "SESSION_STOPPED" });
    await expect(idsOf(client)).rejects.toMatchObject({ condition: "SESSION_STOPPED" });
  });

  it("tries a call again when the server was away", async () => {
    let calls = 0;
    const client = connect(
      {
        config() {
          calls += 1;
          if (calls < 3) throw new ConnectError("away", Code.Unavailable);
          return { sessionId: "s", pairs: [{ key: "a", value: "b" }] };
        },
      },
      false,
    );
    expect(await client.config({ case: "getAll", value: {} })).toMatchObject([{ key: "a", value: "b" }]);
  });

  it("waits as long as the server asks, whatever the error is", async () => {
    const times: number[] = [];
    const client = connect(
      {
        config() {
          times.push(performance.now());
          if (times.length > 1) return { sessionId: "s" };
          const value = create(RetryInfoSchema, { retryDelay: { seconds: 0n, nanos: 300_000_000 } });
          throw new ConnectError("busy", Code.ResourceExhausted, undefined, [{ desc: RetryInfoSchema, value }]);
        },
      },
      false,
    );
    await client.config({ case: "getAll", value: {} });
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(299);
  });

  it("is over where the server has lost the session", async () => {
    const client = connect(
      {
        config() {
          throw new ConnectError("[INVALID_HANDLE.SESSION_CHANGED] it is another one", Code.Internal);
        },
      },
      false,
    );
    await expect(client.config({ case: "getAll", value: {} })).rejects.toMatchObject({
      condition: "INVALID_HANDLE.SESSION_CHANGED",
    });
    expect(client.isClosed).toBe(true);
    await expect(client.config({ case: "getAll", value: {} })).rejects.toMatchObject({ condition: "SESSION_STOPPED" });
  });

  it("clones its session, and makes others on the same service", async () => {
    const seen: string[] = [];
    const client = connect(
      {
        ...versioned("4.1.0"),
        cloneSession({ sessionId, newSessionId, clientObservedServerSideSessionId: known }) {
          return { sessionId, serverSideSessionId: known ?? "", newSessionId: newSessionId ?? "made" };
        },
        config({ sessionId }) {
          seen.push(sessionId);
          return { sessionId };
        },
      },
      false,
    );
    const own = await client.fork();
    for (const other of [await client.clone(), await client.clone("mine"), own])
      await other.config({ case: "getAll", value: {} });
    expect(seen).toEqual(["made", "mine", own.sessionId]);
  });

  it("gives a server that never answered up soon, and says where it was sought", async () => {
    let calls = 0;
    const client = connect(
      {
        config() {
          calls += 1;
          throw new ConnectError("connect ECONNREFUSED", Code.Unavailable);
        },
      },
      false,
      "spark.example:15002",
    );
    await expect(client.config({ case: "getAll", value: {} })).rejects.toMatchObject({
      condition: "SERVER_UNREACHABLE",
      sqlState: "08001",
      messageParameters: { address: "spark.example:15002", reason: "connect ECONNREFUSED" },
    });
    expect(calls).toBe(5);
  });

  it("tells with an error who waits for the answer, once", async () => {
    const failure = sparkError("DIVIDE_BY_ZERO", { config: "c" });
    const client = connect(
      {
        config() {
          throw failure;
        },
      },
      true,
    );
    async function waitingProgram(): Promise<void> {
      await client.config({ case: "getAll", value: {} });
    }
    await expect(waitingProgram()).rejects.toBe(failure);
    await expect(waitingProgram()).rejects.toBe(failure);
    expect(failure.stack?.match(/waitingProgram/g)).toHaveLength(1);
  });

  it.each([
    [{ all: true } as const, "1 undefined"],
    [{ tag: "t" }, "2 t"],
    [{ operationId: "o" }, "3 o"],
  ])("interrupts %o", async (target, said) => {
    const client = connect(
      {
        interrupt: ({ interruptType, interrupt }) => ({
          sessionId: "s",
          interruptedIds: [`${interruptType} ${interrupt.value}`],
        }),
      },
      true,
    );
    expect(await client.interrupt(target)).toEqual([said]);
  });
});
