import { createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl, type Transport } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sparkError } from "../common/index.ts";
import {
  AnalyzePlanRequestSchema,
  AnalyzePlanResponseSchema,
  directTransport,
  type GrpcTransport,
  grpcTransport,
  parseConnectionString,
  SparkConnectService,
  serviceClient,
} from "./index.ts";

const failure = sparkError("INTERNAL_ERROR", { message: "on purpose" });
let seenHeaders: Headers | undefined;
let cleanedUp = 0;

/** Says back what it got; sessions named `fail`, `wait` and `endless` do that. */
const service: Partial<ServiceImpl<typeof SparkConnectService>> = {
  async analyzePlan(request, context) {
    seenHeaders = context.requestHeader;
    context.responseHeader.set("x-answer", "yes");
    if (request.sessionId === "fail") throw failure;
    if (request.sessionId === "wait") await new Promise(() => undefined);
    return { sessionId: request.sessionId };
  },
  async *executePlan(request, context) {
    try {
      for (const tag of request.tags) yield { responseId: tag };
      if (request.sessionId === "fail") throw failure;
      if (request.sessionId === "wait")
        await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    } finally {
      cleanedUp++;
    }
  },
  async addArtifacts(requests) {
    const artifacts: { name: string }[] = [];
    for await (const { payload } of requests)
      if (payload.case === "batch") artifacts.push(...payload.value.artifacts.map(({ name }) => ({ name })));
    return { artifacts };
  },
};

let server: Http2Server;
let grpc: GrpcTransport;
beforeAll(async () => {
  server = createServer(connectNodeAdapter({ routes: (router) => router.service(SparkConnectService, service) }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target = parseConnectionString(`sc://localhost:${port}/;token=secret;user_agent=mine;x-tenant=a`, {});
  grpc = await grpcTransport({ ...target, host: "127.0.0.1" }, "millrace/test");
});
afterAll(async () => {
  await grpc.close();
  await new Promise((resolve) => server.close(resolve));
});

const direct = directTransport(SparkConnectService, service);
const transports: [string, () => Transport][] = [
  ["directTransport", () => direct],
  ["grpcTransport", () => grpc],
];

describe.each(transports)("%s", (_name, transport) => {
  const client = () => serviceClient(SparkConnectService, transport());

  it("calls unary methods and gives response headers", async () => {
    let header: Headers | undefined;
    const answer = await client().analyzePlan(
      { sessionId: "s" },
      { headers: { "x-mine": "1" }, onHeader: (h) => (header = h) },
    );
    expect(answer.sessionId).toBe("s");
    expect(answer.$typeName).toBe("spark.connect.AnalyzePlanResponse");
    expect(header?.get("x-answer")).toBe("yes");
    expect(seenHeaders?.get("x-mine")).toBe("1");
  });

  it("streams responses in order", async () => {
    const ids: string[] = [];
    for await (const response of client().executePlan({ tags: ["a", "b", "c"] })) ids.push(response.responseId);
    expect(ids).toEqual(["a", "b", "c"]);
  });

  it("streams requests", async () => {
    async function* requests() {
      for (const name of ["x", "y"]) yield { payload: { case: "batch" as const, value: { artifacts: [{ name }] } } };
    }
    const answer = await client().addArtifacts(requests());
    expect(answer.artifacts.map(({ name }) => name)).toEqual(["x", "y"]);
  });

  it("ends calls when the caller aborts, also where the service does not listen", async () => {
    const abort = new AbortController();
    const call = client().analyzePlan({ sessionId: "wait" }, { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: Code.Canceled });
    await expect(client().analyzePlan({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: Code.Canceled,
    });
  });

  it("ends streams when the caller aborts, and lets the service clean up", async () => {
    const abort = new AbortController();
    const before = cleanedUp;
    const ids: string[] = [];
    const read = async () => {
      const options = { signal: abort.signal };
      for await (const response of client().executePlan({ sessionId: "wait", tags: ["a"] }, options)) {
        ids.push(response.responseId);
        abort.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: Code.Canceled });
    expect(ids).toEqual(["a"]);
    await expect.poll(() => cleanedUp).toBe(before + 1);
  });

  it("ends calls at their deadline", async () => {
    await expect(client().analyzePlan({ sessionId: "wait" }, { timeoutMs: 20 })).rejects.toMatchObject({
      code: Code.DeadlineExceeded,
    });
  });

  it("names methods that the service lacks", async () => {
    await expect(client().interrupt({})).rejects.toMatchObject({ code: Code.Unimplemented });
    const read = async () => {
      for await (const _ of client().reattachExecute({}));
    };
    await expect(read()).rejects.toMatchObject({ code: Code.Unimplemented });
  });
});

describe("directTransport", () => {
  const client = serviceClient(SparkConnectService, direct);

  it("hands over messages themselves", async () => {
    const answer = create(AnalyzePlanResponseSchema, { sessionId: "s" });
    let got: unknown;
    const transport = directTransport(SparkConnectService, {
      analyzePlan(request) {
        got = request;
        return answer;
      },
    });
    const question = create(AnalyzePlanRequestSchema, { sessionId: "s" });
    expect(await serviceClient(SparkConnectService, transport).analyzePlan(question)).toBe(answer);
    expect(got).toBe(question);
  });

  it("hands over errors themselves, from unary methods and in the middle of a stream", async () => {
    await expect(client.analyzePlan({ sessionId: "fail" })).rejects.toBe(failure);
    const ids: string[] = [];
    const read = async () => {
      for await (const response of client.executePlan({ sessionId: "fail", tags: ["a"] }))
        ids.push(response.responseId);
    };
    await expect(read()).rejects.toBe(failure);
    expect(ids).toEqual(["a"]);
  });

  it("refuses a stream call without its request", async () => {
    const method = SparkConnectService.method.executePlan;
    const response = await direct.stream(method, undefined, undefined, undefined, (async function* () {})());
    const read = async () => {
      for await (const _ of response.message);
    };
    await expect(read()).rejects.toMatchObject({ code: Code.InvalidArgument });
  });
});

describe("grpcTransport", () => {
  it("sends token, user agent and unknown parameters as headers", async () => {
    await serviceClient(SparkConnectService, grpc).analyzePlan({});
    expect(seenHeaders?.get("authorization")).toBe("Bearer secret");
    expect(seenHeaders?.get("user-agent")).toBe("mine millrace/test");
    expect(seenHeaders?.get("x-tenant")).toBe("a");
  });

  it("speaks TLS where the target asks for it", async () => {
    const { port } = server.address() as AddressInfo;
    const tls = await grpcTransport(parseConnectionString(`sc://127.0.0.1:${port}/;use_ssl=true`, {}), "t");
    const call = serviceClient(SparkConnectService, tls).analyzePlan({});
    await expect(call).rejects.toThrow(ConnectError);
    await expect(call).rejects.toThrow(/ssl|tls/i);
    await tls.close();
  });
});
