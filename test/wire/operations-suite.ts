import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { ExecutePlanResponse, Plan } from "../../src/protocol/index.ts";
import { all, RawClient, rangePlan, sqlPlan } from "./support.ts";

/**
 * What Spark Connect promises of operations and sessions, asked of a server with messages by hand.
 *
 * @param longPlan - a query that runs for some seconds at least
 */
export function operationsSuite(url: () => string, longPlan: Plan): void {
  let client: RawClient;
  beforeEach(async () => {
    client = await RawClient.open(url());
    await client.set("spark.sql.execution.arrow.maxRecordsPerBatch", "10");
    return () => client.close();
  });

  /** The condition that a call fails with. */
  const conditionOf = async (call: AsyncIterable<unknown> | Promise<unknown>): Promise<string | undefined> => {
    try {
      await (Symbol.asyncIterator in call ? all(call) : call);
      return undefined;
    } catch (error) {
      return /\[([A-Z_.]+)\]/.exec(String(error))?.[1] ?? String(error);
    }
  };

  /** Begins an operation that does not end; resolves to how it ends, once the server knows it. */
  const begin = async (id: string, ...tags: string[]) => {
    const ended = conditionOf(client.execute(longPlan, id, { tags }));
    let states: readonly { state: number }[];
    do
      states = (
        await client.rpc.getStatus({ ...client.common, operationStatus: { operationIds: [id] } }).catch(() => ({
          operationStatuses: [],
        }))
      ).operationStatuses;
    while (states[0]?.state !== 2);
    return { ended };
  };

  const ids = (responses: readonly ExecutePlanResponse[]) => responses.map(({ responseId }) => responseId);
  const isComplete = (responses: readonly ExecutePlanResponse[]) =>
    responses.at(-1)?.responseType.case === "resultComplete";

  describe("an operation", () => {
    it("is given again from any of its responses on, and from the first", async () => {
      const id = randomUUID();
      const responses = await all(client.execute(rangePlan(45n), id));
      expect(responses.filter(({ responseType }) => responseType.case === "arrowBatch").length).toBeGreaterThan(4);
      expect(isComplete(responses)).toBe(true);
      expect(new Set(ids(responses)).size).toBe(responses.length);
      expect(ids(await all(client.reattach(id)))).toEqual(ids(responses));
      for (const [index, { responseId }] of responses.entries())
        expect(ids(await all(client.reattach(id, responseId)))).toEqual(ids(responses.slice(index + 1)));
    });

    it("gives nothing again that was released, and all that was not", async () => {
      const id = randomUUID();
      const responses = await all(client.execute(rangePlan(45n), id));
      const released = responses[2]!.responseId;
      const release = { case: "releaseUntil" as const, value: { responseId: released } };
      await client.rpc.releaseExecute({ ...client.common, operationId: id, release });
      expect(ids(await all(client.reattach(id, released)))).toEqual(ids(responses.slice(3)));
      expect(await conditionOf(client.reattach(id, responses[0]!.responseId))).toBe(
        "INVALID_CURSOR.POSITION_NOT_AVAILABLE",
      );
      expect(await conditionOf(client.reattach(id))).toBe("INVALID_CURSOR.POSITION_NOT_AVAILABLE");
      expect(await conditionOf(client.reattach(id, randomUUID()))).toBe("INVALID_CURSOR.POSITION_NOT_FOUND");
    });

    it("is unknown when all of it was released", async () => {
      const id = randomUUID();
      await all(client.execute(rangePlan(5n), id));
      expect(await client.releaseAll(id)).toMatchObject({ operationId: id });
      expect(await conditionOf(client.reattach(id))).toBe("INVALID_HANDLE.OPERATION_NOT_FOUND");
      const again = await client.releaseAll(id);
      expect(again.operationId).toBeUndefined();
      expect(await conditionOf(client.execute(rangePlan(5n), id))).toBe("INVALID_HANDLE.OPERATION_ABANDONED");
    });

    it("is not found that never was", async () => {
      await client.sql("SELECT 1");
      expect(await conditionOf(client.reattach(randomUUID()))).toBe("INVALID_HANDLE.OPERATION_NOT_FOUND");
      const stranger = await RawClient.open(url());
      expect(await conditionOf(stranger.reattach(randomUUID()))).toBe("INVALID_HANDLE.SESSION_NOT_FOUND");
      await stranger.close();
    });

    it("has one id", async () => {
      const id = randomUUID();
      await all(client.execute(rangePlan(5n), id));
      expect(await conditionOf(client.execute(rangePlan(6n), id))).toBe("INVALID_HANDLE.OPERATION_ALREADY_EXISTS");
      expect(await conditionOf(client.execute(rangePlan(5n), "no-uuid"))).toBe("INVALID_HANDLE.FORMAT");
    });

    it("begins once where its request comes again", async () => {
      const id = randomUUID();
      const first = await all(client.execute(rangePlan(45n), id));
      expect(ids(await all(client.execute(rangePlan(45n), id)))).toEqual(ids(first));
    });

    it("is read by one call: the next one cuts the first off", async () => {
      const id = randomUUID();
      const { ended: first } = await begin(id);
      const second = conditionOf(client.reattach(id));
      expect(await first).toBe("INVALID_CURSOR.DISCONNECTED");
      await client.rpc.interrupt({ ...client.common, interruptType: 1 });
      expect(await second).toBe("OPERATION_CANCELED");
    });

    it("goes on when its client goes away", async () => {
      const id = randomUUID();
      const abort = new AbortController();
      const seen: string[] = [];
      const read = async () => {
        for await (const { responseId } of client.execute(rangePlan(45n), id, { signal: abort.signal })) {
          seen.push(responseId);
          abort.abort();
        }
      };
      await expect(read()).rejects.toThrow();
      const rest = await all(client.reattach(id, seen[0]!));
      expect(isComplete(rest)).toBe(true);
      expect(ids(rest)).not.toContain(seen[0]);
    });

    it("fails again for whoever asks again", async () => {
      const id = randomUUID();
      const failing = sqlPlan("SELECT 1 / (id - 3) FROM range(5)");
      expect(await conditionOf(client.execute(failing, id))).toBe("DIVIDE_BY_ZERO");
      expect(await conditionOf(client.reattach(id))).toBe("DIVIDE_BY_ZERO");
    });

    it("that cannot be reattached is not", async () => {
      const operationId = randomUUID();
      const abort = new AbortController();
      const call = client.rpc.executePlan({ ...client.common, plan: longPlan, operationId }, { signal: abort.signal });
      const ended = conditionOf(call);
      let condition: string | undefined;
      do condition = await conditionOf(client.reattach(operationId));
      while (condition === "INVALID_HANDLE.OPERATION_NOT_FOUND" || condition === "INVALID_HANDLE.SESSION_NOT_FOUND");
      expect(condition).toBe("INVALID_CURSOR.NOT_REATTACHABLE");
      abort.abort();
      await ended;
    });
  });

  describe("an interrupt", () => {
    it("stops all, those of a tag, or one; tells their ids; and the session goes on", async () => {
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      const runs = [await begin(a, "x", "y"), await begin(b, "y"), await begin(c)];
      const interrupt = async (how: object) => {
        const { interruptedIds } = await client.rpc.interrupt({ ...client.common, ...how });
        return interruptedIds.sort();
      };
      const tag = (value: string) => ({ interruptType: 2, interrupt: { case: "operationTag", value } });
      expect(await interrupt(tag("z"))).toEqual([]);
      expect(await interrupt(tag("x"))).toEqual([a]);
      expect(await runs[0]!.ended).toBe("OPERATION_CANCELED");
      expect(await interrupt({ interruptType: 3, interrupt: { case: "operationId", value: randomUUID() } })).toEqual(
        [],
      );
      expect(await interrupt({ interruptType: 3, interrupt: { case: "operationId", value: b } })).toEqual([b]);
      expect(await runs[1]!.ended).toBe("OPERATION_CANCELED");
      expect(await interrupt({ interruptType: 1 })).toEqual([c]);
      expect(await runs[2]!.ended).toBe("OPERATION_CANCELED");
      expect(await interrupt({ interruptType: 1 })).toEqual([]);
      expect(isComplete(await client.sql("SELECT 1"))).toBe(true);
    });

    it("stops no operation of another session", async () => {
      const id = randomUUID();
      const { ended } = await begin(id);
      const other = await RawClient.open(url());
      const { interruptedIds } = await other.rpc.interrupt({ ...other.common, interruptType: 1 });
      expect(interruptedIds).toEqual([]);
      await client.releaseAll(id);
      expect(await ended).toMatch(/OPERATION_CANCELED|INVALID_CURSOR.DISCONNECTED/);
      await other.close();
    });
  });

  describe("a session", () => {
    it("has an id that is a UUID", async () => {
      const wrong = await RawClient.open(url(), "mine");
      expect(
        await conditionOf(wrong.rpc.config({ ...wrong.common, operation: { opType: { case: "getAll", value: {} } } })),
      ).toBe("INVALID_HANDLE.FORMAT");
      expect(await conditionOf(wrong.execute(rangePlan(1n), randomUUID()))).toBe("INVALID_HANDLE.FORMAT");
      await wrong.close();
    });

    it("is another one than the client knows", async () => {
      const known = { ...client.common, clientObservedServerSideSessionId: randomUUID() };
      const version = { case: "sparkVersion" as const, value: {} };
      expect(await conditionOf(client.rpc.analyzePlan({ ...known, analyze: version }))).toBe(
        "INVALID_HANDLE.SESSION_CHANGED",
      );
    });

    it("is closed for good, or may come again", async () => {
      await client.sql("SELECT 1");
      const version = () => client.rpc.analyzePlan({ ...client.common, analyze: { case: "sparkVersion", value: {} } });
      const before = await version();
      await client.rpc.releaseSession({ ...client.common, allowReconnect: true });
      const after = await version();
      expect(after.serverSideSessionId).not.toBe(before.serverSideSessionId);
      expect(await client.rpc.releaseSession(client.common)).toMatchObject({
        serverSideSessionId: after.serverSideSessionId,
      });
      expect(await client.rpc.releaseSession(client.common)).toMatchObject({ serverSideSessionId: "" });
      expect(await conditionOf(version())).toBe("INVALID_HANDLE.SESSION_CLOSED");
      expect(await conditionOf(client.execute(rangePlan(1n), randomUUID()))).toBe("INVALID_HANDLE.SESSION_CLOSED");
    });

    it("ends with its operations", async () => {
      const ended = conditionOf(client.execute(longPlan, randomUUID()));
      await client.rpc.releaseSession(client.common);
      expect(await ended).toMatch(/OPERATION_CANCELED|INVALID_CURSOR.DISCONNECTED|INVALID_HANDLE.SESSION_CLOSED/);
    });
  });
}
