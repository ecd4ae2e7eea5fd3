const encoder = new TextEncoder();
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** "00" to "99" as 16-bit words, so that integers are written two digits at a time. */
const pairs: Int16Array = Int16Array.from({ length: 100 }, (_, i) => 0x3030 + ((i / 10) | 0) + ((i % 10) << 8));

/**
 * Ready-made pieces of JSON, kept as 32-bit words: writing words rather than bytes is what makes short pieces fast. Each piece
 * starts at a word of its own.
 */
export class Pieces {
  readonly texts: readonly string[];
  /** Little-endian words of all pieces. */
  readonly words: Int32Array;
  /** First word of piece i; entry i + 1 is its end. */
  readonly starts: Int32Array;
  /** Length of piece i in bytes. */
  readonly lengths: Int32Array;

  constructor(texts: readonly string[]) {
    this.texts = texts;
    const encoded = texts.map((text) => encoder.encode(text));
    this.lengths = Int32Array.from(encoded, (bytes) => bytes.length);
    this.starts = new Int32Array(texts.length + 1);
    const widths = encoded.map((bytes) => Math.ceil(bytes.length / 4));
    // Where all pieces are short they get the same width: a loop of constant length is one the processor predicts.
    const widest = widths.reduce((most, width) => Math.max(most, width), 0);
    for (const [i, width] of widths.entries()) this.starts[i + 1] = this.starts[i]! + (widest <= 8 ? widest : width);
    const padded = new Uint8Array(4 * this.starts[texts.length]!);
    for (const [i, bytes] of encoded.entries()) padded.set(bytes, 4 * this.starts[i]!);
    const view = new DataView(padded.buffer);
    this.words = Int32Array.from({ length: padded.length / 4 }, (_, i) => view.getInt32(4 * i, true));
  }

  get count(): number {
    return this.texts.length;
  }
}

/** JSON text as growing UTF-8 bytes. */
export class JsonBytes {
  bytes: Buffer<ArrayBuffer>;
  length = 0;
  #view: DataView;

  constructor(capacity: number = 1 << 16) {
    this.bytes = Buffer.from(new ArrayBuffer(capacity));
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    if (this.length + size > this.bytes.length) this.#grow(size);
  }

  #grow(size: number): void {
    const grown = Buffer.from(new ArrayBuffer(Math.max(this.bytes.length * 2, this.length + size)));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Writes a ready-made piece. */
  piece(pieces: Pieces, index: number): void {
    const start = pieces.starts[index]!;
    const words = pieces.starts[index + 1]! - start;
    this.reserve(4 * words);
    const at = this.length;
    // The last word may run over the piece's end; what follows is written over it.
    for (let i = 0; i < words; i++) this.#view.setInt32(at + 4 * i, pieces.words[start + i]!, true);
    this.length = at + pieces.lengths[index]!;
  }

  /** Text that needs no escapes and is ASCII. */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** A JSON string, quotes included. */
  string(text: string): void {
    this.reserve(text.length + 2);
    const start = this.length;
    const target = this.bytes;
    let at = start;
    target[at++] = 0x22;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) {
        this.#escaped(text);
        return;
      }
      target[at++] = unit;
    }
    target[at++] = 0x22;
    this.length = at;
  }

  #escaped(text: string): void {
    const json = JSON.stringify(text);
    this.reserve(json.length * 3);
    this.length += encoder.encodeInto(json, this.bytes.subarray(this.length)).written;
  }

  /** A whole number in decimal digits; `value` must be a safe integer. */
  integer(value: number): void {
    this.reserve(17);
    let rest = value;
    if (rest < 0) {
      this.bytes[this.length++] = 0x2d;
      rest = -rest;
    }
    if (rest > 0x7fff_ffff) {
      const upper = Math.floor(rest / 1e8);
      this.integer(upper);
      this.#padded(rest - upper * 1e8, 8);
    } else this.#padded(rest, digitCount(rest));
  }

  /** Writes a 31-bit number right-aligned in `width` digits. */
  #padded(value: number, width: number): void {
    this.reserve(width);
    let rest = value | 0;
    let at = this.length + width - 2;
    for (; at >= this.length; at -= 2) {
      const upper = (rest / 100) | 0;
      this.#view.setInt16(at, pairs[rest - upper * 100]!, true);
      rest = upper;
    }
    if (at === this.length - 1) this.bytes[this.length] = 0x30 + rest;
    this.length += width;
  }

  bigint(value: bigint): void {
    if (value <= SAFE && value >= -SAFE) this.integer(Number(value));
    else this.ascii(value.toString());
  }

  /** The text written since `from`. */
  text(from = 0): string {
    return this.bytes.toString("utf8", from, this.length);
  }

  /** A copy of what was written since `from`. */
  slice(from = 0): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.bytes.subarray(from, this.length));
  }
}

function digitCount(value: number): number {
  if (value < 100_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    if (value < 1000) return 3;
    return value < 10_000 ? 4 : 5;
  }
  if (value < 10_000_000) return value < 1_000_000 ? 6 : 7;
  if (value < 100_000_000) return 8;
  return value < 1_000_000_000 ? 9 : 10;
}
