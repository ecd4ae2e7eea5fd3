import { staticHeaders } from "./static-headers.ts";

/** Numbers of the headers that HPACK knows, by name and value, and by name alone. */
const known = new Map<string, number>();
for (const [i, [name, value]] of staticHeaders.entries()) {
  known.set(`${name}: ${value}`, i + 1);
  if (!known.has(name)) known.set(name, i + 1);
}

/** Headers as they are sent. */
export type HeaderBlock = Buffer;

/**
 * Writes headers as a block that every client can read, whatever was sent before: what we send is short, and the same again and again.
 *
 * @see RFC 7541, section 6.2.2
 */
export function headerBlock(headers: Readonly<Record<string, string | number>>): HeaderBlock {
  const parts: Buffer[] = [];
  for (const [name, given] of Object.entries(headers)) {
    const value = String(given);
    const whole = known.get(`${name}: ${value}`);
    if (whole !== undefined) {
      parts.push(integer(0x80, 7, whole));
      continue;
    }
    const index = known.get(name);
    parts.push(integer(0, 4, index ?? 0));
    if (index === undefined) parts.push(...text(name));
    parts.push(...text(value));
  }
  return Buffer.concat(parts);
}

function text(value: string): Buffer[] {
  const bytes = Buffer.from(value, "latin1");
  return [integer(0, 7, bytes.length), bytes];
}

function integer(flags: number, prefixBits: number, value: number): Buffer {
  const most = 2 ** prefixBits - 1;
  if (value < most) return Buffer.from([flags | value]);
  const bytes = [flags | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(0x80 | (rest % 128));
  bytes.push(rest);
  return Buffer.from(bytes);
}
