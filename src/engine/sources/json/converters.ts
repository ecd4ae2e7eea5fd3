import { SparkException, sparkError } from "../../../common/index.ts";
import { type DataType, type SparkType, type StructType, Timestamp } from "../../../types/index.ts";
import { dayOfText, instantOfText, legacyDayOfText, localMicroseconds, localOfText, withoutGmt } from "./date-text.ts";
import { decimalOfText } from "./decimal-value.ts";
import type { JsonOptions } from "./options.ts";
import { compilePattern, dayOfPattern, instantOfPattern, nothingFits, type Pattern } from "./patterns.ts";
import { type JsonTokens, MalformedJson, wellFormed } from "./tokens.ts";

/** A value that does not fit its column's type. */
export class WrongValue extends Error {}

/** A struct some of whose fields did not fit. */
export class PartialValue extends Error {
  readonly value: unknown;
  constructor(value: unknown) {
    super("some fields do not fit");
    this.value = value;
  }
}

/** Reads the value at the reader's token; `null` for JSON's null. @throws WrongValue, PartialValue, MalformedJson */
export type Convert = (tokens: JsonTokens) => unknown;
/** Reads a string's content. @throws WrongValue */
export type ConvertText = (text: string) => unknown;

export interface ConverterSettings {
  readonly options: JsonOptions;
  readonly timeZone: string;
  /** Texts of numbers and objects in string columns are written anew, as Spark does where it decodes the input itself. */
  readonly rewritten: boolean;
}

const millisecondsPerDay = 86_400_000;
const wrong = (): never => {
  throw new WrongValue("the value does not fit the type");
};

/** The value at the reader is of another kind. A string is read nevertheless, which shows where it is malformed. */
const mismatch = (tokens: JsonTokens): never => {
  if (tokens.token === "string") tokens.text();
  return wrong();
};

/** Whether a failure is one that costs a field, not the record or the query. */
export const isFieldFailure = (error: unknown): boolean =>
  error instanceof WrongValue || error instanceof MalformedJson || error instanceof PartialValue;

/** How values of a type are read. @throws SparkException for types that JSON cannot give */
export function converter(type: DataType, settings: ConverterSettings): Convert {
  const { options } = settings;
  const t = type as SparkType;
  switch (t.kind) {
    case "void":
      return ofToken(() => null);
    case "boolean":
      return ofToken((tokens) =>
        tokens.token === "true" ? true : tokens.token === "false" ? false : mismatch(tokens),
      );
    case "byte":
      // Jackson takes unsigned bytes as well.
      return ofToken((tokens) => (small(tokens, -128, 255) << 24) >> 24);
    case "short":
      return ofToken((tokens) => small(tokens, -32_768, 32_767));
    case "integer":
      return ofToken((tokens) => small(tokens, -2_147_483_648, 2_147_483_647));
    case "long":
      return ofToken((tokens) => long(tokens));
    case "float":
      return ofToken((tokens) => Math.fround(floating(tokens, options)));
    case "double":
      return ofToken((tokens) => floating(tokens, options));
    case "decimal":
      return ofToken((tokens) => {
        if (tokens.token === "integer" || tokens.token === "float") {
          const text = tokens.text();
          return decimalOfText(text, t.precision, t.scale) ?? wrong();
        }
        return textOf(tokens, (text) => decimalOfText(text.replaceAll(",", ""), t.precision, t.scale) ?? wrong());
      });
    case "string":
    case "char":
    case "varchar":
      return ofToken((tokens) => string(tokens, settings.rewritten));
    case "timestamp": {
      const convert = textConverter(t, settings)!;
      return ofToken((tokens) => {
        if (tokens.token !== "integer") return textOf(tokens, convert);
        return new Timestamp(BigInt.asIntN(64, BigInt(long(tokens)) * 1_000_000n));
      });
    }
    case "binary":
      return ofToken((tokens) => (tokens.token === "string" ? tokens.bytes() : wrong()));
    case "date":
    case "timestamp_ntz": {
      const convert = textConverter(t, settings)!;
      return ofToken((tokens) => textOf(tokens, convert));
    }
    case "struct": {
      const read = structReader(t, settings, false);
      return ofToken((tokens) => (tokens.token === "{" ? toObject(t, read(tokens)) : mismatch(tokens)));
    }
    case "array": {
      const element = converter(t.elementType, settings);
      return ofToken((tokens) => (tokens.token === "[" ? arrayItems(tokens, element) : mismatch(tokens)));
    }
    case "map": {
      if ((t.keyType as SparkType).kind !== "string")
        throw sparkError("INVALID_JSON_SCHEMA_MAP_TYPE", { jsonSchema: `"${t.sql()}"` });
      const value = converter(t.valueType, settings);
      return ofToken((tokens) => (tokens.token === "{" ? mapEntries(tokens, value) : mismatch(tokens)));
    }
    case "interval_day_time":
    case "interval_year_month":
    case "interval":
    case "variant":
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `reading ${t.sql()} from JSON`,
        hint: "Read the column as a string and cast it.",
      });
  }
}

/** How strings become values of a type; undefined for types whose values are no strings. */
export function textConverter(type: DataType, settings: ConverterSettings): ConvertText | undefined {
  const { options, timeZone } = settings;
  switch ((type as SparkType).kind) {
    case "string":
    case "char":
    case "varchar":
      return (text) => text;
    case "date": {
      const pattern = options.dateFormat === undefined ? undefined : compilePattern(options.dateFormat);
      return (text) => {
        const fitting = pattern && dayOfPattern(pattern, text);
        const isFree = pattern === undefined || (fitting === undefined && options.dateTimeFallback);
        const day = isFree ? (dayOfText(text) ?? legacyDayOfText(text)) : fitting;
        return day === undefined ? wrong() : dateOf(day);
      };
    }
    case "timestamp": {
      const pattern = options.timestampFormat === undefined ? undefined : compilePattern(options.timestampFormat);
      return (text) => {
        if (pattern !== undefined) {
          const fitting = instantOfPattern(pattern, text, timeZone);
          if (fitting !== undefined || !options.dateTimeFallback) return new Timestamp(fitting ?? wrong());
        }
        const instant = instantOfText(text, timeZone) ?? instantOfText(withoutGmt(text), timeZone);
        return instant === undefined ? wrong() : new Timestamp(instant);
      };
    }
    case "timestamp_ntz": {
      const pattern = options.timestampNTZFormat === undefined ? undefined : localPattern(options.timestampNTZFormat);
      return (text) => {
        if (pattern === undefined) return new Timestamp(localOfText(text) ?? wrong());
        const found = pattern.parse(text) ?? wrong();
        return found.zone === undefined ? new Timestamp(localMicroseconds(found)) : wrong();
      };
    }
    default:
      return undefined;
  }
}

/**
 * Days that no `Date` reaches, some 275,000 years away, are wrong values, where Spark has them as dates: one such record must not end a
 * stream.
 */
function dateOf(day: number): Date {
  const date = new Date(day * millisecondsPerDay);
  return Number.isNaN(date.getTime()) ? wrong() : date;
}

/** Spark does not complain of a wrong pattern for local times: no text fits it. */
function localPattern(pattern: string): Pattern {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (error instanceof SparkException && error.condition.startsWith("INCONSISTENT_BEHAVIOR")) return nothingFits;
    throw error;
  }
}

/** Reads the fields of an object into an array by position. The reader stands on its opening brace. */
export function structReader(
  type: StructType,
  settings: ConverterSettings,
  isRoot: boolean,
): (tokens: JsonTokens) => unknown[] {
  const converters = type.fields.map((field) => converter(field.dataType, settings));
  // Of fields with the same name, the last is meant.
  const indexes = new Map(type.fields.map((field, i) => [field.name, i]));
  const width = type.fields.length;
  return (tokens) => {
    const row: unknown[] = new Array(width).fill(null);
    let isBad = false;
    for (;;) {
      const token = tokens.next();
      if (token === "none" || token === "}") break;
      const index = indexes.get(tokens.name ?? "");
      if (index === undefined || tokens.name === null) {
        tokens.skipChildren();
        continue;
      }
      try {
        row[index] = converters[index]!(tokens);
      } catch (error) {
        if (!isFieldFailure(error)) throw error;
        isBad = true;
        if (error instanceof PartialValue) row[index] = error.value;
        else tokens.skipChildren();
      }
    }
    if (isBad) throw new PartialValue(isRoot ? row : toObject(type, row));
    return row;
  };
}

function toObject(type: StructType, row: readonly unknown[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  type.fields.forEach((field, i) => {
    value[field.name] = row[i];
  });
  return value;
}

function arrayItems(tokens: JsonTokens, element: Convert): unknown[] {
  const items: unknown[] = [];
  let isBad = false;
  for (;;) {
    const token = tokens.next();
    if (token === "none" || token === "]") break;
    try {
      items.push(element(tokens));
    } catch (error) {
      if (!(error instanceof PartialValue)) throw error;
      isBad = true;
      items.push(error.value);
    }
  }
  if (isBad) throw new PartialValue(items);
  return items;
}

function mapEntries(tokens: JsonTokens, convert: Convert): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  let [isPartial, isBad] = [false, false];
  for (;;) {
    const token = tokens.next();
    if (token === "none" || token === "}") break;
    const name = wellFormed(tokens.name ?? "");
    try {
      entries.set(name, convert(tokens));
    } catch (error) {
      if (!isFieldFailure(error)) throw error;
      if (error instanceof PartialValue) {
        isPartial = true;
        entries.set(name, error.value);
      } else {
        // Unlike in arrays, what follows is read, though the map is lost.
        isBad = true;
        tokens.skipChildren();
      }
    }
  }
  if (isBad) return wrong();
  if (isPartial) throw new PartialValue(entries);
  return entries;
}

/** A converter that steps from a name to its value first, and takes null as it is. */
function ofToken(convert: Convert): Convert {
  return (tokens) => {
    const token = tokens.token === "name" ? tokens.next() : tokens.token;
    return token === "null" || token === "none" ? null : convert(tokens);
  };
}

function textOf(tokens: JsonTokens, convert: ConvertText): unknown {
  if (tokens.token !== "string") return wrong();
  const text = tokens.text();
  return text === "" ? wrong() : convert(text);
}

function string(tokens: JsonTokens, rewritten: boolean): string {
  if (tokens.token === "string") return wellFormed(tokens.text());
  const start = tokens.start;
  tokens.skipChildren();
  const raw = tokens.raw(start, tokens.position);
  return rewritten ? withoutSpace(raw) : raw;
}

/** JSON text without white space between its tokens. */
const withoutSpace = (json: string): string =>
  json.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, (_, kept?: string) => kept ?? "");

function small(tokens: JsonTokens, least: number, most: number): number {
  if (tokens.token !== "integer") return mismatch(tokens);
  const value = Number(tokens.text());
  // No number has a minus zero here: JSON's -0 is 0.
  return value >= least && value <= most ? value + 0 : wrong();
}

function long(tokens: JsonTokens): bigint | number {
  if (tokens.token !== "integer") return mismatch(tokens);
  const text = tokens.text();
  if (text.length <= 15) return Number(text) + 0;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : wrong();
}

const infinities: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  "+INF": Number.POSITIVE_INFINITY,
  "+Infinity": Number.POSITIVE_INFINITY,
  Infinity: Number.POSITIVE_INFINITY,
  "-INF": Number.NEGATIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

function floating(tokens: JsonTokens, options: JsonOptions): number {
  const { token } = tokens;
  if (token === "integer") return Number(tokens.text()) + 0;
  if (token === "float") {
    const text = tokens.text();
    return infinities[text] ?? Number(text);
  }
  if (token !== "string" || !options.allowNonNumericNumbers) return mismatch(tokens);
  return infinities[tokens.text()] ?? wrong();
}
