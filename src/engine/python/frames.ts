import type { Readable } from "node:stream";

/** Marks that stand where a length would: what Spark and its Python workers say to each other. */
export const mark = {
  endOfData: -1,
  exception: -2,
  timing: -3,
  endOfStream: -4,
  startArrowStream: -6,
  startOfInit: -8,
} as const;

/** Builds bytes as Java's `DataOutputStream` writes them: numbers big-endian, texts and byte strings behind their length. */
export class FrameWriter {
  readonly #parts: Uint8Array[] = [];

  int(value: number): this {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeInt32BE(value);
    this.#parts.push(bytes);
    return this;
  }

  long(value: bigint): this {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64BE(value);
    this.#parts.push(bytes);
    return this;
  }

  boolean(value: boolean): this {
    this.#parts.push(Uint8Array.of(value ? 1 : 0));
    return this;
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, "utf8"));
  }

  bytes(value: Uint8Array): this {
    this.int(value.length);
    this.#parts.push(value);
    return this;
  }

  /** Pairs of texts behind their number. */
  pairs(values: Readonly<Record<string, string>>): this {
    const entries = Object.entries(values);
    this.int(entries.length);
    for (const [key, value] of entries) this.text(key).text(value);
    return this;
  }

  toBytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Reads what a worker writes, for one reader at a time. */
export class FrameReader {
  readonly #stream: Readable;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    const wake = () => this.#wake?.();
    stream.on("readable", wake);
    stream.on("end", wake);
    stream.on("close", wake);
    stream.on("error", (error) => {
      this.#failure = error;
      wake();
    });
  }

  /** So many bytes. @throws EndOfStream where the stream ends before */
  async read(size: number): Promise<Buffer> {
    if (size === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes = this.#stream.read(size) as Buffer | null;
      if (bytes?.length === size) return bytes;
      if (bytes !== null || this.#failure !== undefined || this.#stream.readableEnded || this.#stream.destroyed)
        throw new EndOfStream({ cause: this.#failure });
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async int(): Promise<number> {
    return (await this.read(4)).readInt32BE();
  }

  async bytes(): Promise<Buffer> {
    return this.read(await this.int());
  }

  async text(): Promise<string> {
    return (await this.bytes()).toString("utf8");
  }
}

/** The other side has gone. */
export class EndOfStream extends Error {
  constructor(options?: ErrorOptions) {
    super("The Python process closed its connection.", options);
    this.name = "EndOfStream";
  }
}
