import { sparkError } from "../../common/index.ts";

/** Options of a source or sink: their names' letter case does not matter. @see org.apache.spark.sql.catalyst.util.CaseInsensitiveMap */
export class SourceOptions {
  readonly #values: ReadonlyMap<string, string>;

  constructor(options: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /** The value of the first of the names that is set. */
  get(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name.toLowerCase());
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** @throws IllegalArgumentException `INVALID_SOURCE_OPTION` */
  boolean(name: string, missing: boolean): boolean {
    const value = this.get(name);
    if (value === undefined) return missing;
    if (!/^(?:true|false)$/i.test(value)) throw invalidOption(name, value, "it must be true or false");
    return value.toLowerCase() === "true";
  }

  /**
   * A single character; the empty text is the character NUL.
   *
   * @throws IllegalArgumentException `OPTION_VALUE_EXCEEDS_ONE_CHARACTER`
   */
  character(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (value.length > 1)
      throw sparkError("OPTION_VALUE_EXCEEDS_ONE_CHARACTER", { paramName: name, actualValue: value });
    return value === "" ? "\0" : value;
  }

  /** A whole number from `least` to `most`. @throws IllegalArgumentException `INVALID_SOURCE_OPTION` */
  integer(name: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!/^[+-]?\d+$/.test(value) || number < least || number > most) {
      throw invalidOption(
        name,
        value,
        least === 1 ? "it must be a positive whole number" : `it must be a whole number from ${least} on`,
      );
    }
    return number;
  }

  /** As {@link integer}, of an option that has no default. */
  requiredInteger(name: string, least: number): number {
    const value = this.integer(name, least);
    if (value === undefined) throw invalidOption(name, "", "it must be given");
    return value;
  }
}

/** The error for an option whose value makes no sense. */
export function invalidOption(option: string, value: string, reason: string): Error {
  return sparkError("INVALID_SOURCE_OPTION", { option, value, reason });
}

const unitMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration as Spark's settings write it, `50s`, `100ms`, `7d`, in milliseconds; a mere number is milliseconds. */
export function durationMs(option: string, value: string): number {
  const match = /^(-?\d+)([a-z]*)$/.exec(value.trim().toLowerCase());
  const unit = match === null ? undefined : match[2] === "" ? 1 : unitMs[match[2]!];
  if (match === null || unit === undefined) {
    throw invalidOption(option, value, "write a whole number and one of the units us, ms, s, m, min, h, d");
  }
  return Math.trunc(Number(match[1]) * unit);
}
