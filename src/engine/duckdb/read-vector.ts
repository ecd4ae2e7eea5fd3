import duckdb, { type Vector } from "@duckdb/node-bindings";
import { BinaryType, type DataType, type SparkType, type StructType, Timestamp, Variant } from "../../types/index.ts";
import { decimalText } from "./decimal-text.ts";
import type { Rows } from "./result.ts";
import { decimalSize, isSet, packedBytes, validityOf } from "./vector-bytes.ts";

const microsecondsPerDay = 86_400_000_000n;
const millisecondsPerDay = 86_400_000;

/**
 * The rows of a result, by batches, as arrays of the JavaScript values that the schema's types declare, in the order of its fields.
 * Structs are objects; NULL is null.
 */
export async function* rowsOf(
  result: Rows,
  schema: StructType,
): AsyncGenerator<readonly (readonly unknown[])[], void, undefined> {
  result.expectTypes(schema);
  for await (const chunk of result.chunks()) {
    const columns = schema.fields.map((field, i) => readVector(chunk.vector(i), 0, chunk.rowCount, field.dataType));
    yield Array.from({ length: chunk.rowCount }, (_, row) => columns.map((values) => values[row]));
  }
}

const bytesType = new BinaryType();

/** Values `from … from + count` of a vector. */
export function readVector(vector: Vector, from: number, count: number, type: DataType): unknown[] {
  const end = from + count;
  const valid = validityOf(vector, end);
  const values = flatReader(vector, from, count, type as SparkType, valid);
  if (valid !== null) for (let i = 0; i < count; i++) if (!isSet(valid, from + i)) values[i] = null;
  return values;
}

function flatReader(vector: Vector, from: number, count: number, t: SparkType, valid: Uint8Array | null): unknown[] {
  const end = from + count;
  /** One value of `size` bytes for each row. */
  const fixed = (size: number, read: (view: DataView, at: number) => unknown): unknown[] => {
    const raw = duckdb.vector_get_data(vector, end * size);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const values = new Array<unknown>(count);
    for (let i = 0; i < count; i++) values[i] = read(view, (from + i) * size);
    return values;
  };
  switch (t.kind) {
    case "void":
      return new Array<unknown>(count).fill(null);
    case "boolean":
      return fixed(1, (view, at) => view.getUint8(at) !== 0);
    case "byte":
      return fixed(1, (view, at) => view.getInt8(at));
    case "short":
      return fixed(2, (view, at) => view.getInt16(at, true));
    case "integer":
      return fixed(4, (view, at) => view.getInt32(at, true));
    case "long":
      return fixed(8, (view, at) => view.getBigInt64(at, true));
    case "float":
      return fixed(4, (view, at) => view.getFloat32(at, true));
    case "double":
      return fixed(8, (view, at) => view.getFloat64(at, true));
    case "date":
      return fixed(4, (view, at) => new Date(view.getInt32(at, true) * millisecondsPerDay));
    case "timestamp":
    case "timestamp_ntz":
      return fixed(8, (view, at) => new Timestamp(view.getBigInt64(at, true)));
    case "interval_year_month":
      return fixed(16, (view, at) => view.getInt32(at, true));
    case "interval_day_time":
      return fixed(
        16,
        (view, at) => BigInt(view.getInt32(at + 4, true)) * microsecondsPerDay + view.getBigInt64(at + 8, true),
      );
    case "interval":
      return fixed(16, (view, at) => ({
        months: view.getInt32(at, true),
        days: view.getInt32(at + 4, true),
        microseconds: view.getBigInt64(at + 8, true),
      }));
    case "decimal": {
      const size = decimalSize(t.precision);
      return fixed(size, (view, at) => decimalText(unscaled(view, at, size), t.scale));
    }
    case "string":
    case "char":
    case "varchar": {
      const { offsets, bytes } = packedBytes(vector, from, count, valid);
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: count }, (_, i) => text.toString("utf8", offsets[i]!, offsets[i + 1]!));
    }
    case "binary": {
      const { offsets, bytes } = packedBytes(vector, from, count, valid);
      return Array.from({ length: count }, (_, i) => bytes.slice(offsets[i]!, offsets[i + 1]!));
    }
    case "variant": {
      const [values, metadata] = [0, 1].map((i) =>
        readVector(duckdb.struct_vector_get_child(vector, i), from, count, bytesType),
      ) as [Uint8Array[], Uint8Array[]];
      return Array.from({ length: count }, (_, i) => new Variant(values[i]!, metadata[i]!));
    }
    case "array": {
      const items = listReader(vector, t.elementType);
      return entriesOf(vector, from, count, valid).map(([start, length]) => items.slice(start, start + length));
    }
    case "map": {
      const pairs = duckdb.list_vector_get_child(vector);
      const size = duckdb.list_vector_get_size(vector);
      const keys = readVector(duckdb.struct_vector_get_child(pairs, 0), 0, size, t.keyType);
      const mapped = readVector(duckdb.struct_vector_get_child(pairs, 1), 0, size, t.valueType);
      return entriesOf(vector, from, count, valid).map(([start, length]) => {
        const map = new Map<unknown, unknown>();
        for (let i = start; i < start + length; i++) map.set(keys[i], mapped[i]);
        return map;
      });
    }
    case "struct": {
      const columns = t.fields.map((field, i) =>
        readVector(duckdb.struct_vector_get_child(vector, i), from, count, field.dataType),
      );
      return Array.from({ length: count }, (_, row) =>
        Object.fromEntries(t.fields.map((field, i) => [field.name, columns[i]![row]])),
      );
    }
  }
}

function listReader(vector: Vector, type: DataType): unknown[] {
  return readVector(duckdb.list_vector_get_child(vector), 0, duckdb.list_vector_get_size(vector), type);
}

/** Start and length in the child vector for each row of a list or map; nothing for NULL. */
export function entriesOf(
  vector: Vector,
  from: number,
  count: number,
  valid: Uint8Array | null,
): (readonly [start: number, length: number])[] {
  const raw = duckdb.vector_get_data(vector, (from + count) * 16);
  // Two numbers of 64 bits each; no vector has more values than 32 bits count.
  const words = new Uint32Array(raw.buffer, raw.byteOffset + from * 16, count * 4);
  return Array.from({ length: count }, (_, i) =>
    isSet(valid, from + i) ? ([words[i * 4]!, words[i * 4 + 2]!] as const) : ([0, 0] as const),
  );
}

/** The digits of a decimal as one whole number. */
export function unscaled(view: DataView, at: number, size: 2 | 4 | 8 | 16): bigint {
  if (size === 2) return BigInt(view.getInt16(at, true));
  if (size === 4) return BigInt(view.getInt32(at, true));
  if (size === 8) return view.getBigInt64(at, true);
  return (view.getBigInt64(at + 8, true) << 64n) | view.getBigUint64(at, true);
}
