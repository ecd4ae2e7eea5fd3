import { BooleanType, type DataType, DoubleType, IntegerType, LongType, StringType } from "../../types/index.ts";
import { encoderOf } from "../encode.ts";
import { checkShare, Field, invalidArgument, type Maker } from "../field.ts";
import { JsonBytes, Pieces } from "../json-bytes.ts";
import type { Random } from "../random.ts";

/** Values that stand for themselves in a definition. Whole numbers of 32 bits become ints, other numbers doubles, bigints longs. */
export type Scalar = string | number | bigint | boolean;

/**
 * One of the values, each as likely as the others.
 *
 * @throws SparkException GENERATOR_INVALID_ARGUMENT where there is no value or the values are of several types
 */
export function oneOf<const Value extends Scalar>(values: readonly Value[]): Field<Value> {
  return pick(values, (random) => random.below(values.length));
}

/**
 * One of the values by weights: names with their weights, or pairs of value and weight.
 *
 * @example
 * ```ts
 * field.weighted({ card: 7, cash: 2, cheque: 1 });
 * field.weighted([[200, 0.99], [500, 0.01]]);
 * ```
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function weighted<const Value extends string>(weights: Readonly<Record<Value, number>>): Field<Value>;
export function weighted<const Value extends Scalar>(pairs: readonly (readonly [Value, number])[]): Field<Value>;
export function weighted(
  weights: Readonly<Record<string, number>> | readonly (readonly [Scalar, number])[],
): Field<Scalar> {
  const pairs = isPairs(weights) ? weights : Object.entries(weights);
  let total = 0;
  const upTo = pairs.map(([value, weight]) => {
    if (!(weight >= 0 && weight < Infinity)) throw invalidArgument(`The weight of ${value}`, "a number from 0", weight);
    total += weight;
    return total;
  });
  if (!(total > 0)) throw invalidArgument("The sum of the weights", "more than 0", total);
  const last = upTo.findLastIndex((end, i) => end > (upTo[i - 1] ?? 0));
  return pick(
    pairs.map(([value]) => value),
    (random) => {
      const at = random.unit() * total;
      let i = 0;
      while (i < last && at >= upTo[i]!) i++;
      return i;
    },
  );
}

const isPairs = (
  weights: Readonly<Record<string, number>> | readonly (readonly [Scalar, number])[],
): weights is readonly (readonly [Scalar, number])[] => Array.isArray(weights);

/** The same value in every record. */
export function constant<const Value extends Scalar>(value: Value): Field<Value> {
  return pick([value], () => 0);
}

/** True with a probability of 0 to 1; 0.5 where not given. */
export function boolean(probability = 0.5): Field<boolean> {
  checkShare("The probability of true", probability);
  return pick([false, true], (random) => (random.unit() < probability ? 1 : 0));
}

function pick<Value extends Scalar>(values: readonly Value[], choose: (random: Random) => number): Field<Value> {
  const type = scalarType(values);
  return new Field(type, (): Maker<Value> => {
    const encode = encoderOf(type);
    const pieces = new Pieces(
      values.map((value) => {
        const out = new JsonBytes(64);
        encode(value, out);
        return out.text();
      }),
    );
    return {
      draw: ({ random }) => values[choose(random)]!,
      write({ random }, out) {
        out.piece(pieces, choose(random));
        return true;
      },
    };
  });
}

function scalarType(values: readonly Scalar[]): DataType {
  const names = new Set(values.map((value) => typeof value));
  if (names.size !== 1) {
    throw invalidArgument("The list of values", "one or more values of one type", `[${values.join(", ")}]`);
  }
  if (names.has("string")) return new StringType();
  if (names.has("boolean")) return new BooleanType();
  if (names.has("bigint")) return new LongType();
  const whole = values.every((value) => ((value as number) | 0) === value && !Object.is(value, -0));
  return whole ? new IntegerType() : new DoubleType();
}
