import { sparkError } from "../../../common/index.ts";
import type { ResolvedCall } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { type Script, script } from "../script.ts";
import { binaryType, stringType } from "../type-rules.ts";

/** How text becomes bytes in a charset, and bytes text; null is what has no counterpart. */
interface Charset {
  encode(text: string): Uint8Array | null;
  decode(bytes: Uint8Array): string | null;
}

/** One byte for each character up to `last`. */
const singleBytes = (last: number): Charset => ({
  encode(text) {
    const codes = Array.from(text, (char) => char.codePointAt(0)!);
    return codes.some((code) => code > last) ? null : Uint8Array.from(codes);
  },
  decode: (bytes) => (bytes.some((byte) => byte > last) ? null : Buffer.from(bytes).toString("latin1")),
});

function decoded(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const swapped = (bytes: Buffer): Buffer => bytes.swap16();
const littleEndian = (text: string): Buffer => Buffer.from(text, "utf16le");
const utf16be = (bytes: Uint8Array): string | null =>
  bytes.length % 2 === 0 ? decoded("utf-16le", swapped(Buffer.from(bytes))) : null;
const utf16le = (bytes: Uint8Array): string | null => decoded("utf-16le", bytes);

/** Whole code points, the most significant byte first. */
const utf32: Charset = {
  encode(text) {
    const codes = Array.from(text, (char) => char.codePointAt(0)!);
    const bytes = Buffer.alloc(codes.length * 4);
    for (const [i, code] of codes.entries()) bytes.writeUInt32BE(code, i * 4);
    return bytes;
  },
  decode(bytes) {
    if (bytes.length % 4 !== 0) return null;
    const buffer = Buffer.from(bytes);
    let text = "";
    for (let i = 0; i < buffer.length; i += 4) {
      const code = buffer.readUInt32BE(i);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null;
      text += String.fromCodePoint(code);
    }
    return text;
  },
};

const charsets: Readonly<Record<string, Charset>> = {
  "iso-8859-1": singleBytes(0xff),
  "us-ascii": singleBytes(0x7f),
  "utf-16": {
    encode: (text) => Buffer.concat([Uint8Array.of(0xfe, 0xff), swapped(littleEndian(text))]),
    decode(bytes) {
      const [first, second] = bytes;
      if (first === 0xff && second === 0xfe) return utf16le(bytes.subarray(2));
      return utf16be(first === 0xfe && second === 0xff ? bytes.subarray(2) : bytes);
    },
  },
  "utf-16be": { encode: (text) => swapped(littleEndian(text)), decode: utf16be },
  "utf-16le": { encode: littleEndian, decode: utf16le },
  "utf-32": utf32,
  "utf-8": { encode: (text) => Buffer.from(text, "utf8"), decode: (bytes) => decoded("utf-8", bytes) },
};

/** Names of the charsets as errors list them. */
const known = Object.keys(charsets).join(", ");

function charsetOf(name: string, functionName: string): Charset {
  const found = charsets[name.toLowerCase()];
  if (found !== undefined) return found;
  throw sparkError("INVALID_PARAMETER_VALUE.CHARSET", {
    functionName,
    parameter: "`charset`",
    charset: name,
    charsets: known,
  });
}

const malformed = (functionName: string, charset: string): Error =>
  sparkError("MALFORMED_CHARACTER_CODING", { function: functionName, charset });

function encodeText(text: string, charset: string): Uint8Array {
  const bytes = charsetOf(charset, "`encode`").encode(text);
  if (bytes === null) throw malformed("`encode`", charset);
  return bytes;
}

function decodeBytes(bytes: Uint8Array, charset: string): string {
  const text = charsetOf(charset, "`decode`").decode(bytes);
  if (text === null) throw malformed("`decode`", charset);
  return text;
}

export const charsetScripts: readonly Script[] = [
  script("js_encode", [stringType, stringType], binaryType, encodeText),
  script("js_decode", [binaryType, stringType], stringType, decodeBytes),
];

const isUtf8 = (call: ResolvedCall): boolean => constantText(call.args[1])?.toLowerCase() === "utf-8";

/** SQL of text as bytes of a charset. */
export const encodeSql = ([text, charset]: readonly string[], call: ResolvedCall): string =>
  isUtf8(call) ? `encode(${text})` : `js_encode(${text}, ${charset})`;

/** SQL of bytes of a charset as text. */
export const decodeSql = ([bytes, charset]: readonly string[], call: ResolvedCall): string =>
  isUtf8(call)
    ? `list_transform([${bytes}], lambda x: coalesce(TRY(decode(x)), js_decode(x, ${charset})))[1]`
    : `js_decode(${bytes}, ${charset})`;
