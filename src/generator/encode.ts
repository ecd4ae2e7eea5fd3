import { sparkError } from "../common/index.ts";
import {
  type ArrayType,
  type DataType,
  type DecimalType,
  type SparkType,
  type StructType,
  Timestamp,
} from "../types/index.ts";
import { type JsonBytes, Pieces } from "./json-bytes.ts";

/** Writes one value that is not null as JSON. */
export type Encode = (value: unknown, out: JsonBytes) => void;

const comma = 0x2c;
const quote = 0x22;

/**
 * How values of a type are written as JSON: as Spark's `to_json` writes them with its default options in the UTC session time
 * zone. Longs and decimals are JSON numbers with all their digits, timestamps ISO 8601 with milliseconds, dates `yyyy-MM-dd`,
 * NaN and infinities strings; fields that are null are left out, null elements of arrays stand as `null`.
 *
 * @throws SparkException UNSUPPORTED_FEATURE.MILLRACE for types that no field makes
 */
export function encoderOf(type: DataType): Encode {
  const spark = type as SparkType;
  switch (spark.kind) {
    case "string":
      return (value, out) => out.string(expect(value, "string", type));
    case "boolean":
      return (value, out) => out.ascii(expect(value, "boolean", type) ? "true" : "false");
    case "byte":
    case "short":
    case "integer":
      return (value, out) => {
        if (!Number.isSafeInteger(value)) throw wrongType(value, type);
        out.integer(value as number);
      };
    case "long":
      return (value, out) => out.bigint(expect(value, "bigint", type));
    case "float":
    case "double":
      return (value, out) => out.ascii(doubleText(expect(value, "number", type)));
    case "decimal":
      return decimalEncoder(spark);
    case "timestamp":
    case "timestamp_ntz": {
      const suffix = spark.kind === "timestamp" ? "Z" : "";
      return (value, out) => {
        if (!(value instanceof Timestamp)) throw wrongType(value, type);
        out.byte(quote);
        out.ascii(isoYear(value.toDate().toISOString().slice(0, -1)) + suffix);
        out.byte(quote);
      };
    }
    case "date":
      return (value, out) => {
        if (!(value instanceof Date)) throw wrongType(value, type);
        out.byte(quote);
        out.ascii(isoYear(value.toISOString().slice(0, -14)));
        out.byte(quote);
      };
    case "array":
      return arrayEncoder(spark);
    case "struct":
      return structEncoder(spark);
    default:
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `${type.simpleString()} as the type of a generated field`,
        hint: "Use a string, number, boolean, date, timestamp, array or record.",
      });
  }
}

function arrayEncoder(type: ArrayType): Encode {
  const element = encoderOf(type.elementType);
  return (value, out) => {
    if (!Array.isArray(value)) throw wrongType(value, type);
    out.byte(0x5b);
    value.forEach((item: unknown, i) => {
      if (i > 0) out.byte(comma);
      if (item === null || item === undefined) out.ascii("null");
      else element(item, out);
    });
    out.byte(0x5d);
  };
}

function structEncoder(type: StructType): Encode {
  const keys = keysOf(type.names);
  const fields = type.fields.map(({ name, dataType }) => ({ name, encode: encoderOf(dataType) }));
  return (value, out) => {
    if (typeof value !== "object" || value === null) throw wrongType(value, type);
    const start = out.length;
    for (const [i, { name, encode }] of fields.entries()) {
      const item = (value as Record<string, unknown>)[name];
      if (item === null || item === undefined) continue;
      out.piece(keys, i);
      encode(item, out);
    }
    closeObject(out, start);
  };
}

/** `,"name":` for each name: every key starts with a comma, the first of which {@link closeObject} turns into the brace. */
export const keysOf = (names: readonly string[]): Pieces =>
  new Pieces(names.map((name) => `,${JSON.stringify(name)}:`));

/** Makes an object of the pairs written since `start`. */
export function closeObject(out: JsonBytes, start: number): void {
  if (out.length === start) out.byte(0x7b);
  else out.bytes[start] = 0x7b;
  out.byte(0x7d);
}

/** Java's form where it matters to a reader without a schema: a double always shows that it is one. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function decimalEncoder(type: DecimalType): Encode {
  return (value, out) => {
    const text = expect(value, "string", type);
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrongType(value, type);
    out.ascii(text);
  };
}

/** ISO 8601 has six-digit years beyond 9999, Java as many as needed. */
const isoYear = (iso: string): string =>
  iso.replace(/^([+-])0*(\d{4,}-)/, (_, sign: string, rest: string) => sign + rest);

interface TypeNames {
  string: string;
  boolean: boolean;
  bigint: bigint;
  number: number;
}

function expect<Name extends keyof TypeNames>(value: unknown, name: Name, type: DataType): TypeNames[Name] {
  if (typeof value !== name) throw wrongType(value, type);
  return value as TypeNames[Name];
}

function wrongType(value: unknown, type: DataType): Error {
  return sparkError("GENERATOR_VALUE_TYPE", { type: type.simpleString(), value: `${typeof value} ${String(value)}` });
}
