import { StringType } from "../../types/index.ts";
import { type Draw, encoding, Field } from "../field.ts";
import type { Random } from "../random.ts";
import { isUsernameCall, username } from "./username.ts";

/**
 * Text from a function, which is called once for each record: any call of Faker (English locale), or text made of the index.
 *
 * With a seed, `faker` draws from the seed and its relative dates count from the record's reference date. A function that uses
 * other sources of chance or time (`Math.random`, `Date.now`) gives that up.
 *
 * @example
 * ```ts
 * field.string(({ faker }) => faker.internet.username());
 * field.string(({ index }) => `order-${index}`);
 * ```
 */
export function string(generate: (draw: Draw) => string): Field<string> {
  if (isUsernameCall(generate)) return username();
  const type = new StringType();
  return new Field(type, () => encoding(type, generate));
}

const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function uuidText(random: Random): string {
  const b = (word: number, shift: number): string => hex[(word >>> shift) & 0xff]!;
  const half = (word: number, shift: number): string => b(word, shift + 8) + b(word, shift);
  const [w0, w3] = [random.u32(), random.u32()];
  const w1 = (random.u32() & 0xffff_0fff) | 0x4000;
  const w2 = (random.u32() & 0x3fff_ffff) | 0x8000_0000;
  return `${half(w0, 16)}${half(w0, 0)}-${half(w1, 16)}-${half(w1, 0)}-${half(w2, 16)}-${half(w2, 0)}${half(w3, 16)}${half(w3, 0)}`;
}

/** Random UUIDs (version 4), drawn from the seed where one is set. */
export function uuid(): Field<string> {
  return new Field(new StringType(), () => ({
    draw: ({ random }) => uuidText(random),
    write({ random }, out) {
      out.byte(0x22);
      out.ascii(uuidText(random));
      out.byte(0x22);
      return true;
    },
  }));
}
