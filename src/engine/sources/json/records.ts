import { sparkError } from "../../../common/index.ts";
import type { JsonOptions } from "./options.ts";

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** The bytes of a file as UTF-8, which is what records are parsed from. */
export function asUtf8(bytes: Uint8Array, encoding: string | undefined): Uint8Array {
  const text = (name: string): Uint8Array => new TextEncoder().encode(new TextDecoder(name).decode(bytes));
  switch (encoding) {
    case undefined:
    case "UTF-8":
      return bytes;
    case "US-ASCII":
    case "ISO-8859-1":
      return new TextEncoder().encode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
    case "UTF-16":
      return text(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-16be");
    case "UTF-16LE":
    case "UTF-16BE":
      return text(encoding.toLowerCase());
    default:
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the encoding ${encoding} of JSON files`,
        hint: "Convert the files to UTF-8.",
      });
  }
}

/** Where the record that starts at `start` ends, and where the next one starts. */
export interface RecordBounds {
  end: number;
  next: number;
}

/** Finds the end of a record. */
export type RecordEnd = (bytes: Uint8Array, start: number, fileEnd: number, bounds: RecordBounds) => void;

/** How records are told apart: by line ends, by a separator, or not at all. */
export function recordEnd({ multiLine, lineSep }: JsonOptions): RecordEnd {
  if (multiLine) {
    return (_bytes, _start, fileEnd, bounds) => {
      bounds.end = fileEnd;
      bounds.next = fileEnd;
    };
  }
  if (lineSep !== undefined)
    return (bytes, start, fileEnd, bounds) => findSeparator(bytes, start, fileEnd, lineSep, bounds);
  return findLineEnd;
}

function findLineEnd(bytes: Uint8Array, start: number, fileEnd: number, bounds: RecordBounds): void {
  for (let at = start; at < fileEnd; at++) {
    const byte = bytes[at]!;
    if (byte !== lineFeed && byte !== carriageReturn) continue;
    bounds.end = at;
    bounds.next = byte === carriageReturn && at + 1 < fileEnd && bytes[at + 1] === lineFeed ? at + 2 : at + 1;
    return;
  }
  bounds.end = fileEnd;
  bounds.next = fileEnd;
}

function findSeparator(
  bytes: Uint8Array,
  start: number,
  fileEnd: number,
  separator: Uint8Array,
  bounds: RecordBounds,
): void {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, fileEnd).indexOf(separator, start);
  bounds.end = at < 0 ? fileEnd : at;
  bounds.next = at < 0 ? fileEnd : at + separator.length;
}
