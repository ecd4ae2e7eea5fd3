import type { Data } from "apache-arrow";
import { sparkError } from "../../common/index.ts";
import { BinaryType, type DataType, type SparkType, type StructType, Timestamp, Variant } from "../../types/index.ts";

/**
 * Arrow batches → row objects. Works on the raw buffers, column by column: Arrow's own accessors round timestamps to
 * milliseconds, and are slow.
 */

/** Values of a column, null where there is none. */
type Column = readonly unknown[];

/** The columns of one Arrow IPC stream, by position: names may repeat. */
export async function decodeColumns(bytes: Uint8Array, schema: StructType): Promise<Column[]> {
  const { RecordBatchReader } = await import("apache-arrow");
  const columns: unknown[][] = schema.fields.map(() => []);
  for (const batch of RecordBatchReader.from(bytes)) {
    for (const [i, { dataType }] of schema.fields.entries())
      for (const value of decodeColumn(batch.data.children[i]!, dataType)) columns[i]!.push(value);
  }
  return columns;
}

/** The rows of one Arrow IPC stream. */
export async function decodeRows(bytes: Uint8Array, schema: StructType): Promise<Record<string, unknown>[]> {
  const { RecordBatchReader } = await import("apache-arrow");
  const rows: Record<string, unknown>[] = [];
  for (const batch of RecordBatchReader.from(bytes)) {
    const columns = schema.fields.map((field, i) => decodeColumn(batch.data.children[i]!, field.dataType));
    appendRows(rows, batch.numRows, schema.names, columns);
  }
  return rows;
}

function appendRows(rows: unknown[], count: number, names: readonly string[], columns: readonly Column[]): void {
  const set = names.includes("__proto__") ? defineProperty : assignProperty;
  for (let i = 0; i < count; i++) {
    const row: Record<string, unknown> = {};
    for (let c = 0; c < names.length; c++) set(row, names[c]!, columns[c]![i]);
    rows.push(row);
  }
}

function assignProperty(row: Record<string, unknown>, name: string, value: unknown): void {
  row[name] = value;
}

/** Assigning `__proto__` would change the object's prototype instead of making a property. */
function defineProperty(row: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The values of a column as JavaScript values of its Spark type. */
export function decodeColumn(data: Data, type: DataType): Column {
  const values = decodeValues(data, type as SparkType);
  return data.nullCount > 0 ? withNulls(values, data) : values;
}

function withNulls(values: unknown[], { nullBitmap, length }: Data): unknown[] {
  if (nullBitmap === undefined || nullBitmap.length === 0) return values;
  for (let i = 0; i < length; i++) if (((nullBitmap[i >> 3]! >> (i & 7)) & 1) === 0) values[i] = null;
  return values;
}

const bytesType = new BinaryType();

/** Values where there is one; anything where there is null. */
function decodeValues(data: Data, type: SparkType): unknown[] {
  const { length } = data;
  switch (type.kind) {
    case "void":
      return new Array<null>(length).fill(null);
    case "boolean":
      return fill(length, (i) => ((data.values[i >> 3] >> (i & 7)) & 1) === 1);
    case "byte":
    case "short":
    case "integer":
    case "float":
    case "double":
    case "interval_year_month":
      return Array.from(data.values.subarray(0, length) as ArrayLike<number>);
    case "long":
    case "interval_day_time":
      return Array.from(int64(data.values).subarray(0, length));
    case "date":
      return fill(length, (i) => new Date(data.values[i] * 86_400_000));
    case "timestamp":
    case "timestamp_ntz": {
      const micros = int64(data.values);
      return fill(length, (i) => new Timestamp(micros[i]!));
    }
    case "decimal":
      return decimals(data, type.scale);
    case "string":
    case "char":
    case "varchar":
      return strings(data);
    case "binary":
      return fill(length, (i) => data.values.slice(Number(data.valueOffsets[i]), Number(data.valueOffsets[i + 1])));
    case "variant": {
      const [values, metadata] = data.children.map((part) => decodeColumn(part, bytesType)) as [
        Uint8Array[],
        Uint8Array[],
      ];
      return fill(length, (i) => new Variant(values[i]!, metadata[i]!));
    }
    case "interval":
      return calendarIntervals(data);
    case "array":
      return lists(data, decodeColumn(data.children[0]!, type.elementType), (values, from, to) =>
        values.slice(from, to),
      );
    case "map": {
      const [keys, values] = data.children[0]!.children;
      const entries = decodeColumn(values!, type.valueType);
      return lists(data, decodeColumn(keys!, type.keyType), (decoded, from, to) => {
        const map = new Map<unknown, unknown>();
        for (let i = from; i < to; i++) map.set(decoded[i], entries[i]);
        return map;
      });
    }
    case "struct": {
      const rows: unknown[] = [];
      const columns = type.fields.map((field, i) => decodeColumn(data.children[i]!, field.dataType));
      appendRows(rows, length, type.names, columns);
      return rows;
    }
  }
}

function fill<T>(length: number, valueAt: (index: number) => T): T[] {
  const values = new Array<T>(length);
  for (let i = 0; i < length; i++) values[i] = valueAt(i);
  return values;
}

const int64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBufferLike>) =>
  new BigInt64Array(buffer, byteOffset, byteLength >> 3);

function lists<T>(data: Data, values: Column, take: (values: Column, from: number, to: number) => T): T[] {
  return fill(data.length, (i) => take(values, Number(data.valueOffsets[i]), Number(data.valueOffsets[i + 1])));
}

/** Decodes all texts at once, and cuts them apart by byte offsets where all is ASCII; that is several times faster. */
function strings(data: Data): string[] {
  const offsets = data.valueOffsets as ArrayLike<number | bigint>;
  const start = Number(offsets[0] ?? 0);
  const end = Number(offsets[data.length] ?? 0);
  const bytes = data.values as Uint8Array;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8", start, end);
  if (text.length === end - start)
    return fill(data.length, (i) => text.slice(Number(offsets[i]) - start, Number(offsets[i + 1]) - start));
  return fill(data.length, (i) => buffer.toString("utf8", Number(offsets[i]), Number(offsets[i + 1])));
}

function decimals(data: Data, scale: number): string[] {
  const halves = int64(data.values);
  // Halves of 32 bits: most decimals are small, and numbers are much faster than bigints.
  const words = new Int32Array(halves.buffer, halves.byteOffset, halves.length * 2);
  return fill(data.length, (i) => {
    const high = words[4 * i + 1]!;
    const isSmall = words[4 * i + 2] === high >> 31 && words[4 * i + 3] === high >> 31 && high >> 20 === high >> 31;
    return isSmall
      ? decimalText(high * 2 ** 32 + (words[4 * i]! >>> 0), scale)
      : decimalText((halves[2 * i + 1]! << 64n) | BigInt.asUintN(64, halves[2 * i]!), scale);
  });
}

/** `1250` with scale 2 → `12.50`. */
export function decimalText(unscaled: bigint | number, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0 ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${unscaled < 0 ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Months and days as 32 bits each, then nanoseconds. */
function calendarIntervals(data: Data): unknown[] {
  const { buffer, byteOffset, byteLength } = data.values as Int32Array;
  if (byteLength < data.length * 16)
    throw sparkError("INVALID_RESPONSE", { detail: "an interval is not months, days and nanoseconds" });
  const view = new DataView(buffer, byteOffset, byteLength);
  return fill(data.length, (i) => ({
    months: view.getInt32(i * 16, true),
    days: view.getInt32(i * 16 + 4, true),
    microseconds: view.getBigInt64(i * 16 + 8, true) / 1000n,
  }));
}
