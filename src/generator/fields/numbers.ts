import { DecimalType, DoubleType, IntegerType, LongType } from "../../types/index.ts";
import { encoding, Field, invalidArgument } from "../field.ts";

/** Bounds of a number, both of which can occur. */
export interface Range<Bound> {
  readonly min?: Bound;
  readonly max?: Bound;
}

const LONG_MAX = 2n ** 63n - 1n;
const LONG_MIN = -(2n ** 63n);
const INT_MAX = 2 ** 31 - 1;
const INT_MIN = -(2 ** 31);

/**
 * Whole numbers of 64 bits, evenly spread; bigint in JavaScript.
 *
 * @param range - 0 to 2^63 - 1 where not given
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function long(range: Range<number | bigint> = {}): Field<bigint> {
  const min = wholeNumber("min", range.min ?? 0n, LONG_MIN, LONG_MAX);
  const max = wholeNumber("max", range.max ?? LONG_MAX, LONG_MIN, LONG_MAX);
  checkOrder(min, max);
  const span = max - min + 1n;
  const small = span <= 2n ** 53n && isSafe(min) && isSafe(max);
  return new Field(new LongType(), () => {
    if (!small) return encoding(new LongType(), ({ random }) => min + random.belowBig(span));
    const [from, bound] = [Number(min), Number(span)];
    return {
      draw: ({ random }) => BigInt(from + random.below(bound)),
      write({ random }, out) {
        out.integer(from + random.below(bound));
        return true;
      },
    };
  });
}

/**
 * Whole numbers of 32 bits, evenly spread.
 *
 * @param range - 0 to 2^31 - 1 where not given
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function int(range: Range<number> = {}): Field<number> {
  const min = Number(wholeNumber("min", range.min ?? 0, BigInt(INT_MIN), BigInt(INT_MAX)));
  const max = Number(wholeNumber("max", range.max ?? INT_MAX, BigInt(INT_MIN), BigInt(INT_MAX)));
  checkOrder(min, max);
  const bound = max - min + 1;
  return new Field(new IntegerType(), () => ({
    draw: ({ random }) => min + random.below(bound),
    write({ random }, out) {
      out.integer(min + random.below(bound));
      return true;
    },
  }));
}

/** Bounds of a double and how fine it is. */
export interface DoubleRange extends Range<number> {
  /** Digits behind the point, 0 to 15: values are multiples of that step. All digits of a double where not given. */
  readonly fractionDigits?: number;
}

/**
 * Floating point numbers, evenly spread.
 *
 * @param range - 0 to 1 where not given
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function double(range: DoubleRange = {}): Field<number> {
  const { min = 0, max = 1, fractionDigits } = range;
  for (const [name, value] of Object.entries({ min, max })) {
    if (!Number.isFinite(value)) throw invalidArgument(name, "a finite number", value);
  }
  checkOrder(min, max);
  const type = new DoubleType();
  if (fractionDigits === undefined) {
    // Written as a weighted mean, since max - min can exceed the largest double.
    return new Field(type, () =>
      encoding(type, ({ random }) => {
        const share = random.unit();
        return Math.min(max, Math.max(min, min * (1 - share) + max * share));
      }),
    );
  }
  const scale = 10 ** digitsArgument("fractionDigits", fractionDigits, 0, 15);
  // Multiplying can miss a whole number by the last bit (0.29 * 100), hence the rounding before the direction is chosen.
  const near = (value: number, round: (value: number) => number): number => {
    const whole = Math.round(value * scale);
    return whole / scale === value ? whole : round(value * scale);
  };
  const [first, last] = [near(min, Math.ceil), near(max, Math.floor)];
  if (first > last || !Number.isSafeInteger(first) || !Number.isSafeInteger(last)) {
    throw invalidArgument(
      "fractionDigits",
      `such that ${min} to ${max} holds a value and no more than 2^53`,
      fractionDigits,
    );
  }
  const bound = last - first + 1;
  return new Field(type, () => encoding(type, ({ random }) => (first + random.below(bound)) / scale));
}

/** Bounds and form of a decimal. Bounds are best given as text, which keeps all digits. */
export interface DecimalRange extends Range<string | number | bigint> {
  /** All digits, 1 to 38; 10 where not given. */
  readonly precision?: number;
  /** Digits behind the point, 0 to precision; 2 where not given. */
  readonly scale?: number;
}

/**
 * Exact decimal numbers, evenly spread; text in JavaScript, with `scale` digits behind the point: `"12.50"`.
 *
 * @param range - 0 to the largest number of the precision where not given
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function decimal(range: DecimalRange = {}): Field<string> {
  const precision = digitsArgument("precision", range.precision ?? 10, 1, 38);
  const scale = digitsArgument("scale", range.scale ?? Math.min(2, precision), 0, precision);
  const largest = 10n ** BigInt(precision) - 1n;
  const bound = (name: "min" | "max", value: string | number | bigint): bigint => {
    const unscaled = unscaledOf(value, scale);
    if (unscaled !== undefined && unscaled <= largest && unscaled >= -largest) return unscaled;
    throw invalidArgument(name, `a number that fits decimal(${precision},${scale})`, value);
  };
  const min = range.min === undefined ? 0n : bound("min", range.min);
  const max = range.max === undefined ? largest : bound("max", range.max);
  checkOrder(min, max);
  const span = max - min + 1n;
  const type = new DecimalType(precision, scale);
  return new Field(type, () => encoding(type, ({ random }) => decimalText(min + random.belowBig(span), scale)));
}

function unscaledOf(value: string | number | bigint, scale: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d*?)0*)?$/.exec(String(value));
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (match === null || fraction.length > scale) return undefined;
  return BigInt(`${whole}${fraction.padEnd(scale, "0")}`) * (sign === "-" ? -1n : 1n);
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const split = digits.length - scale;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, split)}${scale > 0 ? `.${digits.slice(split)}` : ""}`;
}

/** Where a sequence starts and by how much it moves. */
export interface SequenceOptions {
  /** Value of the first record; 0 where not given. */
  readonly start?: number | bigint;
  /** Difference from record to record; 1 where not given. */
  readonly step?: number | bigint;
}

/** Longs that grow by `step` from record to record. */
export function sequence(options: SequenceOptions = {}): Field<bigint> {
  const start = wholeNumber("start", options.start ?? 0, LONG_MIN, LONG_MAX);
  const step = wholeNumber("step", options.step ?? 1, LONG_MIN, LONG_MAX);
  return new Field(new LongType(), () => encoding(new LongType(), ({ index }) => start + step * BigInt(index)));
}

const isSafe = (value: bigint): boolean => Number.isSafeInteger(Number(value));

function wholeNumber(name: string, value: number | bigint, lowest: bigint, highest: bigint): bigint {
  const whole = typeof value === "bigint" ? value : Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (whole !== undefined && whole >= lowest && whole <= highest) return whole;
  throw invalidArgument(name, `a whole number from ${lowest} to ${highest} (beyond 2^53 a bigint)`, value);
}

function digitsArgument(name: string, value: number, lowest: number, highest: number): number {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
  throw invalidArgument(name, `a whole number from ${lowest} to ${highest}`, value);
}

function checkOrder<Bound extends number | bigint>(min: Bound, max: Bound): void {
  if (min > max) throw invalidArgument("max", `at least min (${min})`, max);
}
