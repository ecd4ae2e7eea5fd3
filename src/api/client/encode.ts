import type * as Arrow from "apache-arrow";
import { sparkError } from "../../common/index.ts";
import { type DataType, type SparkType, type StructType, Timestamp } from "../../types/index.ts";

/** JavaScript rows → an Arrow IPC stream of one batch, column by column, with the types that Spark gives to Arrow. */

type ArrowModule = typeof Arrow;

/** @throws IllegalArgumentException FIELD_DATA_TYPE_UNACCEPTABLE, FIELD_NOT_NULLABLE */
export async function encodeRows(rows: readonly unknown[], schema: StructType): Promise<Uint8Array> {
  const arrow = await import("apache-arrow");
  const encoder = new Encoder(arrow);
  const data = encoder.struct(rows, schema, "");
  const arrowSchema = new arrow.Schema(data.type.children);
  const batch = new arrow.RecordBatch(arrowSchema, data);
  const writer = new arrow.RecordBatchStreamWriter();
  writer.reset(undefined, arrowSchema);
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}

/** A column encoded, and whether its field can be null. */
type Data = Arrow.Data;

class Encoder {
  readonly #arrow: ArrowModule;

  constructor(arrow: ArrowModule) {
    this.#arrow = arrow;
  }

  /** Rows, objects or tuples, as a struct. */
  struct(rows: readonly unknown[], schema: StructType, path: string): Arrow.Data<Arrow.Struct> {
    const { Field, Struct, makeData } = this.#arrow;
    const children = schema.fields.map(({ name, dataType, nullable }, i) => {
      const fieldPath = path === "" ? name : `${path}.${name}`;
      const values = rows.map((row) => fieldOf(row, name, i, fieldPath));
      if (!nullable && rows.some((row, r) => row != null && values[r] == null))
        throw sparkError("FIELD_NOT_NULLABLE", { field_name: fieldPath });
      return this.#column(values, dataType, fieldPath);
    });
    const fields = children.map(
      (child, i) => new Field(schema.fields[i]!.name, child.type, schema.fields[i]!.nullable),
    );
    const { nullBitmap, nullCount } = nulls(rows);
    return makeData({ type: new Struct(fields), length: rows.length, nullCount, nullBitmap, children });
  }

  #column(values: readonly unknown[], dataType: DataType, path: string): Data {
    const { nullBitmap, nullCount } = nulls(values);
    const common = { length: values.length, nullCount, nullBitmap };
    const type = dataType as SparkType;
    const a = this.#arrow;
    const each = <T>(array: { [index: number]: T }, convert: (value: unknown) => T | undefined): void => {
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value == null) continue;
        const converted = convert(value);
        if (converted === undefined) throw unacceptable(value, dataType, path);
        array[i] = converted;
      }
    };
    const length = values.length;
    switch (type.kind) {
      case "void":
        if (nullCount < length)
          throw unacceptable(
            values.find((value) => value != null),
            dataType,
            path,
          );
        return a.makeData({ type: new a.Null(), length });
      case "boolean": {
        const bits = new Uint8Array((length + 7) >> 3);
        for (let i = 0; i < length; i++) {
          const value = values[i];
          if (value != null && typeof value !== "boolean") throw unacceptable(value, dataType, path);
          if (value === true) bits[i >> 3]! |= 1 << (i & 7);
        }
        return a.makeData({ type: new a.Bool(), ...common, data: bits });
      }
      case "byte": {
        const data = new Int8Array(length);
        each(data, (value) => integer(value, 8));
        return a.makeData({ type: new a.Int8(), ...common, data });
      }
      case "short": {
        const data = new Int16Array(length);
        each(data, (value) => integer(value, 16));
        return a.makeData({ type: new a.Int16(), ...common, data });
      }
      case "integer": {
        const data = new Int32Array(length);
        each(data, (value) => integer(value, 32));
        return a.makeData({ type: new a.Int32(), ...common, data });
      }
      case "interval_year_month": {
        const data = new Int32Array(length);
        each(data, (value) => integer(value, 32));
        return a.makeData({ type: new a.IntervalYearMonth(), ...common, data });
      }
      case "long": {
        const data = new BigInt64Array(length);
        each(data, long);
        return a.makeData({ type: new a.Int64(), ...common, data });
      }
      case "interval_day_time": {
        const data = new BigInt64Array(length);
        each(data, long);
        return a.makeData({ type: new a.DurationMicrosecond(), ...common, data });
      }
      case "float": {
        const data = new Float32Array(length);
        each(data, double);
        return a.makeData({ type: new a.Float32(), ...common, data });
      }
      case "double": {
        const data = new Float64Array(length);
        each(data, double);
        return a.makeData({ type: new a.Float64(), ...common, data });
      }
      case "date": {
        const data = new Int32Array(length);
        each(data, (value) => (value instanceof Date ? Math.floor(value.getTime() / 86_400_000) : undefined));
        return a.makeData({ type: new a.DateDay(), ...common, data });
      }
      case "timestamp":
      case "timestamp_ntz": {
        const data = new BigInt64Array(length);
        each(data, microseconds);
        const zone = type.kind === "timestamp" ? "UTC" : null;
        return a.makeData({ type: new a.TimestampMicrosecond(zone), ...common, data });
      }
      case "decimal": {
        const data = new Int32Array(length * 4);
        const halves = new BigInt64Array(data.buffer);
        for (let i = 0; i < length; i++) {
          const value = values[i];
          if (value == null) continue;
          const unscaled = unscaledOf(value, type.precision, type.scale);
          if (unscaled === undefined) throw unacceptable(value, dataType, path);
          halves[2 * i] = BigInt.asIntN(64, unscaled);
          halves[2 * i + 1] = unscaled >> 64n;
        }
        return a.makeData({
          type: new a.Decimal(type.scale, type.precision, 128),
          ...common,
          data: new Uint32Array(data.buffer),
        });
      }
      case "string":
      case "char":
      case "varchar": {
        const { valueOffsets, data } = bytesOf(values, (value) =>
          typeof value === "string" ? Buffer.from(value, "utf8") : fail(value, dataType, path),
        );
        return a.makeData({ type: new a.Utf8(), ...common, valueOffsets, data });
      }
      case "binary": {
        const { valueOffsets, data } = bytesOf(values, (value) =>
          value instanceof Uint8Array ? value : fail(value, dataType, path),
        );
        return a.makeData({ type: new a.Binary(), ...common, valueOffsets, data });
      }
      case "array": {
        const { valueOffsets, flat } = flatten(values, (value) =>
          Array.isArray(value) ? value : fail(value, dataType, path),
        );
        const child = this.#column(flat, type.elementType, `${path}.element`);
        const field = new a.Field("element", child.type, type.containsNull);
        return a.makeData({ type: new a.List(field), ...common, valueOffsets, child });
      }
      case "map": {
        const { valueOffsets, flat } = flatten(values, (value) => entriesOf(value) ?? fail(value, dataType, path));
        const keys = this.#column(
          flat.map(([key]) => key),
          type.keyType,
          `${path}.key`,
        );
        const vals = this.#column(
          flat.map(([, value]) => value),
          type.valueType,
          `${path}.value`,
        );
        const entry = new a.Struct([
          new a.Field("key", keys.type, false),
          new a.Field("value", vals.type, type.valueContainsNull),
        ]);
        const child = a.makeData({ type: entry, length: flat.length, nullCount: 0, children: [keys, vals] });
        const field = new a.Field("entries", entry, false);
        return a.makeData({ type: new a.Map_(field as never), ...common, valueOffsets, child: child as never });
      }
      case "struct":
        return this.struct(values, type, path);
      default:
        throw sparkError("UNSUPPORTED_DATA_TYPE", { data_type: type.simpleString() });
    }
  }
}

function fieldOf(row: unknown, name: string, index: number, path: string): unknown {
  if (row == null) return null;
  if (Array.isArray(row)) return row[index];
  if (typeof row === "object") return (row as Record<string, unknown>)[name];
  throw sparkError("FIELD_DATA_TYPE_UNACCEPTABLE", { obj: String(row), field_name: path, data_type: "struct" });
}

function nulls(values: readonly unknown[]): { nullBitmap: Uint8Array | null; nullCount: number } {
  let nullCount = 0;
  for (const value of values) if (value == null) nullCount++;
  if (nullCount === 0) return { nullBitmap: null, nullCount };
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (values[i] != null) nullBitmap[i >> 3]! |= 1 << (i & 7);
  return { nullBitmap, nullCount };
}

function bytesOf(
  values: readonly unknown[],
  toBytes: (value: unknown) => Uint8Array,
): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(values.length + 1);
  const pieces: Uint8Array[] = [];
  let end = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null) {
      const bytes = toBytes(values[i]);
      pieces.push(bytes);
      end += bytes.length;
    }
    valueOffsets[i + 1] = end;
  }
  return { valueOffsets, data: Buffer.concat(pieces) };
}

function flatten<T>(
  values: readonly unknown[],
  toItems: (value: unknown) => readonly T[],
): { valueOffsets: Int32Array; flat: T[] } {
  const valueOffsets = new Int32Array(values.length + 1);
  const flat: T[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null) for (const item of toItems(values[i])) flat.push(item);
    valueOffsets[i + 1] = flat.length;
  }
  return { valueOffsets, flat };
}

/** The entries of a Map, or of an object as a map of text. */
function entriesOf(value: unknown): (readonly [unknown, unknown])[] | undefined {
  if (value instanceof Map) return [...value];
  const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.entries(value) : undefined;
}

function integer(value: unknown, bits: number): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return undefined;
  const limit = 2 ** (bits - 1);
  return number >= -limit && number < limit ? number : undefined;
}

function long(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : undefined;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

function double(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? Number(value) : undefined;
}

function microseconds(value: unknown): bigint | undefined {
  if (value instanceof Timestamp) return value.microseconds;
  return value instanceof Date && !Number.isNaN(value.getTime()) ? BigInt(value.getTime()) * 1000n : undefined;
}

/** The digits of a decimal as one whole number; undefined where they do not fit, or it is no number. */
export function unscaledOf(value: unknown, precision: number, scale: number): bigint | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return undefined;
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(String(value).trim());
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  if (whole + fraction === "") return undefined;
  const shift = scale - fraction.length + Number(exponent);
  if (Math.abs(shift) > 1000) return undefined;
  const digits = BigInt(whole + fraction);
  const power = 10n ** BigInt(Math.abs(shift));
  // Digits beyond the scale are rounded half up, as Spark rounds when it casts.
  const magnitude = shift >= 0 ? digits * power : (digits + power / 2n) / power;
  if (magnitude >= 10n ** BigInt(precision)) return undefined;
  return sign === "-" ? -magnitude : magnitude;
}

function unacceptable(value: unknown, type: DataType, path: string) {
  const text = typeof value === "string" ? `'${value}'` : String(value);
  return sparkError("FIELD_DATA_TYPE_UNACCEPTABLE", { obj: text, field_name: path, data_type: type.simpleString() });
}

function fail(value: unknown, type: DataType, path: string): never {
  throw unacceptable(value, type, path);
}
