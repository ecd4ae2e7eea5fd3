import { create } from "@bufbuild/protobuf";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock, randomId } from "../../common/index.ts";
import { type ExecutePlanRequest, ExecutePlanRequestSchema } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import { defaultLimits } from "../limits.ts";
import { Operations, type Running } from "./index.ts";

const clock = new ManualClock();
const envelope = { sessionId: randomId(), serverSideSessionId: randomId() };
let operations: Operations;
const calls = () => new AbortController();

beforeEach(() => {
  operations = new Operations(envelope, { ...defaultLimits, operationsPerSession: 3 }, () => clock.monotonic());
});

const request = (options: { query?: string; reattachable?: boolean; operationId?: string; tags?: string[] } = {}) =>
  create(ExecutePlanRequestSchema, {
    operationId: options.operationId ?? randomId(),
    tags: options.tags ?? [],
    plan: { opType: { case: "root", value: { relType: { case: "sql", value: { query: options.query ?? "" } } } } },
    requestOptions: [
      { requestOption: { case: "reattachOptions", value: { reattachable: options.reattachable ?? true } } },
    ],
  });

/** An operation that says `words`, then ends or waits to be stopped. */
const saying = (words: readonly string[], then: "end" | "wait" = "end") =>
  async function* ({ signal }: Running): AsyncGenerator<Answer> {
    for (const name of words)
      yield { responseType: { case: "writeStreamOperationStartResult" as const, value: { name } } };
    if (then === "wait" && !signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  };

async function collect(responses: AsyncIterable<Answer & { responseId: string }>) {
  const got: { word: string; id: string }[] = [];
  for await (const { responseType, responseId } of responses) {
    const word =
      responseType?.case === "writeStreamOperationStartResult" ? responseType.value.name : responseType?.case;
    got.push({ word: word ?? "", id: responseId });
  }
  return got;
}
const words = async (responses: AsyncIterable<Answer & { responseId: string }>) =>
  (await collect(responses)).map(({ word }) => word);

const execute = (from: ExecutePlanRequest, body = saying(["a", "b"]), call = calls()) =>
  operations.execute(from, call.signal, body);
const stateOf = (id: string) => operations.states([id])[0]?.[1];

describe("Operations", () => {
  test("an operation gives its answers and the end, and can be read again from anywhere until it is released", async () => {
    const begun = request();
    const id = begun.operationId!;
    const all = await collect(execute(begun));
    expect(all.map(({ word }) => word)).toEqual(["a", "b", "resultComplete"]);
    for (const [position, { id: last }] of all.entries()) {
      const rest = await words(operations.reattach(id, last, calls().signal));
      expect(rest).toEqual(["a", "b", "resultComplete"].slice(position + 1));
    }
    expect(await words(operations.reattach(id, undefined, calls().signal))).toHaveLength(3);
    expect(stateOf(id)).toBe("succeeded");
    expect(operations.release(id, all[1]!.id)).toBe(true);
    expect(await words(operations.reattach(id, all[1]!.id, calls().signal))).toEqual(["resultComplete"]);
    expect(operations.release(id, undefined)).toBe(true);
    expect(operations.release(id, undefined)).toBe(false);
    expect(() => operations.reattach(id, undefined, calls().signal)).toThrow(
      expect.objectContaining({ condition: "INVALID_HANDLE.OPERATION_NOT_FOUND" }),
    );
    expect(stateOf(id)).toBe("succeeded");
    expect(stateOf(randomId())).toBeUndefined();
  });

  test("runs on when its call is cut off, unless the client said that it will not come back", async () => {
    for (const reattachable of [true, false]) {
      const begun = request({ reattachable });
      const call = calls();
      const reading = collect(execute(begun, saying(["a"], "wait"), call));
      await new Promise(setImmediate);
      expect(operations.isIdle).toBe(false);
      call.abort();
      expect(await reading).toHaveLength(1);
      expect(stateOf(begun.operationId!)).toBe(reattachable ? "running" : "cancelled");
      if (!reattachable) continue;
      operations.interrupt({ id: begun.operationId! });
      await expect(words(operations.reattach(begun.operationId!, undefined, calls().signal))).rejects.toMatchObject({
        condition: "OPERATION_CANCELED",
      });
      expect(operations.isIdle).toBe(true);
    }
  });

  test("the newer of two calls has the responses", async () => {
    const begun = request();
    const older = collect(execute(begun, saying(["a"], "wait")));
    await new Promise(setImmediate);
    const newer = words(operations.reattach(begun.operationId!, undefined, calls().signal));
    await expect(older).rejects.toMatchObject({ condition: "INVALID_CURSOR.DISCONNECTED" });
    operations.interrupt({});
    await expect(newer).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  });

  test("the same request again attaches; another one under its id is refused, also when it is gone", async () => {
    const begun = request({ query: "SELECT 1" });
    const operationId = begun.operationId!;
    expect(await words(execute(begun))).toHaveLength(3);
    const other = saying(["never said"]);
    expect(await words(execute(request({ query: "SELECT 1", operationId }), other))).toEqual([
      "a",
      "b",
      "resultComplete",
    ]);
    const taken = expect.objectContaining({ condition: "INVALID_HANDLE.OPERATION_ALREADY_EXISTS" });
    expect(() => execute(request({ query: "SELECT 2", operationId }))).toThrow(taken);
    operations.release(operationId, undefined);
    expect(() => execute(request({ query: "SELECT 1", operationId }))).toThrow(
      expect.objectContaining({ condition: "INVALID_HANDLE.OPERATION_ABANDONED" }),
    );
    expect(() => execute(request({ operationId: "mine" }))).toThrow(
      expect.objectContaining({ condition: "INVALID_HANDLE.FORMAT" }),
    );
  });

  test("an operation that was not to be reattached to is not", async () => {
    const begun = request({ reattachable: false });
    const reader = execute(begun, saying(["a"], "wait"))[Symbol.asyncIterator]();
    await reader.next();
    expect(() => operations.reattach(begun.operationId!, undefined, calls().signal)).toThrow(
      expect.objectContaining({ condition: "INVALID_CURSOR.NOT_REATTACHABLE" }),
    );
    await reader.return?.(undefined);
    expect(stateOf(begun.operationId!)).toBe("cancelled");
  });

  test("interrupts by id, by tag, or all; gives the ids of those that ran", async () => {
    const [one, two, three] = [request({ tags: ["x"] }), request({ tags: ["x", "y"] }), request()];
    const running = [one, two, three].map((each) =>
      words(execute(each!, saying([], "wait"))).catch((error: { condition: string }) => error.condition),
    );
    await new Promise(setImmediate);
    expect(operations.interrupt({ tag: "y" })).toEqual([two!.operationId]);
    expect(operations.interrupt({ tag: "x" })).toEqual([one!.operationId]);
    expect(operations.interrupt({ id: "nothing" })).toEqual([]);
    expect(operations.interrupt({})).toEqual([three!.operationId]);
    expect(await Promise.all(running)).toEqual(Array(3).fill("OPERATION_CANCELED"));
    expect(stateOf(one!.operationId!)).toBe("cancelled");
  });

  test("an error reaches the client behind the answers", async () => {
    const body = async function* (): AsyncGenerator<Answer> {
      yield { responseType: { case: "writeStreamOperationStartResult", value: { name: "a" } } };
      throw new Error("broken");
    };
    const begun = request();
    await expect(words(execute(begun, body))).rejects.toThrow("broken");
    expect(stateOf(begun.operationId!)).toBe("failed");
  });

  test("what its client has not come back for in time is ended; the client is told why", async () => {
    const begun = request();
    const call = calls();
    const reading = collect(execute(begun, saying(["a"], "wait"), call));
    await new Promise(setImmediate);
    clock.advance(defaultLimits.detachedOperationMs * 2);
    operations.reap();
    expect(stateOf(begun.operationId!)).toBe("running");
    call.abort();
    await reading;
    clock.advance(defaultLimits.detachedOperationMs - 1);
    operations.reap();
    expect(stateOf(begun.operationId!)).toBe("running");
    clock.advance(1);
    operations.reap();
    expect(() => operations.reattach(begun.operationId!, undefined, calls().signal)).toThrow(
      expect.objectContaining({ condition: "INVALID_HANDLE.OPERATION_ABANDONED" }),
    );
  });

  test("so many may run and no more", async () => {
    const running = [1, 2, 3].map(() => execute(request(), saying(["a"], "wait")));
    for (const responses of running) await responses.next();
    expect(() => execute(request())).toThrow(expect.objectContaining({ condition: "LIMIT_EXCEEDED.OPERATIONS" }));
    await operations.close();
    expect(await words(execute(request()))).toHaveLength(3);
  });

  test("the oldest that has ended and is not released makes room for another", async () => {
    const requests = [1, 2, 3, 4].map(() => request());
    for (const each of requests) await words(execute(each));
    const [first, second] = requests.map(({ operationId }) => operationId!);
    expect(() => operations.reattach(first!, undefined, calls().signal)).toThrow(
      expect.objectContaining({ condition: "INVALID_HANDLE.OPERATION_ABANDONED" }),
    );
    expect(await words(operations.reattach(second!, undefined, calls().signal))).toHaveLength(3);
  });

  test("at the end those are awaited whose clients are there", async () => {
    const [left, stays] = [request(), request()];
    const leaving = calls();
    const cut = words(execute(left, saying(["a"], "wait"), leaving));
    const answers = words(execute(stays, saying(["a"], "wait")));
    leaving.abort();
    await cut.catch(() => undefined);
    let hasEnded = false;
    const ended = operations.ended().then(() => {
      hasEnded = true;
    });
    await expect.poll(() => stateOf(left.operationId!)).toBe("cancelled");
    expect(hasEnded).toBe(false);
    operations.interrupt({ id: stays.operationId! });
    await answers.catch(() => undefined);
    await ended;
  });
});
