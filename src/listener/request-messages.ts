import type { ServerHttp2Stream } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import type { ListenLimits } from "./options.ts";

/** Bytes of all messages that have begun to arrive and are not whole yet. */
export class ArrivingBytes {
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws ConnectError RESOURCE_EXHAUSTED where it would be too many */
  add(bytes: number): void {
    if (this.#bytes + bytes > this.#limit) {
      throw new ConnectError(
        `the messages that arrive at this moment have more than ${this.#limit} bytes`,
        Code.ResourceExhausted,
      );
    }
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** Each message has a flag and its length before it. */
export const prefixBytes = 5;

/**
 * The messages of a request, each with its prefix and only when it is whole: memory is taken for what has arrived, not for what a prefix
 * announces.
 *
 * @throws ConnectError RESOURCE_EXHAUSTED for a message beyond the limits, DEADLINE_EXCEEDED for a client that falls silent,
 * INVALID_ARGUMENT for a request that ends within a message, CANCELED for a call that is cut off
 */
export async function* requestMessages(
  stream: ServerHttp2Stream,
  { messageBytes, silenceMs }: Pick<ListenLimits, "messageBytes" | "silenceMs">,
  arriving: ArrivingBytes,
): AsyncGenerator<Uint8Array> {
  const chunks: Buffer[] = [];
  let held = 0;
  try {
    for (;;) {
      const chunk = await nextChunk(stream, silenceMs);
      if (chunk === undefined) break;
      arriving.add(chunk.length);
      held += chunk.length;
      chunks.push(chunk);
      for (;;) {
        const wanted = wantedBytes(chunks, held);
        if (wanted > messageBytes + prefixBytes) {
          throw new ConnectError(
            `a message of ${wanted - prefixBytes} bytes; the most that is taken is ${messageBytes}`,
            Code.ResourceExhausted,
          );
        }
        if (held < wanted) break;
        const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, held);
        chunks.length = 0;
        if (held > wanted) chunks.push(bytes.subarray(wanted));
        held -= wanted;
        arriving.remove(wanted);
        yield bytes.subarray(0, wanted);
      }
    }
    if (held > 0) throw new ConnectError("the request ends within a message", Code.InvalidArgument);
  } finally {
    arriving.remove(held);
  }
}

/** How many bytes the message at the front has, with its prefix; those of a prefix as long as that is not there. */
function wantedBytes(chunks: Buffer[], held: number): number {
  if (held < prefixBytes) return prefixBytes;
  if (chunks[0]!.length < prefixBytes) chunks.splice(0, chunks.length, Buffer.concat(chunks, held));
  return prefixBytes + chunks[0]!.readUInt32BE(1);
}

/** What has arrived since the last call. @returns undefined at the end of the request */
async function nextChunk(stream: ServerHttp2Stream, silenceMs: number): Promise<Buffer | undefined> {
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) return chunk;
    if (stream.readableEnded) return undefined;
    if (stream.destroyed || stream.aborted) throw new ConnectError("the call was cut off", Code.Canceled);
    if (!(await somethingHappens(stream, silenceMs))) {
      throw new ConnectError(`nothing of the request arrived for ${silenceMs / 1000} seconds`, Code.DeadlineExceeded);
    }
  }
}

const events = ["readable", "end", "aborted", "close"] as const;

/** @returns false where time ran out before */
function somethingHappens(stream: ServerHttp2Stream, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (happened: boolean) => () => {
      clearTimeout(timer);
      for (const event of events) stream.off(event, yes);
      resolve(happened);
    };
    const yes = settle(true);
    const timer = setTimeout(settle(false), ms);
    for (const event of events) stream.on(event, yes);
  });
}
