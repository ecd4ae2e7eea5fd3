import { once } from "node:events";
import { constants } from "node:http2";
import { type AddressInfo, connect, createServer } from "node:net";
import { Code, createClient } from "@connectrpc/connect";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EchoService } from "../../test/support/echo-service.ts";
import {
  begin,
  closeOf,
  endOf,
  frame,
  frameTypes,
  message,
  openHttp2,
  openTcp,
  preface,
  sendBytes,
} from "../../test/support/raw-http2.ts";
import { type GrpcTransport, grpcTransport, parseConnectionString, SparkConnectService } from "../protocol/index.ts";
import { type Listener, listen } from "./index.ts";

// Each test does its worst to one server; after each, a client that means well is answered, on the connection that it has.
const limits = {
  messageBytes: 1 << 20,
  arrivingBytes: 3 << 19,
  connections: 50,
  callsPerConnection: 8,
  headerBytes: 4096,
  firstCallMs: 600,
  silenceMs: 200,
};
const echo = new EchoService();
let listener: Listener;
let transport: GrpcTransport;
beforeAll(async () => {
  listener = await listen(echo.service, { port: 0, limits });
  transport = await grpcTransport(parseConnectionString(listener.url, {}), "test");
});
afterAll(async () => {
  await transport.close();
  await listener.close({ graceMs: 0 });
});
afterEach(async () => {
  const client = createClient(SparkConnectService, transport);
  expect((await client.analyzePlan({ sessionId: "well" })).sessionId).toBe("well");
});

const open = () => openHttp2(`http://127.0.0.1:${listener.port}`);

/** A call with a request, from its own connection. */
async function call(request: Buffer, headers = {}) {
  const session = open();
  const stream = begin(session, headers);
  stream.end(request);
  const ended = await endOf(stream);
  session.close();
  return ended;
}

describe("connections", () => {
  it.each([
    ["garbage", Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))],
    ["HTTP/1.1", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"],
    ["TLS", Buffer.from("16030100c8010000c40303", "hex")],
    ["nothing", ""],
    ["half of the preface", preface.subarray(0, 10)],
    ["no call", preface],
    ["half of a frame", Buffer.concat([preface, frame(frameTypes.headers, 4, 1, "x".repeat(50)).subarray(0, 20)])],
    ["headers without an end", Buffer.concat([preface, frame(frameTypes.headers, 0, 1, "")])],
    ["headers that do not decode", Buffer.concat([preface, frame(frameTypes.headers, 4, 1, Buffer.alloc(50, 0xff))])],
    ["data for no call", Buffer.concat([preface, frame(frameTypes.data, 0, 0, "data")])],
    ["a frame beyond all sizes", Buffer.concat([preface, Buffer.from("ffffff000000000001", "hex")])],
    ["frames of unknown kinds", Buffer.concat([preface, ...Array.from({ length: 200 }, () => frame(200, 0, 1, "x"))])],
  ])("with %s are closed", async (_what, bytes) => {
    await sendBytes(listener.port, bytes);
  });

  it.each([
    ["pings", frame(frameTypes.ping, 0, 0, "12345678")],
    ["settings", frame(frameTypes.settings, 0, 0)],
  ])("that flood with %s and read nothing are closed", async (_what, bytes) => {
    const socket = await openTcp(listener.port);
    socket.pause();
    socket.write(preface);
    const flood = Buffer.concat(Array.from({ length: 1000 }, () => bytes));
    for (let i = 0; i < 100 && !socket.destroyed; i++)
      if (!socket.write(flood)) await Promise.race([once(socket, "drain"), closeOf(socket)]);
    await closeOf(socket);
  });

  it("that begin calls only to reset them are closed", async () => {
    const session = open();
    for (let i = 0; i < 20_000 && !session.closed && !session.destroyed; i++) {
      begin(session).close(constants.NGHTTP2_CANCEL);
      if (i % 100 === 0) await new Promise(setImmediate);
    }
    await closeOf(session);
  });

  it("with more calls than allowed have the others wait", async () => {
    const session = open();
    await once(session, "remoteSettings");
    expect(session.remoteSettings.maxConcurrentStreams).toBe(limits.callsPerConnection);
    const calls = Array.from({ length: 30 }, () => begin(session));
    for (const stream of calls) stream.end(message());
    const ended = await Promise.all(calls.map(endOf));
    expect(ended.map(({ status }) => status)).toEqual(calls.map(() => 0));
    session.close();
  });

  it("beyond the limit are closed", async () => {
    const sockets = await Promise.all(Array.from({ length: 80 }, () => openTcp(listener.port)));
    const closed = sockets.map((socket) => closeOf(socket));
    await Promise.race(closed);
    // The rest is half open: it goes when its time is over, and others get the places.
    await Promise.all(closed);
  });
});

describe("conversations", () => {
  /** All that a client says in calls of all kinds. */
  async function recorded(): Promise<Buffer> {
    const said: Buffer[] = [];
    const recorder = createServer((client) => {
      const server = connect(listener.port, "127.0.0.1");
      client
        .on("data", (data: Buffer) => said.push(data))
        .pipe(server)
        .pipe(client);
    }).listen(0, "127.0.0.1");
    await once(recorder, "listening");
    const { port } = recorder.address() as AddressInfo;
    const transport = await grpcTransport(parseConnectionString(`sc://127.0.0.1:${port}`, {}), "test");
    const client = createClient(SparkConnectService, transport);
    await client.analyzePlan({ sessionId: "s" });
    for await (const _ of client.executePlan({ tags: ["a", "b"] }));
    const batch = { payload: { case: "batch" as const, value: { artifacts: [{ name: "x" }] } } };
    await client.addArtifacts(
      (async function* () {
        yield batch;
        yield batch;
      })(),
    );
    await transport.close();
    recorder.close();
    return Buffer.concat(said);
  }

  it("with bytes changed, lost or cut off harm nobody else", { timeout: 60_000 }, async () => {
    const said = await recorded();
    // Node gives up some of these connections without closing them.
    const other = await listen(echo.service, { port: 0, limits: { ...limits, pingMs: 300 } });
    const change = fc.record({
      at: fc.nat(said.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
      kind: fc.constantFrom("write", "remove"),
    });
    const conversation = fc.record({
      changes: fc.array(change, { minLength: 1, maxLength: 5 }),
      end: fc.oneof(fc.constant(said.length), fc.nat(said.length)),
    });
    const hold = async ({ changes, end }: typeof conversation extends fc.Arbitrary<infer T> ? T : never) => {
      let bytes: Buffer = Buffer.from(said);
      for (const { at, bytes: others, kind } of changes) {
        const rest = bytes.subarray(at + others.length);
        bytes = Buffer.concat(kind === "write" ? [bytes.subarray(0, at), others, rest] : [bytes.subarray(0, at), rest]);
      }
      const socket = await openTcp(other.port);
      const closed = closeOf(socket);
      socket.end(bytes.subarray(0, end));
      await closed;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(conversation, { minLength: 15, maxLength: 15 }), async (conversations) => {
        await Promise.all(conversations.map(hold));
      }),
      { numRuns: 10, endOnFailure: true },
    );
    await other.close({ graceMs: 0 });
  });
});

describe("calls", () => {
  it.each([
    ["no gRPC", { "content-type": "application/json" }, 415],
    ["gRPC of browsers", { "content-type": "application/grpc-web+proto" }, 415],
    ["no content type", { "content-type": "" }, 415],
    ["what browsers ask before", { ":method": "OPTIONS", "content-type": "" }, 415],
    ["another method", { ":method": "PUT" }, 405],
  ])("with %s are refused by HTTP's status", async (_what, headers, status) => {
    expect((await call(message(), headers)).headers[":status"]).toBe(status);
  });

  it("of methods that there are not are refused", async () => {
    const unknown = await call(message(), { ":path": "/spark.connect.SparkConnectService/Nope?x=%zz" });
    expect(unknown).toMatchObject({ status: Code.Unimplemented, message: expect.stringContaining("/Nope") });
  });

  it.each(["a:99999999", "a[", "%zz", "evil.example"])("for the authority %s are answered", async (authority) => {
    expect((await call(message(), { ":authority": authority })).status).toBe(0);
  });

  it.each([
    ["a request without a message", Buffer.alloc(0), Code.Unimplemented],
    ["half of a prefix", message().subarray(0, 3), Code.InvalidArgument],
    ["half of a message", message("abc", { length: 10 }), Code.InvalidArgument],
    ["a message larger than allowed", message("abc", { length: (1 << 20) + 1 }), Code.ResourceExhausted],
    ["a message of 4 GiB", message("abc", { length: 0xffffffff }), Code.ResourceExhausted],
    ["two messages", Buffer.concat([message(), message()]), Code.Unimplemented],
    ["a message that is none", message(Buffer.alloc(40, 0xff)), Code.Internal],
    ["a compressed message", message("abc", { flags: 1 }), Code.Internal],
  ])("with %s get a status", async (_what, request, status) => {
    const ended = await call(request);
    expect(ended).toMatchObject({ status, message: expect.stringMatching(/./) });
  });

  it("with an unknown compression get a status", async () => {
    expect((await call(message(), { "grpc-encoding": "gzip" })).status).toBe(Code.Unimplemented);
  });

  it("with a deadline that is none get a status", async () => {
    expect((await call(message(), { "grpc-timeout": "soon" })).status).toBe(Code.InvalidArgument);
  });

  it("with too many headers are reset", async () => {
    const session = open();
    // From here on the client has been told how many it may send.
    await once(session, "remoteSettings");
    const stream = begin(session, { "x-large": "x".repeat(8192) });
    stream.end(message());
    expect((await endOf(stream)).status).toBeUndefined();
    session.close();
  });

  it.each([
    ["before the first message", Buffer.alloc(0)],
    ["within a prefix", message().subarray(0, 2)],
    ["within a message", message("abc", { length: 100 })],
    ["after the message", message()],
  ])("that fall silent %s end", async (_where, begun) => {
    const session = open();
    const stream = begin(session);
    stream.write(begun);
    expect(await endOf(stream)).toMatchObject({
      status: Code.DeadlineExceeded,
      message: "nothing of the request arrived for 0.2 seconds",
    });
    session.close();
  });

  it("share what may be arriving", async () => {
    const session = open();
    const large = message(new Uint8Array(900_000), { length: 1_000_000 });
    const first = begin(session);
    first.write(large);
    const firstEnd = endOf(first);
    const second = begin(session);
    second.write(large);
    expect(await Promise.race([firstEnd, endOf(second)])).toMatchObject({
      status: Code.ResourceExhausted,
      message: expect.stringContaining(String(limits.arrivingBytes)),
    });
    await firstEnd;
    // What they held is free again.
    const third = begin(session);
    third.end(message(Buffer.concat([Buffer.from([0xfa, 0x7f, 0xbc, 0x84, 0x3d]), new Uint8Array(999_996)])));
    expect((await endOf(third)).status).toBe(0);
    session.close();
  });

  it("whose client goes away without reading end", async () => {
    const session = open();
    const stream = begin(session, { ":path": "/spark.connect.SparkConnectService/ExecutePlan" });
    // session_id is field 1.
    stream.end(message(Buffer.from("\n\u0003big")));
    await once(stream, "response");
    session.destroy();
    await closeOf(session);
  });
});
