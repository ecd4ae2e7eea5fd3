import { StringType } from "../../types/index.ts";
import { englishFaker } from "../faker.ts";
import { type Draw, encoding, Field, type Maker } from "../field.ts";
import { utf8 } from "../json-bytes.ts";
import type { Random } from "../random.ts";

/**
 * Usernames as `faker.internet.username()` makes them, with its distribution, from byte tables: `Rowan_Funk55`, `Sibyl10`,
 * `Wesley.Pacocha`.
 */
export function username(): Field<string> {
  return new Field(new StringType(), () => makeTables() ?? encoding(new StringType(), callFaker));
}

const callFaker = ({ faker }: Draw): string => faker.internet.username();

/** Names one after another in one piece of memory. */
class NameTable {
  readonly names: readonly string[];
  readonly bytes: Uint8Array;
  readonly #ends: Int32Array;

  constructor(names: readonly string[]) {
    this.names = names;
    this.bytes = utf8(names.join(""));
    let end = 0;
    this.#ends = Int32Array.from(names, (name) => {
      end += name.length;
      return end;
    });
  }

  start(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }

  end(index: number): number {
    return this.#ends[index]!;
  }

  pick(random: Random): number {
    return random.below(this.names.length);
  }
}

/** Last names are one or more names from a list with fixed text between: `Harber-Waters`. */
interface LastNamePattern {
  /** The pattern holds where a random 32-bit number is below this. */
  readonly below: number;
  /** How many names it takes; a hyphen joins them. */
  readonly names: number;
}

interface Tables {
  readonly female: NameTable;
  readonly male: NameTable;
  readonly generic: NameTable;
  /** Of 2^32: below the first female, below the second male, else generic. */
  readonly femaleBelow: number;
  readonly maleBelow: number;
  readonly last: NameTable;
  readonly patterns: readonly LastNamePattern[];
}

const TWO_32 = 0x1_0000_0000;

/** Tables from the installed Faker's own names; undefined where they have a shape that only Faker itself can work with. */
function readTables(): Tables | undefined {
  const person = englishFaker().rawDefinitions.person;
  const { female, male, generic } = person?.first_name ?? {};
  const last = person?.last_name?.generic;
  const lastPatterns = person?.last_name_pattern?.generic;
  if (!female || !male || !generic || !last || !lastPatterns) return undefined;

  // Faker picks a sex, then the sex's own list or the one for both by the square roots of their lengths, three to one.
  const generically = (own: readonly string[]): number => {
    const [ownWeight, sharedWeight] = [3 * Math.sqrt(own.length), Math.sqrt(generic.length)];
    return sharedWeight / (ownWeight + sharedWeight);
  };
  const femaleBelow = (TWO_32 / 2) * (1 - generically(female));
  const maleBelow = femaleBelow + (TWO_32 / 2) * (1 - generically(male));

  const patterns: LastNamePattern[] = [];
  const total = lastPatterns.reduce((sum, { weight }) => sum + weight, 0);
  let weights = 0;
  for (const { value, weight } of lastPatterns) {
    const names = value.split("-");
    if (names.some((name) => name !== "{{person.last_name.generic}}")) return undefined;
    weights += weight;
    patterns.push({ below: (weights / total) * TWO_32, names: names.length });
  }

  const table = (names: readonly string[]): NameTable | undefined => {
    const plain = names.map((name) => name.replaceAll(/[' ]/g, ""));
    return plain.every((name) => /^[\w.-]+$/.test(name)) ? new NameTable(plain) : undefined;
  };
  const tables = { female: table(female), male: table(male), generic: table(generic), last: table(last) };
  if (!tables.female || !tables.male || !tables.generic || !tables.last) return undefined;
  return { ...(tables as { [K in keyof typeof tables]: NameTable }), femaleBelow, maleBelow, patterns };
}

function makeTables(): Maker<string> | undefined {
  const read = readTables();
  if (read === undefined) return undefined;
  const { female, male, generic, femaleBelow, maleBelow, last, patterns } = read;

  const firstTable = (random: Random): NameTable => {
    const at = random.u32();
    return at < femaleBelow ? female : at < maleBelow ? male : generic;
  };
  const lastNames = (random: Random): number => {
    const at = random.u32();
    for (const pattern of patterns) if (at < pattern.below) return pattern.names;
    return 1;
  };
  /** Three forms with equal shares, two separators: 0, 1 first and last; 2, 3 with a number; 4, 5 first and number. */
  const pickForm = (random: Random): number => random.below(6);

  return {
    draw({ random }) {
      const form = pickForm(random);
      const first = firstTable(random);
      let name = first.names[first.pick(random)]!;
      if (form < 4) {
        name += form % 2 === 0 ? "." : "_";
        for (let i = lastNames(random), joint = ""; i > 0; i--, joint = "-")
          name += joint + last.names[last.pick(random)]!;
      }
      return form < 2 ? name : name + random.below(100);
    },
    write({ random }, out) {
      const form = pickForm(random);
      const table = firstTable(random);
      const first = table.pick(random);
      out.byte(0x22);
      out.copy(table.bytes, table.start(first), table.end(first));
      if (form < 4) {
        out.byte(form % 2 === 0 ? 0x2e : 0x5f);
        for (let i = lastNames(random), joined = false; i > 0; i--, joined = true) {
          if (joined) out.byte(0x2d);
          const name = last.pick(random);
          out.copy(last.bytes, last.start(name), last.end(name));
        }
      }
      if (form >= 2) out.integer(random.below(100));
      out.byte(0x22);
      return true;
    },
  };
}

/**
 * Whether a function is nothing but a call of `faker.internet.username()`, by its source text. Such a field is made from the
 * tables; all others call Faker.
 */
export function isUsernameCall(generate: (...args: never[]) => unknown): boolean {
  return /^\(\s*\{\s*faker\s*\}\s*\)\s*=>\s*faker\.internet\.username\(\s*\)$/.test(generate.toString());
}
