/** Where the text comes from. Reading behind its end throws. */
export interface Base64Input {
  /** The next byte, taken. */
  next(): number;
  /** Puts the last byte back. */
  back(): void;
  /** What an escape whose backslash was just taken stands for. */
  escape(): number;
  /** @throws for what is no Base64 */
  refuse(): never;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const bitsOf = new Int8Array(256).fill(-1);
for (let i = 0; i < alphabet.length; i++) bitsOf[alphabet.charCodeAt(i)] = i;
const padding = -2;
bitsOf[0x3d] = padding;
const [quote, backslash, space] = [0x22, 0x5c, 0x20];

/**
 * Decodes up to and with the closing quote. Padding has to be there; white space may stand between groups of four. Where the input
 * stands after a refusal matters as much as the refusal.
 *
 * @see com.fasterxml.jackson.core.json.UTF8StreamJsonParser#_decodeBase64
 */
export function decodeBase64(input: Base64Input): Uint8Array {
  const bytes: number[] = [];
  const escaped = (byte: number, index: number): number => {
    if (byte !== backslash) return input.refuse();
    const code = input.escape();
    if (code <= space && index === 0) return -1;
    const bits = code < 256 ? bitsOf[code]! : -1;
    return bits === -1 ? input.refuse() : bits;
  };
  const unpadded = (): never => {
    input.back();
    return input.refuse();
  };
  for (;;) {
    let byte = input.next();
    if (byte <= space) continue;
    let bits = bitsOf[byte]!;
    if (bits < 0) {
      if (byte === quote) return Uint8Array.from(bytes);
      bits = escaped(byte, 0);
      if (bits < 0) continue;
    }
    let group = bits;
    byte = input.next();
    bits = bitsOf[byte]!;
    if (bits < 0) bits = escaped(byte, 1);
    group = (group << 6) | bits;
    byte = input.next();
    bits = bitsOf[byte]!;
    if (bits === -1) bits = byte === quote ? unpadded() : escaped(byte, 2);
    if (bits === padding) {
      byte = input.next();
      if (bitsOf[byte] !== padding && escaped(byte, 3) !== padding) return input.refuse();
      bytes.push((group >> 4) & 0xff);
      continue;
    }
    group = (group << 6) | bits;
    byte = input.next();
    bits = bitsOf[byte]!;
    if (bits === -1) bits = byte === quote ? unpadded() : escaped(byte, 3);
    if (bits === padding) {
      bytes.push((group >> 10) & 0xff, (group >> 2) & 0xff);
      continue;
    }
    group = (group << 6) | bits;
    bytes.push((group >> 16) & 0xff, (group >> 8) & 0xff, group & 0xff);
  }
}
