import { once } from "node:events";
import { connect as connectHttp2, constants } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { Code, createClient } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type GrpcTransport, grpcTransport, parseConnectionString, SparkConnectService } from "../protocol/index.ts";
import { type Listener, type ListenLimits, type ListenOptions, listen, type Service } from "./index.ts";

let aborted: unknown;

/** Says back what it got; sessions named `wait` and `big` do that. */
const service: Service = {
  async analyzePlan(request, context) {
    context.signal.addEventListener("abort", () => {
      aborted = context.signal.reason;
    });
    if (request.sessionId === "wait") await new Promise(() => undefined);
    return { sessionId: request.sessionId };
  },
  async *executePlan(request, context) {
    for (const tag of request.tags) yield { responseId: tag };
    if (request.sessionId === "wait") await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    if (request.sessionId === "big")
      for (let batch = 0n; batch < 12n; batch++) {
        yield { responseType: { case: "arrowBatch", value: { rowCount: batch, data: new Uint8Array(4 << 20) } } };
      }
  },
  async addArtifacts(requests) {
    const artifacts: { name: string }[] = [];
    let bytes = 0;
    for await (const { payload } of requests) {
      if (payload.case !== "batch") continue;
      for (const { name, data } of payload.value.artifacts) {
        bytes += data?.data.length ?? 0;
        artifacts.push({ name });
      }
    }
    return { artifacts: [...artifacts, { name: `${bytes} bytes` }] };
  },
};

const listeners: Listener[] = [];
const transports: GrpcTransport[] = [];
afterAll(async () => {
  await Promise.all(transports.map((transport) => transport.close()));
  await Promise.all(listeners.map((listener) => listener.close({ graceMs: 0 })));
});

async function open(options: ListenOptions = {}): Promise<Listener> {
  const listener = await listen(service, { port: 0, ...options });
  listeners.push(listener);
  return listener;
}

async function clientOf(url: string) {
  const transport = await grpcTransport(parseConnectionString(url, {}), "test");
  transports.push(transport);
  return createClient(SparkConnectService, transport);
}

/** All that a call of `executePlan` gives. */
async function idsOf(client: Awaited<ReturnType<typeof clientOf>>, request: { sessionId?: string; tags?: string[] }) {
  const ids: string[] = [];
  for await (const { responseId } of client.executePlan(request)) ids.push(responseId);
  return ids;
}

describe("listen", () => {
  it("serves calls of all kinds", async () => {
    const listener = await open();
    expect(listener.url).toBe(`sc://localhost:${listener.port}/`);
    const client = await clientOf(listener.url);
    expect((await client.analyzePlan({ sessionId: "s" })).sessionId).toBe("s");
    expect(await idsOf(client, { tags: ["a", "b"] })).toEqual(["a", "b"]);
    expect(await idsOf(client, {})).toEqual([]);
    async function* upload() {
      for (const name of ["x", "y"]) {
        const data = { crc: 0n, data: new Uint8Array(3 << 20) };
        yield { payload: { case: "batch" as const, value: { artifacts: [{ name, data }] } } };
      }
    }
    const { artifacts } = await client.addArtifacts(upload());
    expect(artifacts.map(({ name }) => name)).toEqual(["x", "y", `${6 << 20} bytes`]);
    await expect(client.interrupt({})).rejects.toMatchObject({ code: Code.Unimplemented });
  });
});
