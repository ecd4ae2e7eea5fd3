import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";

/** How a call of a client ended that speaks HTTP/2 by hand. */
interface Ended {
  readonly headers: IncomingHttpHeaders;
  /** The gRPC status, wherever it stood. */
  readonly status: number | undefined;
  readonly message: string;
}

/** A connection whose errors are known by its end alone. */
export function openHttp2(url: string, options?: SecureClientSessionOptions): ClientHttp2Session {
  const session = connect(url, options);
  session.on("error", () => undefined);
  return session;
}

/** Resolves when something is closed, whatever the reason. */
export function closeOf(what: ClientHttp2Session | ClientHttp2Stream | Socket): Promise<void> {
  // What is not read never ends.
  if ("resume" in what) what.resume();
  return new Promise((resolve) => {
    if (what.destroyed && what.closed) resolve();
    else what.once("close", () => resolve());
  });
}

/** Begins a call; what its request has, the test writes. */
export function begin(session: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  const stream = session.request(
    {
      ":method": "POST",
      ":path": "/spark.connect.SparkConnectService/AnalyzePlan",
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    },
    { endStream: false },
  );
  stream.on("error", () => undefined);
  return stream;
}

/** Waits for the end of a call. */
export async function endOf(stream: ClientHttp2Stream): Promise<Ended> {
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  stream.on("response", (given) => {
    headers = given;
  });
  stream.on("trailers", (given) => {
    trailers = given;
  });
  await closeOf(stream);
  const status = trailers["grpc-status"] ?? headers["grpc-status"];
  const message = trailers["grpc-message"] ?? headers["grpc-message"] ?? "";
  return {
    headers,
    status: status === undefined ? undefined : Number(status),
    message: decodeURIComponent(String(message)),
  };
}

/** A message with its prefix; `length` is what the prefix says. */
export function message(data: Uint8Array | string = "", { flags = 0, length = data.length } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flags, 0);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, Buffer.from(data as string)]);
}

/** A connection that sends bytes. @returns when the server has closed it */
export async function sendBytes(port: number, ...parts: (Uint8Array | string)[]): Promise<void> {
  const socket = await openTcp(port);
  for (const part of parts) socket.write(part);
  await closeOf(socket);
}

/** A connection of TCP alone. */
export async function openTcp(port: number): Promise<Socket> {
  const socket = connectTcp(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** The numbers of some kinds of frames. */
export const frameTypes = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, continuation: 9 } as const;

/** A frame of HTTP/2. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array | string = ""): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, Buffer.from(payload as string)]);
}

/** What a client of HTTP/2 says first. */
export const preface: Buffer = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  frame(frameTypes.settings, 0, 0),
]);
