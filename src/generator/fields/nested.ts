import { ArrayType, StructField, StructType } from "../../types/index.ts";
import { closeObject, keysOf } from "../encode.ts";
import { Field, invalidArgument, type Maker } from "../field.ts";
import { Pieces } from "../json-bytes.ts";

/** Fields by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values that fields make: `{ currency: "GBP" | "USD" | "EUR"; amount: bigint }`. */
export type RowOf<Definition extends Fields> = {
  -readonly [Name in keyof Definition]: Definition[Name] extends Field<infer Value> ? Value : never;
};

/** The type of nullable fields that JSON files have: a reader finds no field that cannot be missing. */
export function structOf(fields: Fields): StructType {
  return new StructType(Object.entries(fields).map(([name, { type }]) => new StructField(name, type)));
}

/** A record within the record. */
export function object<Definition extends Fields>(fields: Definition): Field<RowOf<Definition>> {
  return new Field(structOf(fields), (): Maker<RowOf<Definition>> => {
    const keys = keysOf(Object.keys(fields));
    const parts = Object.entries(fields).map(([name, { compile }]) => ({ name, maker: compile() }));
    return {
      draw(from) {
        const row: Record<string, unknown> = {};
        for (const { name, maker } of parts) row[name] = maker.draw(from);
        return row as RowOf<Definition>;
      },
      write(from, out) {
        const start = out.length;
        for (let i = 0; i < parts.length; i++) {
          const before = out.length;
          out.piece(keys, i);
          if (!parts[i]!.maker.write(from, out)) out.length = before;
        }
        closeObject(out, start);
        return true;
      },
    };
  });
}

/** How many elements an array has. */
export interface ArraySize {
  /** 0 where not given. */
  readonly min?: number;
  /** `min` + 5 where not given. */
  readonly max?: number;
}

/**
 * A list of values of one field, its length evenly spread.
 *
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function array<Value>(of: Field<Value>, size: ArraySize = {}): Field<Value[]> {
  const { min = 0 } = size;
  const { max = min + 5 } = size;
  for (const [name, value] of Object.entries({ min, max })) {
    if (!(Number.isInteger(value) && value >= 0)) throw invalidArgument(name, "a whole number from 0", value);
  }
  if (max < min) throw invalidArgument("max", `at least min (${min})`, max);
  const missing = new Pieces(["null"]);
  return new Field(new ArrayType(of.type), () => {
    const element = of.compile();
    return {
      draw(from) {
        const length = min + from.random.below(max - min + 1);
        return Array.from({ length }, () => element.draw(from));
      },
      write(from, out) {
        const length = min + from.random.below(max - min + 1);
        out.byte(0x5b);
        for (let i = 0; i < length; i++) {
          if (i > 0) out.byte(0x2c);
          if (!element.write(from, out)) out.piece(missing, 0);
        }
        out.byte(0x5d);
        return true;
      },
    };
  });
}
