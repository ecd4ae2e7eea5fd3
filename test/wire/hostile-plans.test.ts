import { randomUUID } from "node:crypto";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Command,
  CommandSchema,
  ExecutePlanRequestSchema,
  ExpressionSchema,
  PlanSchema,
  type Relation,
  RelationSchema,
} from "../../src/protocol/index.ts";
import { begin, endOf, message, openHttp2 } from "../support/raw-http2.ts";
import { all, endlessPlan, plan, RawClient, rangePlan, type Served, serve, sqlPlan } from "./support.ts";

// Each test sends what no good client sends; after each, a good client is answered by the same server.
const limits = { sessions: 20, operationsPerSession: 3 };
let served: Served;
let good: RawClient;
let client: RawClient;
beforeAll(async () => {
  served = await serve({ limits });
  good = await RawClient.open(served.url);
  client = await RawClient.open(served.url);
});
afterEach(async () => {
  const id = randomUUID();
  const answers = await all(good.execute(rangePlan(3n), id));
  expect(answers.at(-1)?.responseType.case).toBe("resultComplete");
  await good.releaseAll(id);
});
afterAll(async () => {
  await Promise.all([good.close(), client.close()]);
  await served[Symbol.asyncDispose]();
});

/** The error of a call, which has to be one of Spark or a status of gRPC, and no defect. */
async function errorOf(call: AsyncIterable<unknown> | Promise<unknown>): Promise<ConnectError> {
  try {
    await (Symbol.asyncIterator in call ? all(call) : call);
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectError);
    const failure = error as ConnectError;
    expect(failure.rawMessage, "no defect of the server").not.toMatch(/INTERNAL_ERROR|undefined|TypeError|RangeError/);
    return failure;
  }
  throw new Error("the call succeeded");
}

const execute = (relation: MessageInitShape<typeof RelationSchema>) => client.execute(plan(relation), randomUUID());

describe("a plan", () => {
  it.each([
    ["nothing", create(PlanSchema)],
    ["a relation of no kind", plan({})],
    ["a command of no kind", create(PlanSchema, { opType: { case: "command", value: {} } })],
    ["a filter of nothing", plan({ relType: { case: "filter", value: {} } })],
    ["a join of nothing", plan({ relType: { case: "join", value: {} } })],
    ["a read of nothing", plan({ relType: { case: "read", value: {} } })],
    ["SQL of nothing", sqlPlan("")],
    ["an unknown function", sqlPlan("SELECT no_such_function(1)")],
    ["local rows that are no Arrow", plan({ relType: { case: "localRelation", value: { data: new Uint8Array(99) } } })],
    [
      "cached rows that were never sent",
      plan({ relType: { case: "cachedLocalRelation", value: { hash: "0".repeat(64) } } }),
    ],
    [
      "a cached relation that is not there",
      plan({ relType: { case: "cachedRemoteRelation", value: { relationId: "x" } } }),
    ],
    ["a range without a step", plan({ relType: { case: "range", value: { end: 10n, step: 0n } } })],
    ["a machine-learning relation", plan({ relType: { case: "mlRelation", value: {} } })],
    ["an extension", plan({ relType: { case: "extension", value: { typeUrl: "x/y", value: new Uint8Array(3) } } })],
  ])("with %s is an error that says what it is", async (_what, request) => {
    const error = await errorOf(client.execute(request, randomUUID()));
    expect(error.rawMessage).toMatch(/^\[[A-Z_.\d]+\] ./);
    const analysis = { case: "schema" as const, value: { plan: request } };
    await errorOf(client.rpc.analyzePlan({ ...client.common, analyze: analysis }));
  });

  it("of every kind of relation without its fields is answered or refused", async () => {
    const kinds = RelationSchema.oneofs[0]!.fields;
    for (const field of kinds) {
      const value = field.message ? {} : undefined;
      const relType = { case: field.localName, value } as unknown as Relation["relType"];
      if (field.localName === "range" || field.localName === "localRelation") continue;
      const call = all(execute({ relType })).catch((error: unknown) => errorOf(Promise.reject(error)));
      await call;
    }
    expect(kinds.length).toBeGreaterThan(50);
  });

  it("of every kind of command without its fields is answered or refused", async () => {
    for (const field of CommandSchema.oneofs[0]!.fields) {
      // This one waits for events.
      if (field.localName === "streamingQueryListenerBusCommand") continue;
      const commandType = { case: field.localName, value: {} } as unknown as Command["commandType"];
      const request = create(PlanSchema, { opType: { case: "command", value: { commandType } } });
      await all(client.execute(request, randomUUID())).catch((error: unknown) => errorOf(Promise.reject(error)));
    }
  });

  it("of every kind of expression without its fields is answered or refused", async () => {
    for (const field of ExpressionSchema.oneofs[0]!.fields) {
      const exprType = { case: field.localName, value: field.message ? {} : "x" };
      const expressions = [{ exprType } as unknown as MessageInitShape<typeof ExpressionSchema>];
      const input = { relType: { case: "range" as const, value: { end: 1n, step: 1n } } };
      const call = all(execute({ relType: { case: "project", value: { input, expressions } } }));
      await call.catch((error: unknown) => errorOf(Promise.reject(error)));
    }
  });

  it("with fields and kinds that this version does not know is refused by name", async () => {
    // Field 777 of a relation, as a newer client may send it.
    const unknownRelation = Buffer.from([0xca, 0x30, 0x02, 0x0a, 0x00]);
    const root = Buffer.concat([Buffer.from([0x0a, unknownRelation.length]), unknownRelation]);
    const request = toBinary(ExecutePlanRequestSchema, create(ExecutePlanRequestSchema, client.common));
    const bytes = Buffer.concat([request, Buffer.from([0x1a, root.length]), root]);
    const session = openHttp2(`http://127.0.0.1:${served.port}`);
    const stream = begin(session, { ":path": "/spark.connect.SparkConnectService/ExecutePlan" });
    stream.end(message(bytes));
    const ended = await endOf(stream);
    expect(ended.status).toBe(Code.Internal);
    expect(ended.message).toMatch(/^\[[A-Z_.]+\]/);
    session.close();
  });

  it.each([100, 1_000, 10_000, 100_000])("that is nested %i levels deep is an answer or an error", async (depth) => {
    // Written by hand: the library that makes messages cannot nest this deeply itself.
    let bytes: Buffer = Buffer.from(
      toBinary(RelationSchema, create(RelationSchema, { relType: { case: "range", value: { end: 3n, step: 1n } } })),
    );
    const wrap = (field: number, body: Buffer) => Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
    if (depth <= 10_000) {
      const parts: Buffer[] = [];
      let length = bytes.length;
      for (let level = 0; level < depth; level++) {
        // Relation.limit { input, limit: 2 }
        const input = Buffer.concat([varint(0x0a), varint(length)]);
        const limit = Buffer.concat([varint((8 << 3) | 2), varint(input.length + length + 2), input]);
        parts.push(limit);
        length += limit.length + 2;
      }
      bytes = Buffer.concat([...parts.reverse(), bytes, ...parts.map(() => Buffer.from([0x10, 0x02]))]);
    } else {
      // Nothing but beginnings.
      bytes = Buffer.alloc(depth * 2, 0x42);
    }
    const common = Buffer.from(toBinary(ExecutePlanRequestSchema, create(ExecutePlanRequestSchema, client.common)));
    const session = openHttp2(`http://127.0.0.1:${served.port}`);
    const stream = begin(session, { ":path": "/spark.connect.SparkConnectService/ExecutePlan" });
    stream.end(message(Buffer.concat([common, wrap(3, wrap(1, bytes))])));
    const ended = await endOf(stream);
    expect(ended.status).toBeDefined();
    if (depth >= 10_000) expect(ended.status).not.toBe(0);
    session.close();
  });

  it("with SQL that is nested deeply is an answer or an error", async () => {
    for (const depth of [1_000, 20_000]) {
      const nested = `SELECT ${"(".repeat(depth)}1${")".repeat(depth)}`;
      await all(client.execute(sqlPlan(nested), randomUUID())).catch((error: unknown) =>
        errorOf(Promise.reject(error)),
      );
      const sum = `SELECT ${Array.from({ length: depth }, () => "1").join(" + ")}`;
      await all(client.execute(sqlPlan(sum), randomUUID())).catch((error: unknown) => errorOf(Promise.reject(error)));
    }
  });
});

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
};

describe("more than there may be", () => {
  it("of operations in a session is refused, and taken again when there is room", async () => {
    const busy = await RawClient.open(served.url);
    const ids = Array.from({ length: limits.operationsPerSession }, () => randomUUID());
    const running = ids.map((id) => all(busy.execute(endlessPlan, id)).catch((error: unknown) => error));
    const states = async () =>
      (await busy.rpc.getStatus({ ...busy.common, operationStatus: {} }).catch(() => undefined))?.operationStatuses
        .length;
    await expect.poll(states).toBe(ids.length);
    const error = await errorOf(busy.execute(rangePlan(1n), randomUUID()));
    expect(error.rawMessage).toMatch(/^\[LIMIT_EXCEEDED\.OPERATIONS\]/);
    await busy.releaseAll(ids[0]!);
    expect((await busy.sql("SELECT 1")).length).toBeGreaterThan(0);
    await busy.rpc.releaseSession(busy.common);
    await Promise.all(running);
    await busy.close();
  });

  it("of sessions is refused, and taken again when one has ended", async () => {
    const version = { case: "sparkVersion" as const, value: {} };
    const clients = await Promise.all(Array.from({ length: limits.sessions + 5 }, () => RawClient.open(served.url)));
    const answers = await Promise.allSettled(
      clients.map((other) => other.rpc.analyzePlan({ ...other.common, analyze: version })),
    );
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as ConnectError] : []));
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const { rawMessage } of refused) expect(rawMessage).toMatch(/^\[LIMIT_EXCEEDED\.SESSIONS\]/);
    await Promise.all(clients.map((other) => other.rpc.releaseSession(other.common)));
    const late = await RawClient.open(served.url);
    await late.rpc.analyzePlan({ ...late.common, analyze: version });
    await late.rpc.releaseSession(late.common);
    await Promise.all([late, ...clients].map((other) => other.close()));
  });
});
