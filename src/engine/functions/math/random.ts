import { randomBytes } from "node:crypto";
import { sparkError } from "../../../common/index.ts";
import { type DataType, duckDbType } from "../../../types/index.ts";
import type { CallSite, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { widestType } from "../coercion.ts";
import { constantInteger, constantOf, isFoldable } from "../constant.ts";
import { scalar } from "../define.ts";
import { integral, numeric, of } from "../parameters.ts";
import { mismatch, notFoldable, type PrintCall } from "../refusal.ts";
import { type Script, script } from "../script.ts";
import { doubleType, floatType, intType, isFloating, longType, stringType } from "../type-rules.ts";
import { XorShiftRandom } from "./xorshift.ts";

/** Draws of a seed that are kept, so that rows can come in any order. */
const keptDraws = 1 << 20;
/** Sequences that are kept; the one that was made first makes room. */
const keptSequences = 16;

/** The draws of a seed one after the other: row n has the nth. */
class Sequence<Value> {
  readonly #draw: () => Value;
  readonly #seen: Value[] = [];

  constructor(draw: () => Value) {
    this.#draw = draw;
  }

  at(row: bigint): Value {
    const index = Number(row);
    while (this.#seen.length <= index) this.#seen.push(this.#draw());
    return this.#seen[index]!;
  }
}

/** Sequences by the seed; beyond {@link keptDraws} rows a further seed goes on. */
function sequences<Value>(draw: (random: XorShiftRandom) => Value): (seed: bigint, row: bigint) => Value {
  const known = new Map<string, Sequence<Value>>();
  return (seed, row) => {
    const part = row / BigInt(keptDraws);
    const key = `${seed} ${part}`;
    let sequence = known.get(key);
    if (sequence === undefined) {
      const random = new XorShiftRandom(BigInt.asIntN(64, seed + part));
      sequence = new Sequence(() => draw(random));
      if (known.size >= keptSequences) known.delete(known.keys().next().value!);
      known.set(key, sequence);
    }
    return sequence.at(row % BigInt(keptDraws));
  };
}

const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

const randomText = (random: XorShiftRandom, length: number): string =>
  Array.from({ length }, () => letters[Math.abs(random.nextInt() % letters.length)]).join("");

const texts = new Map<number, (seed: bigint, row: bigint) => string>();

function textAt(length: number, seed: bigint, row: bigint): string {
  let at = texts.get(length);
  if (at === undefined) {
    at = sequences((random) => randomText(random, length));
    texts.set(length, at);
  }
  return at(seed, row);
}

export const randomScripts: readonly Script[] = [
  script(
    "js_rand",
    [longType, longType],
    doubleType,
    sequences((random) => random.nextDouble()),
  ),
  script(
    "js_randn",
    [longType, longType],
    doubleType,
    sequences((random) => random.nextGaussian()),
  ),
  script("js_randstr", [intType, longType, longType], stringType, textAt),
];

/** Rows are numbered in their order, so that the same seed gives the same numbers whatever the threads do. */
const rowNumber = "(row_number() OVER () - 1)";

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

/** A seed that the user leaves out is drawn anew for each plan. */
const freshSeed = (): string => `CAST(${randomBytes(8).readBigInt64BE()} AS BIGINT)`;

function constantSeed(call: CallSite, index: number): void {
  const seed = call.args[index];
  if (seed === undefined || isFoldable(seed)) return;
  const text = print(
    call.args.map((arg) => call.print(arg)),
    call.name,
  );
  throw sparkError("SEED_EXPRESSION_IS_UNFOLDABLE", { seedExpr: `"${call.print(seed)}"`, exprWithSeed: `"${text}"` });
}

const seedSql = (sql: string | undefined): string => (sql === undefined ? freshSeed() : `coalesce(${sql}, 0)`);

function random(name: string, aliases: readonly string[], unseeded: string): ScalarFunction {
  return scalar({
    name,
    aliases,
    params: [of(longType)],
    optional: 1,
    coerce(call, types) {
      constantSeed(call, 0);
      return types;
    },
    type: doubleType,
    nullable: false,
    deterministic: false,
    sql: ([seed]) => (seed === undefined ? unseeded : `js_${name}(${seedSql(seed)}, ${rowNumber})`),
    print: (args) => `${name}(${args.join(", ")})`,
  });
}

/** A constant length of text, not negative. */
function lengthOf(call: CallSite): void {
  const [length] = call.args as [ResolvedExpression];
  if (!isFoldable(length)) throw notFoldable(call, print, 0, "length", intType);
  const value = constantInteger(length);
  if (value !== undefined && value < 0)
    throw mismatch(call, print, "VALUE_OUT_OF_RANGE", {
      exprName: "`length`",
      valueRange: "[0, 32767]",
      currentValue: String(value),
    });
  if (constantOf(length) === null) throw mismatch(call, print, "UNEXPECTED_NULL", { exprName: "`length`" });
}

/** Of floating bounds the wider, of others the type that holds both. */
function rangeType(min: DataType, max: DataType, call: CallSite): DataType {
  const floating = [min, max].filter(isFloating);
  if (floating.length > 0) return floating.every(({ kind }) => kind === "float") ? floatType : doubleType;
  return widestType([min, max], call.settings.ansi) ?? doubleType;
}

export const randomFunctions: readonly ScalarFunction[] = [
  random("rand", ["random"], "random()"),
  random("randn", [], "(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))"),
  scalar({
    name: "randstr",
    params: [integral, of(longType)],
    optional: 1,
    coerce(call, types) {
      lengthOf(call);
      constantSeed(call, 1);
      return [intType, ...types.slice(1)];
    },
    type: stringType,
    nullable: false,
    deterministic: false,
    sql: ([length, seed]) => `js_randstr(${length}, ${seedSql(seed)}, ${rowNumber})`,
  }),
  scalar({
    name: "uniform",
    params: [numeric, numeric, of(longType)],
    optional: 1,
    coerce(call, types) {
      for (const [i, name] of ["min", "max"].entries())
        if (!isFoldable(call.args[i]!)) throw notFoldable(call, print, i, name, types[i]!);
      constantSeed(call, 2);
      return types;
    },
    type: ([min, max], call) => rangeType(min!, max!, call),
    nullable: (_nullables, call) => call.args.slice(0, 2).some((arg) => constantOf(arg) === null),
    deterministic: false,
    sql([min, max, seed], call) {
      const low = `CAST(${min} AS DOUBLE)`;
      const drawn = `${low} + (CAST(${max} AS DOUBLE) - ${low}) * js_rand(${seedSql(seed)}, ${rowNumber})`;
      const whole = ["byte", "short", "integer", "long"].includes(call.type.kind);
      return `CAST(${whole ? `trunc(${drawn})` : drawn} AS ${duckDbType(call.type)})`;
    },
  }),
];
