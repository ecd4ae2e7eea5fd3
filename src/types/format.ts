import { Buffer } from "node:buffer";
import type { DataType } from "./data-type.ts";
import type { SparkType } from "./nested-type.ts";
import { bigDecimalText, doubleText, floatText } from "./number-text.ts";
import {
  calendarIntervalText,
  dayText,
  dayTimeText,
  isoTimestampText,
  timestampText,
  yearMonthText,
} from "./time-text.ts";
import type { CalendarInterval, Timestamp } from "./timestamp.ts";
import type { Variant } from "./variant.ts";

/** Options of {@link formatValue}. */
export interface FormatOptions {
  /** The zone that timestamps are shown in: the session's. */
  readonly zone: string;
  /** `show`: bytes as hexadecimal numbers and `NULL` within nested values. `cast`: as a cast to a string; the default is `show`. */
  readonly style?: "show" | "cast";
}

/**
 * The text of a value as Spark's `show()` prints it, or as a cast to a string gives it. NULL is `NULL`.
 *
 * @param value - in the JavaScript form of its type: see `ValueOf`
 */
export function formatValue(value: unknown, type: DataType, options: FormatOptions): string {
  if (value === null || value === undefined) return "NULL";
  const nested = (part: unknown, of: DataType) =>
    (part === null || part === undefined) && options.style === "cast" ? "null" : formatValue(part, of, options);
  const t = type as SparkType;
  switch (t.kind) {
    case "float":
      return floatText(value as number);
    case "double":
      return doubleText(value as number);
    case "date":
      return dayText(epochDay(value as Date));
    case "timestamp":
      return timestampText((value as Timestamp).microseconds, options.zone);
    case "timestamp_ntz":
      return timestampText((value as Timestamp).microseconds);
    case "interval_day_time":
      return dayTimeText(value as bigint, t);
    case "interval_year_month":
      return yearMonthText(value as number, t);
    case "interval":
      return calendarIntervalText(value as CalendarInterval);
    case "variant":
      return (value as Variant).toJson(options.zone);
    case "binary":
      return options.style === "cast" ? bytes(value).toString("utf8") : hexText(bytes(value));
    case "array":
      return `[${(value as unknown[]).map((element) => nested(element, t.elementType)).join(", ")}]`;
    case "map": {
      const entries = [...(value as Map<unknown, unknown>)];
      return `{${entries.map(([key, item]) => `${nested(key, t.keyType)} -> ${nested(item, t.valueType)}`).join(", ")}}`;
    }
    case "struct": {
      const row = value as Record<string, unknown>;
      return `{${t.fields.map((field) => nested(row[field.name], field.dataType)).join(", ")}}`;
    }
    default:
      return String(value);
  }
}

/** A cell of CSV: in quotes where it has to be, and where it is empty, since an empty cell without them is NULL. */
export const csvCell = (text: string): string =>
  text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const CONTROL: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
  "\v": "\\v",
  "\x07": "\\a",
};

/** A cell of `show()`: characters that would move the cursor are spelled out. */
export function escapeControl(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\n\r\t\f\b\v\x07]/g, (character) => CONTROL[character]!);
}

/** Options of {@link rowToJson}. */
export interface JsonOptions {
  /** The zone that timestamps are written in: the session's. */
  readonly zone: string;
  /** Whether fields that are NULL are left out; `true` where missing, as in Spark. */
  readonly ignoreNullFields?: boolean;
}

/**
 * A value as JSON text, as `to_json` and the JSON file format of Spark write it.
 *
 * @param value - a row or another value in the JavaScript form of its type
 */
export function rowToJson(value: unknown, type: DataType, options: JsonOptions): string {
  if (value === null || value === undefined) return "null";
  const t = type as SparkType;
  switch (t.kind) {
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
      return String(value);
    case "decimal":
      return bigDecimalText(value as string);
    case "float":
    case "double":
      return numberJson(value as number, t.kind === "float" ? floatText : doubleText);
    case "timestamp":
      return JSON.stringify(isoTimestampText((value as Timestamp).microseconds, options.zone));
    case "timestamp_ntz":
      return JSON.stringify(isoTimestampText((value as Timestamp).microseconds));
    case "variant":
      return (value as Variant).toJson(options.zone);
    case "binary":
      return JSON.stringify(bytes(value).toString("base64"));
    case "array":
      return `[${(value as unknown[]).map((element) => rowToJson(element, t.elementType, options)).join(",")}]`;
    case "map": {
      const entries = [...(value as Map<unknown, unknown>)];
      const json = ([key, item]: [unknown, unknown]) =>
        `${JSON.stringify(keyText(key, t.keyType, options))}:${rowToJson(item, t.valueType, options)}`;
      return `{${entries.map(json).join(",")}}`;
    }
    case "struct": {
      const row = value as Record<string, unknown>;
      const fields = t.fields.filter(({ name }) => (row[name] ?? null) !== null || options.ignoreNullFields === false);
      return `{${fields.map(({ name, dataType }) => `${JSON.stringify(name)}:${rowToJson(row[name], dataType, options)}`).join(",")}}`;
    }
    default:
      return JSON.stringify(formatValue(value, type, options));
  }
}

/** Spark writes keys as it holds them: days and microseconds since the epoch. */
function keyText(key: unknown, type: DataType, options: JsonOptions): string {
  switch ((type as SparkType).kind) {
    case "date":
      return String(epochDay(key as Date));
    case "timestamp":
    case "timestamp_ntz":
      return String((key as Timestamp).microseconds);
    default:
      return formatValue(key, type, { zone: options.zone, style: "cast" });
  }
}

const numberJson = (value: number, text: (value: number) => string): string =>
  Number.isFinite(value) ? text(value) : JSON.stringify(text(value));

const epochDay = (date: Date): number => Math.floor(date.getTime() / 86_400_000);

const bytes = (value: unknown): Buffer => {
  const { buffer, byteOffset, byteLength } = value as Uint8Array;
  return Buffer.from(buffer, byteOffset, byteLength);
};

const hexText = (data: Buffer): string =>
  `[${[...data].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ")}]`;
