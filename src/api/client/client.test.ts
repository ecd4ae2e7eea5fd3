import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import {
  answer,
  complete,
  connect,
  idsOf,
  plan,
  type Service,
  versioned,
} from "../../../test/support/scripted-client.ts";
import { sparkError } from "../../common/index.ts";
import { RetryInfoSchema } from "../../protocol/index.ts";

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
