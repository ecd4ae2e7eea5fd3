const encoder = new TextEncoder();
const decoder = new TextDecoder();
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

const digits = "0123456789";
/** "00" to "99", so that integers are written two digits at a time. */
const pairs: Uint8Array = encoder.encode(
  Array.from({ length: 100 }, (_, i) => digits.charAt((i / 10) | 0) + digits.charAt(i % 10)).join(""),
);

/** JSON text as growing UTF-8 bytes. */
export class JsonBytes {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    if (this.length + size > this.bytes.length) this.#grow(size);
  }

  #grow(size: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + size));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Copies `source[from..to)`. A loop beats `set` for the short pieces that records are made of. */
  copy(source: Uint8Array, from = 0, to: number = source.length): void {
    this.reserve(to - from);
    const target = this.bytes;
    let at = this.length;
    for (let i = from; i < to; i++) target[at++] = source[i]!;
    this.length = at;
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
    const target = this.bytes;
    let rest = value | 0;
    let at = this.length + width;
    const end = this.length;
    this.length = at;
    while (at - end >= 2) {
      const upper = (rest / 100) | 0;
      const pair = (rest - upper * 100) * 2;
      target[--at] = pairs[pair + 1]!;
      target[--at] = pairs[pair]!;
      rest = upper;
    }
    if (at > end) target[at - 1] = 0x30 + rest;
  }

  bigint(value: bigint): void {
    if (value <= SAFE && value >= -SAFE) this.integer(Number(value));
    else this.ascii(value.toString());
  }

  /** The text written since `from`. */
  text(from = 0): string {
    return decoder.decode(this.bytes.subarray(from, this.length));
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

/** UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);
