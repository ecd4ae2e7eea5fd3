import { ArrayType, type DataType } from "../../types/index.ts";
import { implicitlyCastable } from "./coercion.ts";
import {
  doubleType,
  isAnsiInterval,
  isIntegral,
  isNumeric,
  isOrderable,
  isString,
  isTimestamp,
  timestampType,
} from "./type-rules.ts";

/** What a function says of one of its parameters. */
export interface Parameter {
  /** The type that an argument of this type is cast to; undefined where the argument is refused. */
  accept(type: DataType, ansi: boolean): DataType | undefined;
  /** The types allowed, as Spark's errors write them. */
  readonly required: string;
}

/** Exactly this type, with Spark's implicit casts. */
export function of(type: DataType): Parameter {
  return {
    required: `"${type.sql()}"`,
    accept: (from, ansi) => (from.kind === type.kind ? from : implicitlyCastable(from, type, ansi) ? type : undefined),
  };
}

/** The first of several types that takes the argument without narrowing a number. */
export function oneOf(...types: readonly DataType[]): Parameter {
  return {
    required: `(${types.map((type) => `"${type.sql()}"`).join(" or ")})`,
    accept(from, ansi) {
      if (types.some((type) => type.kind === from.kind)) return from;
      return types.find((to) => (isNumeric(from) && isIntegral(to) ? false : implicitlyCastable(from, to, ansi)));
    },
  };
}

/** Any type at all; `as` says what Spark asks for where it refuses nothing. */
export const anything: Parameter = { required: '"ANY"', accept: (from) => from };

export const orderable: Parameter = {
  required: '"ORDERABLE"',
  accept: (from) => (isOrderable(from) ? from : undefined),
};

/** Any number; text and NULL become DOUBLE. */
export const numeric: Parameter = {
  required: '"NUMERIC"',
  accept: (from) => (isNumeric(from) ? from : isString(from) || from.kind === "void" ? doubleType : undefined),
};

/** Any number or interval; text and NULL become DOUBLE. */
export const numericOrInterval: Parameter = {
  required: '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH")',
  accept: (from, ansi) => numeric.accept(from, ansi) ?? (isAnsiInterval(from) ? from : undefined),
};

export const integral: Parameter = {
  required: '"INTEGRAL"',
  accept: (from) => (isIntegral(from) ? from : undefined),
};

/** A timestamp with or without zone; dates and text become timestamps. */
export const timestamp: Parameter = {
  required: '"TIMESTAMP"',
  accept: (from, ansi) =>
    isTimestamp(from) ? from : implicitlyCastable(from, timestampType, ansi) ? timestampType : undefined,
};

export const anyArray: Parameter = {
  required: '"ARRAY"',
  accept: (from) => (from.kind === "array" ? from : undefined),
};

export const orderableArray: Parameter = {
  required: '"ARRAY"',
  accept: (from) => (from.kind === "array" && isOrderable((from as ArrayType).elementType) ? from : undefined),
};

export const anyMap: Parameter = {
  required: '"MAP"',
  accept: (from) => (from.kind === "map" ? from : undefined),
};

export const anyStruct: Parameter = {
  required: '"STRUCT"',
  accept: (from) => (from.kind === "struct" ? from : undefined),
};

export const arrayOrMap: Parameter = {
  required: '("ARRAY" or "MAP")',
  accept(from) {
    if (from.kind === "void") return new ArrayType(from);
    return from.kind === "array" || from.kind === "map" ? from : undefined;
  },
};

/** A lambda; the analyzer resolves it against the function's `lambdaParameters`. */
export const lambda: Parameter = { required: '"LAMBDA"', accept: (from) => from };
