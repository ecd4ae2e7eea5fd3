import { once } from "node:events";
import { connect, constants, type SessionOptions } from "node:http2";
import { type AddressInfo, createServer, type Server } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { begin, closeOf, endOf, frame, frameTypes, openTcp, preface } from "../../../test/support/raw-http2.ts";
import { HeaderDecoder } from "./header-decoder.ts";
import { Http2Connection, headerBlock, type RequestHeaders, type Stream } from "./index.ts";

const limits = { callsPerConnection: 50, headerBytes: 16_384, windowBytes: 100_000 };
let server: Server;
let port: number;
let connections: Http2Connection[];
beforeAll(async () => {
  connections = [];
  server = createServer((socket) => connections.push(new Http2Connection(socket, limits, answer)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const connection of connections) connection.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** Says back what a request has, while it is there, and its header `x-said`; reads nothing where that is `silent`. */
async function answer(stream: Stream, headers: RequestHeaders): Promise<void> {
  if (headers["x-said"] === "silent") return;
  stream.respond(headerBlock({ ":status": 200, "x-said": headers["x-said"] ?? "" }));
  while (!stream.requestRead && !stream.closed) {
    const chunk = stream.read();
    if (chunk === undefined) {
      await new Promise<void>((resolve) => {
        stream.onArrival = resolve;
      });
    } else if (!stream.write(chunk)) await stream.drained();
  }
  stream.end(headerBlock({ "grpc-status": 0, "grpc-message": "said" }));
}

async function said(session: ReturnType<typeof connect>, data: Buffer, value = "") {
  const stream = begin(session, { "x-said": value });
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.end(data);
  const { headers, status, message } = await endOf(stream);
  return { value: headers["x-said"], data: Buffer.concat(chunks), status, message };
}

const open = (options: SessionOptions = {}) => connect(`http://127.0.0.1:${port}`, options);

describe("headers", () => {
  // RFC 7541, appendix C.4 and C.6: the second and the third refer to what the one before has added.
  it("are read as HPACK's examples have them", () => {
    const decoder = new HeaderDecoder();
    const decoded = [
      "828684418cf1e3c2e5f23a6ba0ab90f4ff",
      "828684be5886a8eb10649cbf",
      "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
    ].map((hex) => {
      const headers: string[] = [];
      decoder.decode(Buffer.from(hex, "hex"), ([name, value]) => headers.push(`${name}=${value}`));
      return headers.join(" ");
    });
    expect(decoded).toEqual([
      ":method=GET :scheme=http :path=/ :authority=www.example.com",
      ":method=GET :scheme=http :path=/ :authority=www.example.com cache-control=no-cache",
      ":method=GET :scheme=https :path=/index.html :authority=www.example.com custom-key=custom-value",
    ]);
  });

  it.each([
    ["a number that there is not", "ff00"],
    ["a number without an end", "ffffffffffffffffff"],
    ["a text beyond the end", "0005616263"],
    ["a text that ends within a code", "00840fffffff0161"],
    ["a code for the end of the text", "0084ffffffff0161"],
    ["a table larger than agreed", "3fe21f"],
    ["a table that changes behind a header", "8220"],
  ])("with %s do not decode", (_what, hex) => {
    expect(() => new HeaderDecoder().decode(Buffer.from(hex, "hex"), () => undefined)).toThrow();
  });

  it("have room in the table as long as they fit", () => {
    const decoder = new HeaderDecoder();
    const decode = (hex: string) => decoder.decode(Buffer.from(hex, "hex"), () => undefined);
    decode("40016101624001630164");
    expect(() => decode("bebf")).not.toThrow();
    // Each takes 34 bytes: in 40, only the newer stays.
    decode("3f09be");
    expect(() => decode("bf")).toThrow("no header has the number 63");
  });

  it("arrive as Node sends them, with all bytes that a value may have", async () => {
    const session = open();
    const character = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f);
    const text = fc.array(character, { maxLength: 60 }).map((codes) => String.fromCharCode(...codes).trim());
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await said(session, Buffer.from("x"), value)).toMatchObject({ value, status: 0, message: "said" });
      }),
    );
    session.close();
  });
});

describe("data", () => {
  it.each([1, 1000, 65_535, 1_000_000])("passes a client's window of %i bytes", async (initialWindowSize) => {
    const session = open({ settings: { initialWindowSize } });
    const size = Math.min(1_000_000, 500 * initialWindowSize);
    const data = Buffer.from(Array.from({ length: size }, (_, i) => (i * 31) % 251));
    expect((await said(session, data)).data.equals(data)).toBe(true);
    session.close();
  });

  it("of many calls at once arrives, each where it belongs", async () => {
    const session = open();
    const calls = Array.from({ length: 40 }, (_, i) => Buffer.alloc(200_000, i));
    const answers = await Promise.all(calls.map((data) => said(session, data)));
    expect(answers.every(({ data }, i) => data.equals(calls[i]!))).toBe(true);
    session.close();
  });

  it("may come in any pieces, padded, with priorities and unknown frames between", async () => {
    const block = Buffer.from("8386", "hex");
    const conversation = Buffer.concat([
      preface,
      frame(frameTypes.headers, 8 | 32, 1, Buffer.concat([Buffer.from([2]), Buffer.alloc(5), block, Buffer.alloc(2)])),
      frame(frameTypes.continuation, 4, 1, Buffer.from("84", "hex")),
      frame(200, 0, 0, "unknown"),
      frame(2, 0, 1, Buffer.alloc(5)),
      frame(frameTypes.data, 8, 1, Buffer.concat([Buffer.from([3]), Buffer.from("abc"), Buffer.alloc(3)])),
      frame(frameTypes.data, 1, 1, "def"),
    ]);
    for (const step of [1, 7, conversation.length]) {
      const socket = await openTcp(port);
      let answered = Buffer.alloc(0);
      const done = new Promise<void>((resolve) => {
        socket.on("data", (chunk: Buffer) => {
          answered = Buffer.concat([answered, chunk]);
          if (answered.includes("grpc-message")) resolve();
        });
      });
      for (let at = 0; at < conversation.length; at += step) {
        socket.write(conversation.subarray(at, at + step));
        await new Promise(setImmediate);
      }
      await done;
      expect(answered.includes("abc")).toBe(true);
      expect(answered.includes("def")).toBe(true);
      socket.destroy();
    }
  });
});

describe("what HTTP/2 does not allow", () => {
  const headers = frame(frameTypes.headers, 4, 1, Buffer.from("838684", "hex"));
  const word = (value: number) => Buffer.from(value.toString(16).padStart(8, "0"), "hex");
  it.each([
    ["another frame before the settings", [frame(frameTypes.ping, 0, 0, "12345678")], constants.NGHTTP2_PROTOCOL_ERROR],
    ["headers of an even stream", [frame(frameTypes.headers, 4, 2, "")], constants.NGHTTP2_PROTOCOL_ERROR],
    [
      "a frame within headers",
      [frame(frameTypes.headers, 0, 1, ""), frame(6, 0, 0, "12345678")],
      constants.NGHTTP2_PROTOCOL_ERROR,
    ],
    [
      "headers without an end",
      [
        frame(frameTypes.headers, 0, 1, ""),
        ...Array.from({ length: 5 }, () => frame(frameTypes.continuation, 0, 1, "x".repeat(16_000))),
      ],
      constants.NGHTTP2_ENHANCE_YOUR_CALM,
    ],
    [
      "more padding than there is",
      [headers, frame(frameTypes.data, 8, 1, Buffer.from([9, 0]))],
      constants.NGHTTP2_PROTOCOL_ERROR,
    ],
    ["data of no stream", [headers, frame(frameTypes.data, 0, 3, "x")], constants.NGHTTP2_PROTOCOL_ERROR],
    [
      "more data than the window has",
      [
        frame(frameTypes.headers, 4, 1, literal("x-said", "silent")),
        ...Array.from({ length: 8 }, () => frame(frameTypes.data, 0, 1, "x".repeat(16_000))),
      ],
      constants.NGHTTP2_FLOW_CONTROL_ERROR,
    ],
    ["a promise", [frame(5, 4, 1, word(2))], constants.NGHTTP2_PROTOCOL_ERROR],
    ["a reset of no stream", [frame(frameTypes.reset, 0, 1, word(8))], constants.NGHTTP2_PROTOCOL_ERROR],
    ["a reset cut off", [headers, frame(frameTypes.reset, 0, 1, "x")], constants.NGHTTP2_FRAME_SIZE_ERROR],
    ["settings cut off", [frame(frameTypes.settings, 0, 0, "x")], constants.NGHTTP2_FRAME_SIZE_ERROR],
    ["a window beyond all sizes", [frame(8, 0, 0, word(0x7fffffff))], constants.NGHTTP2_FLOW_CONTROL_ERROR],
    [
      "a window in the settings beyond all sizes",
      [frame(frameTypes.settings, 0, 0, Buffer.from("0004ffffffff", "hex"))],
      constants.NGHTTP2_FLOW_CONTROL_ERROR,
    ],
    [
      "a size of frames that is none",
      [frame(frameTypes.settings, 0, 0, Buffer.from("000500000001", "hex"))],
      constants.NGHTTP2_PROTOCOL_ERROR,
    ],
    ["a window widened by nothing", [frame(8, 0, 0, word(0))], constants.NGHTTP2_PROTOCOL_ERROR],
    [
      "empty data for ever",
      [headers, ...Array.from({ length: 1100 }, () => frame(frameTypes.data, 0, 1, ""))],
      constants.NGHTTP2_ENHANCE_YOUR_CALM,
    ],
  ])("ends the connection: %s", async (what, frames, code) => {
    const socket = await openTcp(port);
    let answered = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      answered = Buffer.concat([answered, chunk]);
    });
    const first = what.startsWith("another frame") ? preface.subarray(0, 24) : preface;
    socket.write(Buffer.concat([first, ...frames]));
    await closeOf(socket);
    expect(goAwayCode(answered)).toBe(code);
  });

  it.each([
    ["a name in upper case", [literal("X-SAID", "a")]],
    ["a name of HTTP/1.1", [literal("connection", "close")]],
    ["a pseudo-header that there is not", [literal(":nope", "a")]],
    ["a pseudo-header behind others", [literal("x-said", "a"), literal(":path", "/")]],
  ])("ends the call: %s", async (_what, block) => {
    const socket = await openTcp(port);
    let answered = Buffer.alloc(0);
    const reset = new Promise<number>((resolve) => {
      socket.on("data", (chunk: Buffer) => {
        answered = Buffer.concat([answered, chunk]);
        const found = framesOf(answered).find(({ type }) => type === frameTypes.reset);
        if (found !== undefined) resolve(found.payload.readUInt32BE(0));
      });
    });
    socket.write(Buffer.concat([preface, frame(frameTypes.headers, 5, 1, Buffer.concat(block))]));
    expect(await reset).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
    socket.destroy();
  });
});

function framesOf(bytes: Buffer): { readonly type: number; readonly payload: Buffer }[] {
  const frames: { type: number; payload: Buffer }[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
    frames.push({ type: bytes[at + 3]!, payload: bytes.subarray(at + 9, at + 9 + bytes.readUIntBE(at, 3)) });
  return frames;
}

/** Literals of HPACK, without compression. */
const literal = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);

const goAwayCode = (bytes: Buffer): number | undefined =>
  framesOf(bytes)
    .find(({ type }) => type === 7)
    ?.payload.readUInt32BE(4);
