import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { Code, ConnectError, createClient, type ServiceImpl } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TcpProxy } from "../../test/support/tcp-proxy.ts";
import { type GrpcTransport, grpcTransport, parseConnectionString, SparkConnectService } from "./index.ts";

/** Answers once and then nothing more, until the client is gone. */
const service: Partial<ServiceImpl<typeof SparkConnectService>> = {
  async *executePlan({ sessionId }, { signal }) {
    yield { responseId: "1" };
    if (sessionId === "refuse") throw new ConnectError("on purpose", Code.Aborted);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  },
  async analyzePlan({ sessionId }, { signal }) {
    if (sessionId === "refuse") throw new ConnectError("on purpose", Code.Canceled);
    asked?.();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return {};
  },
};

let asked: (() => void) | undefined;
let session: ServerHttp2Session;
let stream: ServerHttp2Stream;
let server: Http2Server;
let proxy: TcpProxy;
beforeAll(async () => {
  server = createServer(connectNodeAdapter({ routes: (router) => router.service(SparkConnectService, service) }));
  server.on("session", (opened) => {
    session = opened;
  });
  server.on("stream", (opened) => {
    stream = opened;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy = await TcpProxy.open((server.address() as AddressInfo).port);
});
afterAll(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

const open = (parameters = ""): Promise<GrpcTransport> =>
  grpcTransport(parseConnectionString(`sc://127.0.0.1:${proxy.port}/;${parameters || "a=b"}`, {}), "test");

const cuts: [string, () => void][] = [
  ["is reset", () => proxy.reset()],
  ["is ended", () => proxy.end()],
  ["is destroyed by the server", () => session.destroy()],
  ["goes away", () => [session.goaway(0), session.destroy()]],
  ["goes away for too many pings", () => [session.goaway(11, 0, Buffer.from("too_many_pings")), session.destroy()]],
  ["closes the call", () => stream.close(0)],
  ["closes the call with INTERNAL_ERROR", () => stream.close(2)],
  ["closes the call with REFUSED_STREAM", () => stream.close(7)],
  ["closes the call with CANCEL", () => stream.close(8)],
  ["closes the call with ENHANCE_YOUR_CALM", () => stream.close(11)],
];

describe.each(cuts)("a connection that %s", (_name, cut) => {
  it("fails a stream as UNAVAILABLE, and the next call connects again", async () => {
    const grpc = await open();
    const client = createClient(SparkConnectService, grpc);
    const read = async (): Promise<void> => {
      for await (const { responseId } of client.executePlan({})) if (responseId === "1") cut();
    };
    await expect(read()).rejects.toMatchObject({ code: Code.Unavailable });
    await expect(read()).rejects.toMatchObject({ code: Code.Unavailable });
    await grpc.close();
  });

  it("fails a call that waits for its answer as UNAVAILABLE", async () => {
    const grpc = await open();
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const call = createClient(SparkConnectService, grpc).analyzePlan({});
    void arrived.then(cut);
    await expect(call).rejects.toMatchObject({ code: Code.Unavailable });
    await grpc.close();
  });
});

describe("what is no lost connection", () => {
  it("keeps its code: what the server says, what the caller does, what a deadline ends", async () => {
    const grpc = await open();
    const client = createClient(SparkConnectService, grpc);
    await expect(client.analyzePlan({ sessionId: "refuse" })).rejects.toMatchObject({ code: Code.Canceled });
    const read = async (): Promise<void> => {
      for await (const _ of client.executePlan({ sessionId: "refuse" }));
    };
    await expect(read()).rejects.toMatchObject({ code: Code.Aborted });
    const abort = new AbortController();
    const aborted = client.analyzePlan({}, { signal: abort.signal });
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ code: Code.Canceled });
    await expect(client.analyzePlan({}, { timeoutMs: 20 })).rejects.toMatchObject({ code: Code.DeadlineExceeded });
    await grpc.close();
  });
});

describe("a closed connection", () => {
  it("ends its calls and takes no new ones", async () => {
    const grpc = await open();
    const client = createClient(SparkConnectService, grpc);
    const read = async (): Promise<void> => {
      for await (const _ of client.executePlan({})) await grpc.close();
    };
    await expect(read()).rejects.toThrow(ConnectError);
    await expect(client.analyzePlan({})).rejects.toMatchObject({ code: Code.FailedPrecondition });
    await grpc.close();
  });
});

describe("keepalive", () => {
  it("pings a silent server, and keeps the connection that answers", async () => {
    let pings = 0;
    const grpc = await open("grpc_keepalive_time_ms=20;grpc_keepalive_timeout_ms=5000");
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      for await (const _ of createClient(SparkConnectService, grpc).executePlan({}, { signal: abort.signal })) {
        session.on("ping", () => {
          pings += 1;
          if (pings === 3) abort.abort();
        });
      }
    };
    await expect(read()).rejects.toMatchObject({ code: Code.Canceled });
    expect(pings).toBe(3);
    await grpc.close();
  });

  it("pings less often where the server asks for it", async () => {
    const grpc = await open("grpc_keepalive_time_ms=150;grpc_keepalive_timeout_ms=5000");
    const client = createClient(SparkConnectService, grpc);
    const silence = async (): Promise<number> => {
      let started = 0;
      let waited = 0;
      const read = async (): Promise<void> => {
        for await (const _ of client.executePlan({})) {
          started = performance.now();
          session.once("ping", () => {
            waited = performance.now() - started;
            session.goaway(11, 0, Buffer.from("too_many_pings"));
            session.destroy();
          });
        }
      };
      await expect(read()).rejects.toMatchObject({ code: Code.Unavailable });
      return waited;
    };
    // The client counts from when it sent or heard something, which is a little before this test hears of it.
    expect(await silence()).toBeGreaterThanOrEqual(75);
    expect(await silence()).toBeGreaterThanOrEqual(225);
    await grpc.close();
  });

  it("finds out that nothing comes through any more", async () => {
    const grpc = await open("grpc_keepalive_time_ms=50;grpc_keepalive_timeout_ms=50");
    const read = async (): Promise<void> => {
      for await (const _ of createClient(SparkConnectService, grpc).executePlan({})) proxy.freeze();
    };
    const started = performance.now();
    await expect(read()).rejects.toMatchObject({ code: Code.Unavailable });
    expect(performance.now() - started).toBeLessThan(5_000);
    await grpc.close();
  });
});
