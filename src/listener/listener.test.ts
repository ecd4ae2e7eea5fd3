import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { fileURLToPath } from "node:url";
import { Code, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EchoService } from "../../test/support/echo-service.ts";
import { begin, closeOf, endOf, message, openHttp2, openTcp } from "../../test/support/raw-http2.ts";
import { type GrpcTransport, grpcTransport, parseConnectionString, SparkConnectService } from "../protocol/index.ts";
import { type Listener, type ListenOptions, listen } from "./index.ts";

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../test/fixtures/tls/${name}`, import.meta.url)), "utf8");
const tls = { cert: fixture("localhost.crt.pem"), key: fixture("localhost.key.pem") };

/** A container may lack IPv6. */
const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
const loopbacks = ["127.0.0.1", "::1"].filter((address) => addresses.includes(address));

let echo: EchoService;
let closing: (() => Promise<unknown>)[];
beforeEach(() => {
  echo = new EchoService();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

async function open(options: ListenOptions = {}): Promise<Listener> {
  const listener = await listen(echo.service, { port: 0, ...options });
  closing.push(() => listener.close({ graceMs: 0 }));
  return listener;
}

async function clientOf(url: string) {
  const transport: GrpcTransport = await grpcTransport(parseConnectionString(url, {}), "test");
  closing.push(() => transport.close());
  return createClient(SparkConnectService, transport);
}

type Client = Awaited<ReturnType<typeof clientOf>>;

/** The ids of all answers to a call of `executePlan`. */
async function idsOf(client: Client, request: { sessionId?: string; tags?: string[] }): Promise<string[]> {
  const ids: string[] = [];
  for await (const { responseId } of client.executePlan(request)) ids.push(responseId);
  return ids;
}

/** Begins a call of `executePlan` that goes on until it is ended. @returns how it ended */
async function waitingCall(client: Client): Promise<{ readonly ended: Promise<unknown> }> {
  const answers = client.executePlan({ sessionId: "wait", tags: ["begun"] })[Symbol.asyncIterator]();
  expect((await answers.next()).value?.responseId).toBe("begun");
  return {
    ended: answers.next().then(
      ({ done }) => done,
      (error: unknown) => error,
    ),
  };
}

describe("a listener", () => {
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

  it("takes other calls while a large answer waits for its client", async () => {
    const client = await clientOf((await open()).url);
    const large = client.executePlan({ sessionId: "big" })[Symbol.asyncIterator]();
    await large.next();
    expect((await client.analyzePlan({ sessionId: "s" })).sessionId).toBe("s");
    let bytes = 0;
    for (let next = await large.next(); next.done !== true; next = await large.next()) {
      if (next.value.responseType.case === "arrowBatch") bytes += next.value.responseType.value.data.length;
    }
    expect(bytes).toBe(11 * (4 << 20));
  });

  it("answers at both addresses of localhost", async () => {
    const { port } = await open({ host: "localhost" });
    expect(loopbacks[0]).toBe("127.0.0.1");
    for (const address of loopbacks) {
      const client = await clientOf(`sc://${address.includes(":") ? `[${address}]` : address}:${port}`);
      expect((await client.analyzePlan({ sessionId: address })).sessionId).toBe(address);
    }
  });

  it("ends what a client does not wait for", async () => {
    const client = await clientOf((await open()).url);
    const abort = new AbortController();
    const answers = client.executePlan({ sessionId: "wait", tags: ["a"] }, { signal: abort.signal });
    await expect(async () => {
      for await (const _ of answers) abort.abort();
    }).rejects.toMatchObject({ code: Code.Canceled });
    await expect.poll(() => echo.ended).toEqual([expect.objectContaining({ code: Code.Canceled })]);
  });

  it("ends a call without an answer in time", async () => {
    const client = await clientOf((await open({ limits: { answerMs: 20 } })).url);
    await expect(client.analyzePlan({ sessionId: "wait" })).rejects.toMatchObject({
      code: Code.DeadlineExceeded,
      rawMessage: "no answer within 0.02 seconds",
    });
    expect(echo.ended).toEqual([expect.objectContaining({ code: Code.DeadlineExceeded })]);
  });

  it("sends no answer that is larger than clients take", async () => {
    const client = await clientOf((await open({ limits: { messageBytes: 1 << 20 } })).url);
    await expect(idsOf(client, { sessionId: "big" })).rejects.toMatchObject({ code: Code.ResourceExhausted });
  });
});

describe("a token", () => {
  it("lets calls in that have it", async () => {
    const { url, tokenInClear } = await open({ token: "secret" });
    expect({ url, tokenInClear }).toEqual({ url: expect.not.stringContaining("secret"), tokenInClear: false });
    const client = await clientOf(`${url};token=secret`);
    expect((await client.analyzePlan({ sessionId: "s" })).sessionId).toBe("s");
    const session = openHttp2(url.replace("sc:", "http:"));
    const call = begin(session, { authorization: "bearer  secret" });
    call.end(message());
    expect((await endOf(call)).status).toBe(0);
    session.close();
  });

  it.each([
    ["", /has no token/],
    ["Bearer wrong", /token of the call is not right/],
    ["Basic secret", /token of the call is not right/],
    ["Bearer", /token of the call is not right/],
  ])("keeps out %j before anything of the request is read", async (authorization, text) => {
    const { port } = await open({ token: "secret", limits: { firstCallMs: 600 } });
    const session = openHttp2(`http://127.0.0.1:${port}`);
    const call = begin(session, authorization === "" ? {} : { authorization });
    const { headers, status, message } = await endOf(call);
    expect({ http: headers[":status"], status, calls: echo.calls }).toEqual({ http: 200, status: 16, calls: 0 });
    expect(message).toMatch(text);
    // A connection from which nothing was let in does not stay.
    await closeOf(session);
  });

  it("is needed beyond this machine", async () => {
    const beyond = listen(echo.service, { host: "0.0.0.0", port: 0 });
    await expect(beyond).rejects.toMatchObject({ condition: "SERVER_CANNOT_LISTEN.NO_TOKEN" });
    const { url, port, tokenInClear } = await open({ host: "0.0.0.0", token: "secret" });
    expect({ url, tokenInClear }).toEqual({ url: `sc://localhost:${port}/`, tokenInClear: true });
    expect((await open({ host: "0.0.0.0", token: "secret", tls })).tokenInClear).toBe(false);
  });

  it.each(["", "two words", "schlüssel", "a\r\nb"])("is refused that no client can send: %j", async (token) => {
    await expect(listen(echo.service, { port: 0, token })).rejects.toMatchObject({
      condition: "SERVER_CANNOT_LISTEN.TOKEN",
    });
  });
});

describe("TLS", () => {
  it("protects calls and token", async () => {
    const { url, port } = await open({ host: "127.0.0.1", token: "secret", tls });
    expect(url).toBe(`sc://127.0.0.1:${port}/;use_ssl=true`);
    const transport = createGrpcTransport({ baseUrl: `https://localhost:${port}`, nodeOptions: { ca: tls.cert } });
    const client = createClient(SparkConnectService, transport);
    const headers = { authorization: "Bearer secret" };
    expect((await client.analyzePlan({ sessionId: "s" }, { headers })).sessionId).toBe("s");
    await expect(client.analyzePlan({})).rejects.toMatchObject({ code: Code.Unauthenticated });
  });

  it("closes connections that do not begin it, or offer no HTTP/2", async () => {
    const { port } = await open({ tls, limits: { firstCallMs: 600 } });
    const silent = await openTcp(port);
    await closeOf(silent);
    const clear = openHttp2(`http://127.0.0.1:${port}`);
    await closeOf(clear);
    const session = openHttp2(`https://localhost:${port}`, { ca: tls.cert });
    const call = begin(session);
    call.end(message());
    expect((await endOf(call)).status).toBe(0);
    session.close();
  });

  it.each([
    ["an empty certificate", { cert: "", key: tls.key }],
    ["an empty key", { cert: tls.cert, key: "" }],
    ["no PEM", { cert: "certificate", key: tls.key }],
    ["no key", { cert: tls.cert, key: tls.cert }],
    ["another's key", { cert: tls.cert, key: fixture("other.key.pem") }],
  ])("is refused with %s", async (_what, wrong) => {
    await expect(listen(echo.service, { port: 0, tls: wrong })).rejects.toMatchObject({
      condition: "SERVER_CANNOT_LISTEN.CERTIFICATE",
    });
  });
});

describe("a place", () => {
  it.runIf(loopbacks.includes("::1"))("may be an address of IPv6", async () => {
    expect((await open({ host: "[::1]", tls })).url).toMatch(/^sc:\/\/\[::1\]:\d+\/;use_ssl=true$/);
  });

  it("names itself as clients write it", async () => {
    expect((await open({ host: "127.0.0.1", tls })).url).toMatch(/^sc:\/\/127\.0\.0\.1:\d+\/;use_ssl=true$/);
    expect((await open({ host: "127.0.0.1" })).url).toMatch(/^sc:\/\/localhost:\d+\/$/);
  });

  it.each(loopbacks)("is not taken where %s has another server", async (address) => {
    const other = createServer().listen(0, address);
    await once(other, "listening");
    closing.push(async () => other.close());
    const { port } = other.address() as { port: number };
    const second = listen(echo.service, { host: "localhost", port });
    await expect(second).rejects.toMatchObject({
      condition: "SERVER_CANNOT_LISTEN.PORT_IN_USE",
      messageParameters: { host: "localhost", port: String(port) },
    });
  });

  it.each(["192.0.2.1", "no-such-host.invalid"])("has to be of this machine: %s", async (host) => {
    await expect(listen(echo.service, { host, port: 0, token: "t" })).rejects.toMatchObject({
      condition: "SERVER_CANNOT_LISTEN.ADDRESS",
    });
  });
});

describe("the end of a listener", () => {
  it("comes at once where nobody is connected, and once", async () => {
    const listener = await open();
    await Promise.all([listener.close(), listener.close()]);
    await expect((await clientOf(listener.url)).analyzePlan({})).rejects.toMatchObject({ code: Code.Unavailable });
  });

  it("does not wait for clients that are connected and do nothing", async () => {
    const listener = await open();
    await (await clientOf(listener.url)).analyzePlan({});
    await openTcp(listener.port);
    await listener.close();
  });

  it("lets calls end that run, and takes no more", async () => {
    const listener = await open();
    const session = openHttp2(`http://127.0.0.1:${listener.port}`);
    const call = begin(session);
    call.write(message().subarray(0, 3));
    // What comes later in the connection has ended: the server knows of the first.
    const other = begin(session);
    other.end(message());
    await endOf(other);
    const goaway = once(session, "goaway");
    listener.drain();
    await goaway;
    await expect((await clientOf(listener.url)).analyzePlan({})).rejects.toMatchObject({ code: Code.Unavailable });
    call.end(message().subarray(3));
    expect((await endOf(call)).status).toBe(0);
    await listener.close();
  });

  it("cuts off calls that take longer than the grace", async () => {
    const listener = await open();
    const { ended } = await waitingCall(await clientOf(listener.url));
    await listener.close({ graceMs: 20 });
    expect(await ended).toMatchObject({ code: Code.Aborted, rawMessage: "the server is shutting down" });
    expect(echo.ended).toHaveLength(1);
  });
});
