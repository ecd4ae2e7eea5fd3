import { huffmanText } from "./huffman.ts";
import { type Header, staticHeaders } from "./static-headers.ts";

/** Bytes that the table of a connection may take, if nothing else is said: it is not. */
const tableBytes = 4096;

/** Why a block of headers is none. The connection cannot go on: the two sides no longer know the same. */
export class CompressionError extends Error {}

/**
 * Reads the blocks of headers of one connection, one after the other, as each may add to what later ones refer to.
 *
 * @see RFC 7541
 */
export class HeaderDecoder {
  /** What the client had us remember, the newest first. */
  readonly #table: Header[] = [];
  #tableBytes = 0;
  #capacity = tableBytes;
  #block: Buffer = Buffer.alloc(0);
  #at = 0;

  /** Hands each header of a block to `take`. @throws CompressionError */
  decode(block: Buffer, take: (header: Header) => void): void {
    this.#block = block;
    this.#at = 0;
    let first = true;
    while (this.#at < block.length) {
      const byte = block[this.#at]!;
      if (byte >= 0x80) take(this.#known(this.#integer(7)));
      else if (byte >= 0x40) {
        const header = this.#literal(6);
        this.#remember(header);
        take(header);
      } else if (byte >= 0x20) {
        const capacity = this.#integer(5);
        if (!first || capacity > tableBytes) throw new CompressionError("a size of the table that is not allowed");
        this.#capacity = capacity;
        this.#forget();
        continue;
      } else take(this.#literal(4));
      first = false;
    }
  }

  #known(index: number): Header {
    const header = staticHeaders[index - 1] ?? this.#table[index - 1 - staticHeaders.length];
    if (header === undefined) throw new CompressionError(`no header has the number ${index}`);
    return header;
  }

  /** A header whose name may be known, and whose value is written out. */
  #literal(prefixBits: number): Header {
    const index = this.#integer(prefixBits);
    const name = index === 0 ? this.#text() : this.#known(index)[0];
    return [name, this.#text()];
  }

  #remember(header: Header): void {
    this.#table.unshift(header);
    this.#tableBytes += headerBytes(header);
    this.#forget();
  }

  #forget(): void {
    while (this.#tableBytes > this.#capacity) this.#tableBytes -= headerBytes(this.#table.pop()!);
  }

  #integer(prefixBits: number): number {
    const most = 2 ** prefixBits - 1;
    let value = this.#byte() & most;
    if (value < most) return value;
    for (let factor = 1; factor <= 2 ** 21; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new CompressionError("a number beyond all sizes");
  }

  #text(): string {
    const isHuffman = this.#block[this.#at]! >= 0x80;
    const length = this.#integer(7);
    const begin = this.#at;
    this.#at += length;
    if (this.#at > this.#block.length) throw new CompressionError("a text beyond the end");
    if (!isHuffman) return this.#block.toString("latin1", begin, this.#at);
    const text = huffmanText(this.#block.subarray(begin, this.#at));
    if (text === undefined) throw new CompressionError("a text that does not decode");
    return text;
  }

  #byte(): number {
    const byte = this.#block[this.#at++];
    if (byte === undefined) throw new CompressionError("a block that ends within a header");
    return byte;
  }
}

/** What a header counts, in tables and towards limits. */
export const headerBytes = ([name, value]: Header): number => name.length + value.length + 32;
