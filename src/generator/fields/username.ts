import { StringType } from "../../types/index.ts";
import { englishFaker } from "../faker.ts";
import { type Draw, encoding, Field, type Maker } from "../field.ts";
import { Pieces } from "../json-bytes.ts";
import type { Random } from "../random.ts";

/**
 * Usernames as `faker.internet.username()` makes them, with its distribution, from byte tables: `Rowan_Funk55`, `Sibyl10`,
 * `Wesley.Pacocha`.
 */
export function username(): Field<string> {
  return new Field(new StringType(), () => {
    maker ??= makeTables() ?? encoding(new StringType(), callFaker);
    return maker;
  });
}

const callFaker = ({ faker }: Draw): string => faker.internet.username();

/** The tables hold for all records, so they are made once. */
let maker: Maker<string> | undefined;

/** Last names are one or more names from a list with fixed text between: `Harber-Waters`. */
interface LastNamePattern {
  /** The pattern holds where a random 32-bit number is below this. */
  readonly below: number;
  /** How many names it takes, joined by hyphens. */
  readonly names: number;
}

interface NameLists {
  readonly female: readonly string[];
  readonly male: readonly string[];
  readonly generic: readonly string[];
  /** Of 2^32: below the first female, below the second male, else generic. */
  readonly femaleBelow: number;
  readonly maleBelow: number;
  readonly last: readonly string[];
  readonly patterns: readonly LastNamePattern[];
}

const TWO_32 = 0x1_0000_0000;

/** Lists from the installed Faker's own names; undefined where they have a shape that only Faker itself can work with. */
function readLists(): NameLists | undefined {
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

  const plain = (names: readonly string[]): string[] => names.map((name) => name.replaceAll(/[' ]/g, ""));
  const lists = { female: plain(female), male: plain(male), generic: plain(generic), last: plain(last) };
  if (Object.values(lists).some((names) => names.some((name) => !/^[\w.-]+$/.test(name)))) return undefined;
  return { ...lists, femaleBelow, maleBelow, patterns };
}

/** What stands before a last name, in the order of the table of last names. */
const joints = [".", "_", "-"];
const HYPHEN = 2;

function makeTables(): Maker<string> | undefined {
  const lists = readLists();
  if (lists === undefined) return undefined;
  const { femaleBelow, maleBelow, patterns } = lists;

  // The quotes belong to the pieces, and so do the joints: fewer, longer pieces are faster.
  const firstLists = [lists.female, lists.male, lists.generic];
  const counts = Int32Array.from(firstLists, (names) => names.length);
  const offsets = Int32Array.of(0, counts[0]!, counts[0]! + counts[1]!);
  const first = new Pieces(firstLists.flat().map((name) => `"${name}`));
  const lastCount = lists.last.length;
  const last = new Pieces(joints.flatMap((joint) => lists.last.map((name) => joint + name)));
  const plainEnd = 100;
  const ends = new Pieces([...Array.from({ length: plainEnd }, (_, number) => `${number}"`), '"']);

  /** Three forms with equal shares, two separators: 0, 1 first and last; 2, 3 with a number; 4, 5 first and number. */
  const pickForm = (random: Random): number => random.below(6);
  const pickFirst = (random: Random): number => {
    const at = random.u32();
    const list = at < femaleBelow ? 0 : at < maleBelow ? 1 : 2;
    return offsets[list]! + random.below(counts[list]!);
  };
  const pickLastCount = (random: Random): number => {
    const at = random.u32();
    for (let i = 0; i < patterns.length; i++) if (at < patterns[i]!.below) return patterns[i]!.names;
    return 1;
  };
  const pickLast = (random: Random, joint: number): number => joint * lastCount + random.below(lastCount);
  const pickEnd = (random: Random, form: number): number => (form < 2 ? plainEnd : random.below(100));

  return {
    draw({ random }) {
      const form = pickForm(random);
      let quoted = first.texts[pickFirst(random)]!;
      if (form < 4) {
        const names = pickLastCount(random);
        quoted += last.texts[pickLast(random, form % 2)]!;
        for (let i = 1; i < names; i++) quoted += last.texts[pickLast(random, HYPHEN)]!;
      }
      return (quoted + ends.texts[pickEnd(random, form)]!).slice(1, -1);
    },
    write({ random }, out) {
      const form = pickForm(random);
      out.piece(first, pickFirst(random));
      if (form < 4) {
        const names = pickLastCount(random);
        out.piece(last, pickLast(random, form % 2));
        for (let i = 1; i < names; i++) out.piece(last, pickLast(random, HYPHEN));
      }
      out.piece(ends, pickEnd(random, form));
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
