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
 * Reads the messages of a request, each with its prefix and only when it is whole: memory is taken for what has arrived, not for what a
 * prefix announces.
 */
export class RequestReader {
  readonly #stream: ServerHttp2Stream;
  readonly #messageBytes: number;
  readonly #silenceMs: number;
  readonly #arriving: ArrivingBytes;
  readonly #silence: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #held = 0;
  #isSilent = false;
  #wake: (() => void) | undefined;

  constructor(
    stream: ServerHttp2Stream,
    { messageBytes, silenceMs }: Pick<ListenLimits, "messageBytes" | "silenceMs">,
    arriving: ArrivingBytes,
  ) {
    this.#stream = stream;
    this.#messageBytes = messageBytes;
    this.#silenceMs = silenceMs;
    this.#arriving = arriving;
    for (const event of events) stream.on(event, this.#somethingHappened);
    this.#silence = setTimeout(() => {
      this.#isSilent = true;
      this.#somethingHappened();
    }, silenceMs);
  }

  /**
   * The next message.
   *
   * @returns undefined at the end of the request
   * @throws ConnectError RESOURCE_EXHAUSTED for a message beyond the limits, DEADLINE_EXCEEDED for a client that falls silent,
   * INVALID_ARGUMENT for a request that ends within a message, CANCELED for a call that is cut off
   */
  async next(): Promise<Uint8Array | undefined> {
    // What the service does between two messages is no silence of the client.
    this.#isSilent = false;
    this.#silence.refresh();
    for (;;) {
      const message = this.#whole();
      if (message !== undefined) return message;
      const chunk = this.#stream.read() as Buffer | null;
      if (chunk !== null) {
        this.#arriving.add(chunk.length);
        this.#held += chunk.length;
        this.#chunks.push(chunk);
        this.#silence.refresh();
        continue;
      }
      if (this.#stream.readableEnded) break;
      if (this.#stream.destroyed || this.#stream.aborted) throw new ConnectError("the call was cut off", Code.Canceled);
      if (this.#isSilent) {
        const seconds = this.#silenceMs / 1000;
        throw new ConnectError(`nothing of the request arrived for ${seconds} seconds`, Code.DeadlineExceeded);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#held > 0) throw new ConnectError("the request ends within a message", Code.InvalidArgument);
    return undefined;
  }

  /** Reads no more, and lets go of what has arrived; has to be called in the end, and may be earlier. */
  close(): void {
    clearTimeout(this.#silence);
    for (const event of events) this.#stream.off(event, this.#somethingHappened);
    this.#arriving.remove(this.#held);
    this.#held = 0;
  }

  readonly #somethingHappened = (): void => {
    this.#wake?.();
    this.#wake = undefined;
  };

  /** Takes the message at the front where all of it has arrived. */
  #whole(): Uint8Array | undefined {
    const wanted = this.#wantedBytes();
    if (wanted > this.#messageBytes + prefixBytes) {
      throw new ConnectError(
        `a message of ${wanted - prefixBytes} bytes; the most that is taken is ${this.#messageBytes}`,
        Code.ResourceExhausted,
      );
    }
    if (this.#held < wanted) return undefined;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#held);
    this.#chunks.length = 0;
    if (this.#held > wanted) this.#chunks.push(bytes.subarray(wanted));
    this.#held -= wanted;
    this.#arriving.remove(wanted);
    return bytes.subarray(0, wanted);
  }

  /** How many bytes the message at the front has, with its prefix; those of a prefix as long as that is not there. */
  #wantedBytes(): number {
    const chunks = this.#chunks;
    if (this.#held < prefixBytes) return prefixBytes;
    if (chunks[0]!.length < prefixBytes) chunks.splice(0, chunks.length, Buffer.concat(chunks, this.#held));
    return prefixBytes + chunks[0]!.readUInt32BE(1);
  }
}

const events = ["readable", "end", "aborted", "close"] as const;
