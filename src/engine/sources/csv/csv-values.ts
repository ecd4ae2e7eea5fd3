import { type DataType, type SparkType, Timestamp } from "../../../types/index.ts";
import { dayOfText, instantOfText, localMicroseconds, localOfText } from "../json/date-text.ts";
import { decimalOfText } from "../json/decimal-value.ts";
import { compilePattern, dayOfPattern, instantOfPattern } from "../json/patterns.ts";
import type { CsvOptions } from "./csv-options.ts";

/** Makes a value of a text; undefined where the text does not fit the type. */
export type CsvConvert = (text: string) => unknown;

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const millisecondsPerDay = 86_400_000;

/** How texts become values of a type. Types that CSV cannot hold are refused before. @see UnivocityParser.makeConverter of Spark */
export function csvConverter(type: DataType, options: CsvOptions, sessionZone: string): CsvConvert {
  const t = type as SparkType;
  const timeZone = options.timeZone ?? sessionZone;
  switch (t.kind) {
    case "byte":
      return (text) => whole(text, -128, 127);
    case "short":
      return (text) => whole(text, -32_768, 32_767);
    case "integer":
      return (text) => whole(text, -2_147_483_648, 2_147_483_647);
    case "long":
      return long;
    case "float":
      return (text) => {
        const value = floating(text, options);
        return value === undefined ? undefined : Math.fround(value);
      };
    case "double":
      return (text) => floating(text, options);
    case "boolean":
      return (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined);
    case "decimal":
      return (text) => decimalOfText(text.replaceAll(",", ""), t.precision, t.scale);
    case "date": {
      const pattern = options.dateFormat === undefined ? undefined : compilePattern(options.dateFormat);
      return (text) => {
        const day =
          pattern !== undefined
            ? (dayOfPattern(pattern, text) ?? (options.dateTimeFallback ? dayOfText(text) : undefined))
            : options.dateTimeFallback === false && !isoDate.test(text)
              ? undefined
              : dayOfText(text);
        return day === undefined ? undefined : new Date(day * millisecondsPerDay);
      };
    }
    case "timestamp": {
      const pattern = options.timestampFormat === undefined ? undefined : compilePattern(options.timestampFormat);
      return (text) => {
        const fitting = pattern && instantOfPattern(pattern, text, timeZone);
        const isFree = pattern === undefined || (fitting === undefined && options.dateTimeFallback === true);
        const micros = isFree ? instantOfText(text, timeZone) : fitting;
        return micros === undefined ? undefined : new Timestamp(micros);
      };
    }
    case "timestamp_ntz": {
      const pattern = options.timestampNTZFormat === undefined ? undefined : compilePattern(options.timestampNTZFormat);
      return (text) => {
        const found = pattern?.parse(text);
        const micros = pattern === undefined ? localOfText(text) : found && localMicroseconds(found);
        return micros === undefined ? undefined : new Timestamp(micros);
      };
    }
    case "binary":
      return (text) => Buffer.from(text, "utf8");
    default:
      return (text) => text;
  }
}

function whole(text: string, least: number, most: number): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value + 0 : undefined;
}

function long(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** As Java reads numbers: white space around them, `d` or `f` behind them. */
export function floating(text: string, options: CsvOptions): number | undefined {
  if (text === options.nanValue) return Number.NaN;
  if (text === options.positiveInfinity) return Number.POSITIVE_INFINITY;
  if (text === options.negativeInfinity) return Number.NEGATIVE_INFINITY;
  const trimmed = text.replace(/^[\0- ]+|[\0- ]+$/g, "");
  const special = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (special !== null) return special[2] === "NaN" ? Number.NaN : Number(trimmed);
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?$/.exec(trimmed);
  return match === null ? undefined : Number(match[1]);
}
