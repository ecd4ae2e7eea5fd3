import { sparkError } from "../common/index.ts";
import type { DataType } from "../types/index.ts";
import { encoderOf } from "./encode.ts";
import type { Faker } from "./faker.ts";
import type { JsonBytes } from "./json-bytes.ts";
import type { Random } from "./random.ts";

/** What a field draws from while a record is made. */
export interface Draw {
  /** The record's own random numbers: with a seed the same each time. */
  readonly random: Random;
  /** Faker on the same random numbers; loaded when first used. */
  readonly faker: Faker;
  /** Number of the record, from 0. */
  readonly index: number;
  /** Milliseconds since the epoch at which the record is made; pinned where a seed is set. */
  readonly time: number;
}

/** A field ready to run. `draw` and `write` take the same random numbers, so they make the same value. */
export interface Maker<out Value> {
  draw(from: Draw): Value;
  /** Appends the value as JSON. Returns false, having appended nothing, where the value is null. */
  write(from: Draw, out: JsonBytes): boolean;
}

/** A maker that writes what it draws through the type's encoder. */
export function encoding<Value>(type: DataType, draw: (from: Draw) => Value): Maker<Value> {
  const encode = encoderOf(type);
  return {
    draw,
    write(from, out) {
      const value = draw(from);
      if (value === null || value === undefined) return false;
      encode(value, out);
      return true;
    },
  };
}

/**
 * How one value of a record is made. Fields come from {@link field}; they hold no state and can be used in many records.
 *
 * @typeParam Value - the values of the field in JavaScript
 */
export class Field<out Value> {
  /** The field's type in the record's schema. */
  readonly type: DataType;
  /** Prepares the field: tables are built here, once for each record definition that is used. */
  readonly compile: () => Maker<Value>;

  constructor(type: DataType, compile: () => Maker<Value>) {
    this.type = type;
    this.compile = compile;
  }

  /**
   * The same field, null in a share of the records.
   *
   * @param share - 0 (never) to 1 (always); 0.1 where not given
   * @throws SparkException GENERATOR_INVALID_ARGUMENT
   */
  optional(share = 0.1): Field<Value | null> {
    checkShare("The share of nulls", share);
    return new Field<Value | null>(this.type, () => {
      const maker = this.compile();
      return {
        draw: (from) => (from.random.unit() < share ? null : maker.draw(from)),
        write: (from, out) => (from.random.unit() < share ? false : maker.write(from, out)),
      };
    });
  }
}

/** The error of an argument that a field or producer cannot work with. */
export function invalidArgument(argument: string, expected: string, actual: unknown): Error {
  return sparkError("GENERATOR_INVALID_ARGUMENT", { argument, expected, actual: String(actual) });
}

export function checkShare(argument: string, share: number): void {
  if (!(share >= 0 && share <= 1)) throw invalidArgument(argument, "a number from 0 to 1", share);
}
