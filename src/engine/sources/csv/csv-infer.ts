import {
  BooleanType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  type SparkType,
  StringType,
  StructField,
  StructType,
  TimestampType,
} from "../../../types/index.ts";
import { contentsOf } from "../files/contents.ts";
import type { InferScan } from "../files/file-format.ts";
import { checkSamplingRatio } from "../files/sampling-ratio.ts";
import { instantOfText } from "../json/date-text.ts";
import { compilePattern } from "../json/patterns.ts";
import { type CsvOptions, csvOptions } from "./csv-options.ts";
import { csvRecords } from "./csv-records.ts";
import { floating } from "./csv-values.ts";

/** Names from the header or by number, types from the values where `inferSchema` asks for it. @see CSVDataSource.infer of Spark */
export async function inferCsv(scan: InferScan): Promise<StructType | undefined> {
  const options = csvOptions(scan.options);
  checkSamplingRatio(options.samplingRatio);
  const typing = new Typing(options, scan.timeZone);
  let names: string[] | undefined;
  let types: (DataType | undefined)[] = [];
  const step = options.samplingRatio >= 1 ? 1 : Math.max(1, Math.round(1 / options.samplingRatio));
  let records = 0;
  for await (const { file, bytes } of contentsOf(scan.files, scan.read, options)) {
    let isHeader = options.header;
    for (const { values } of csvRecords(file, bytes, options)) {
      names ??= columnNames(values, options);
      if (isHeader) {
        isHeader = false;
        continue;
      }
      if (!options.inferSchema) break;
      records += 1;
      if (records % step !== 0 && step > 1) continue;
      types = names.map((_, i) => typing.widen(types[i], values[i]));
    }
    // Without types, the first record says it all.
    if (names !== undefined && !options.inferSchema) break;
  }
  return new StructType((names ?? []).map((name, i) => new StructField(name, types[i] ?? new StringType())));
}

/** Names that stand twice get their position behind them. @see CSVUtils.makeSafeHeader of Spark */
export function columnNames(values: readonly (string | null)[], options: CsvOptions): string[] {
  if (!options.header) return values.map((_, i) => `_c${i}`);
  const counts = new Map<string, number>();
  for (const value of values) {
    const key = (value ?? "").toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return values.map((value, i) => {
    if (value === null || value === "" || value === options.nullValue) return `_c${i}`;
    return counts.get(value.toLowerCase())! > 1 ? `${value}${i}` : value;
  });
}

/** Finds the narrowest type that holds a column's values. @see org.apache.spark.sql.catalyst.csv.CSVInferSchema */
class Typing {
  readonly #options: CsvOptions;
  readonly #timeZone: string;
  readonly #isDate: (text: string) => boolean;
  readonly #isTimestamp: (text: string) => boolean;

  constructor(options: CsvOptions, timeZone: string) {
    this.#options = options;
    this.#timeZone = options.timeZone ?? timeZone;
    const date = options.dateFormat === undefined ? undefined : compilePattern(options.dateFormat);
    const timestamp = options.timestampFormat === undefined ? undefined : compilePattern(options.timestampFormat);
    this.#isDate = date === undefined ? isIsoDate : (text) => date.parse(text) !== undefined;
    this.#isTimestamp =
      timestamp === undefined
        ? (text) => instantOfText(text, this.#timeZone) !== undefined
        : (text) => timestamp.parse(text) !== undefined;
  }

  widen(type: DataType | undefined, value: string | null | undefined): DataType | undefined {
    if (value === undefined || value === null || value === "" || value === this.#options.nullValue) return type;
    if (type?.kind === "string") return type;
    const found = this.#typeOf(value);
    return type === undefined ? found : common(type, found);
  }

  #typeOf(text: string): DataType {
    if (/^[+-]?\d+$/.test(text)) {
      const value = BigInt(text.replace(/^\+/, ""));
      if (BigInt.asIntN(32, value) === value) return new IntegerType();
      if (BigInt.asIntN(64, value) === value) return new LongType();
      const digits = text.replace(/^[+-]?0*/, "").length;
      if (digits <= 38) return new DecimalType(digits, 0);
    }
    if (floating(text, this.#options) !== undefined) return new DoubleType();
    if (this.#options.preferDate && this.#isDate(text)) return new DateType();
    if (this.#isTimestamp(text)) return new TimestampType();
    return /^(?:true|false)$/i.test(text) ? new BooleanType() : new StringType();
  }
}

function common(a: DataType, b: DataType): DataType {
  const [x, y] = [a as SparkType, b as SparkType];
  if (x.kind === y.kind && x.kind !== "decimal") return a;
  const kinds = [x.kind, y.kind];
  const only = (...allowed: readonly string[]): boolean => kinds.every((kind) => allowed.includes(kind));
  if (only("integer", "long")) return new LongType();
  if (only("integer", "long", "decimal")) return new DecimalType(Math.max(wholeDigits(x), wholeDigits(y)), 0);
  if (only("integer", "long", "decimal", "double")) return new DoubleType();
  if (only("date", "timestamp")) return new TimestampType();
  return new StringType();
}

const wholeDigits = (type: SparkType): number =>
  type.kind === "decimal" ? type.precision : type.kind === "long" ? 20 : 10;

function isIsoDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
