import { sparkError } from "../../../common/index.ts";
import {
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  duckDbType,
  IntegerType,
  LongType,
  NullType,
  quoteName,
  quoteString,
  type SparkType,
  StringType,
  TimestampType,
} from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";

/** The name by which Hive's layout calls the folder of NULL. */
const nullName = "__HIVE_DEFAULT_PARTITION__";

/** A column and its value, as folders name them: `dt=2024-01-31`. */
export interface PartitionValue {
  readonly column: string;
  /** Null for NULL. */
  readonly value: string | null;
}

/** What the folders between a root and a file say: the run of `column=value` at the end of the folder's path. */
export function partitionSegments(folder: string, root: string): PartitionValue[] {
  const names = folder
    .slice(root.length)
    .split("/")
    .filter((name) => name !== "");
  const values: PartitionValue[] = [];
  for (const name of names.reverse()) {
    const at = name.indexOf("=");
    if (at < 0) break;
    const column = unescapeName(name.slice(0, at));
    const value = unescapeName(name.slice(at + 1));
    if (column === "") throw sparkError("EMPTY_PARTITION_COLUMN_NAME", { columnSpec: name });
    if (value === "") throw sparkError("EMPTY_PARTITION_COLUMN_VALUE", { columnSpec: name });
    values.unshift({ column, value: value === nullName ? null : value });
  }
  return values;
}

/** A column that folders' names give. */
export interface PartitionColumn {
  readonly name: string;
  readonly type: DataType;
}

/**
 * The columns that the folders of files give, with the types that all their values have.
 *
 * @see org.apache.spark.sql.execution.datasources.PartitioningUtils
 * @throws SparkRuntimeException `CONFLICTING_DIRECTORY_STRUCTURES` and `CONFLICTING_PARTITION_COLUMN_NAMES`
 */
export function discoverPartitions(
  folders: readonly { readonly folder: string; readonly root: string; readonly path: string }[],
): PartitionColumn[] {
  const bases = new Map<string, string>();
  const lists = new Map<string, { readonly names: string; readonly paths: string[] }>();
  const values = new Map<string, { readonly name: string; readonly found: Set<string> }>();
  for (const { folder, root, path } of folders) {
    const segments = partitionSegments(folder, root);
    if (segments.length === 0) continue;
    const depth =
      folder
        .slice(root.length)
        .split("/")
        .filter((name) => name !== "").length - segments.length;
    const base = root + folder.slice(root.length).split("/").slice(0, depth).join("/");
    bases.set(base, path);
    const names = segments.map(({ column }) => column);
    // What differs in letter case alone is one column, called as the first says.
    const list = names.join(", ");
    const known = lists.get(list.toLowerCase()) ?? { names: list, paths: [] };
    lists.set(list.toLowerCase(), known);
    known.paths.push(path);
    for (const { column, value } of segments) {
      const of = values.get(column.toLowerCase()) ?? { name: column, found: new Set() };
      values.set(column.toLowerCase(), of);
      if (value !== null) of.found.add(value);
    }
  }
  if (bases.size > 1) {
    throw sparkError("CONFLICTING_DIRECTORY_STRUCTURES", { discoveredBasePaths: listed([...bases.values()]) });
  }
  if (lists.size > 1) {
    throw sparkError("CONFLICTING_PARTITION_COLUMN_NAMES", {
      distinctPartColLists: listed(
        [...lists.values()].map(({ names }, i) => `Partition column name list #${i}: ${names}`),
      ),
      suspiciousPaths: listed([...lists.values()].map(({ paths }) => paths[0]!)),
    });
  }
  return [...values.values()].map(({ name, found }) => ({ name, type: commonType([...found].map(typeOfValue)) }));
}

const listed = (lines: readonly string[]): string => `\n\t${lines.join("\n\t")}\n`;

/** Hive writes what a file name may not hold as `%` and two hexadecimal digits. */
function unescapeName(name: string): string {
  return name.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Whether Java reads a text as a double. */
function isDouble(text: string): boolean {
  const trimmed = text.trim();
  return number.test(trimmed.replace(/[dDfF]$/, "")) || /^[+-]?(NaN|Infinity)$/.test(trimmed);
}

/** The type of one value, by the order in which Spark tries: whole numbers, decimals without fraction, double, date, timestamp. */
function typeOfValue(text: string): DataType {
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text);
    if (fits(value, 32)) return new IntegerType();
    if (fits(value, 64)) return new LongType();
  }
  if (number.test(text)) {
    const precision = wholePrecision(text);
    if (precision !== undefined && precision <= 38) return new DecimalType(precision, 0);
  }
  if (isDouble(text)) return new DoubleType();
  if (isDate(text)) return new DateType();
  if (/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$/.test(text) && isDate(text.slice(0, 10)))
    return new TimestampType();
  return new StringType();
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** How many digits a number without fraction has: a fraction, also `.0`, makes a double. A power of ten counts as Java does. */
function wholePrecision(text: string): number | undefined {
  const [, whole = "", fraction = "", exponent = "0"] = /^[+-]?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const scale = fraction.length - Number(exponent);
  if (scale > 0) return undefined;
  return Math.max((whole + fraction).replace(/^0+/, "").length - scale, 10);
}

/** The type that values of several types share; text where there is no other, VOID where there is no value. */
function commonType(types: readonly DataType[]): DataType {
  if (types.length === 0) return new NullType();
  const kinds = new Set(types.map((type) => type.kind));
  if (kinds.size === 1 && !kinds.has("decimal")) return types[0]!;
  const only = (...allowed: readonly string[]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  if (only("date", "timestamp")) return new TimestampType();
  if (only("integer", "long")) return new LongType();
  if (only("integer", "long", "decimal")) {
    const digits = types.map((type) => {
      const t = type as SparkType;
      return t.kind === "decimal" ? t.precision : t.kind === "long" ? 20 : 10;
    });
    return new DecimalType(Math.min(38, Math.max(...digits)), 0);
  }
  if (only("integer", "long", "decimal", "double")) return new DoubleType();
  return new StringType();
}

const fits = (value: bigint, bits: number): boolean => BigInt.asIntN(bits, value) === value;

/** A day, and what may stand behind it; a year or a month stands for its first day. */
const dayPattern = /^\s*[+-]?(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?\s*$/;

function beginsWithDay(text: string): boolean {
  const [, year, month = "1", day = "1"] = dayPattern.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(0);
  // A leap year stands for each that is beyond those of a Date.
  date.setUTCFullYear(Number(year) % 400, Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Whether the text of a folder is a value of a type; of times the day alone is looked at. */
function isValueOf(text: string, { kind }: SparkType): boolean {
  switch (kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return /^[+-]?\d+$/.test(text) && fits(BigInt(text), kind === "long" ? 64 : 32);
    case "boolean":
      return /^(?:true|false)$/i.test(text);
    case "decimal":
      return number.test(text);
    case "float":
    case "double":
      return isDouble(text);
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return beginsWithDay(text);
    case "array":
    case "map":
    case "struct":
      return false;
    default:
      return true;
  }
}

/**
 * SQL of a folder's value in the type that its column has.
 *
 * @param strict - a name that is no such value is an error; else it stands for NULL
 * @throws SparkRuntimeException `INVALID_PARTITION_VALUE`
 */
export function partitionSql(
  value: string | null,
  { name, type }: PartitionColumn,
  settings: ExpressionSettings,
  strict: boolean,
): string {
  const sqlType = duckDbType(type);
  const isValue = value !== null && isValueOf(value, type as SparkType);
  if (value === null || (!isValue && !strict)) return `CAST(NULL AS ${sqlType})`;
  if (!isValue)
    throw sparkError("INVALID_PARTITION_VALUE", {
      value: `'${value}'`,
      dataType: `"${type.sql()}"`,
      columnName: quoteName(name),
    });
  const text = quoteString(value);
  switch ((type as SparkType).kind) {
    case "string":
    case "char":
    case "varchar":
      return text;
    case "date":
      return `mr_parse_date(${text})`;
    case "timestamp":
      return `mr_parse_timestamp(${text}, ${quoteString(` ${settings.timeZone}`)})`;
    case "timestamp_ntz":
      return `mr_parse_timestamp_ntz(${text})`;
    case "double":
    case "float":
      return `CAST(mr_parse_double(${text}) AS ${sqlType})`;
    // As Java has it: what is too large for the smaller types loses its upper bits.
    case "byte":
      return `CAST(${BigInt.asIntN(8, BigInt(value))} AS ${sqlType})`;
    case "short":
      return `CAST(${BigInt.asIntN(16, BigInt(value))} AS ${sqlType})`;
    // A number with too many digits is NULL.
    case "decimal":
      return `TRY_CAST(${text} AS ${sqlType})`;
    default:
      return `CAST(${quoteString(value.trim())} AS ${sqlType})`;
  }
}
