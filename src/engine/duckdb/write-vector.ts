import duckdb, { type Vector } from "@duckdb/node-bindings";
import {
  BinaryType,
  type CalendarInterval,
  type DataType,
  type DecimalType,
  type SparkType,
  type Timestamp,
  type Variant,
} from "../../types/index.ts";
import { unscaledOf } from "./decimal-text.ts";
import { decimalSize } from "./vector-bytes.ts";

const millisecondsPerDay = 86_400_000;

/**
 * Fills a vector with values of the JavaScript types that the data type declares; null and undefined are NULL.
 *
 * @throws RangeError and TypeError where a value does not fit its type
 */
export function writeVector(vector: Vector, type: DataType, values: readonly unknown[]): void {
  writeValidity(vector, values);
  writeValues(vector, type as SparkType, values);
}

const bytesType = new BinaryType();

function writeValidity(vector: Vector, values: readonly unknown[]): void {
  let bits: Uint8Array | undefined;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== null && values[i] !== undefined) continue;
    bits ??= new Uint8Array(Math.ceil(values.length / 64) * 8).fill(255);
    bits[i >> 3]! &= ~(1 << (i & 7));
  }
  if (bits === undefined) return;
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer as ArrayBuffer, 0, bits.byteLength);
}

function writeValues(vector: Vector, t: SparkType, values: readonly unknown[]): void {
  const fixed = fixedWriter(t);
  if (fixed !== undefined) {
    const [size, write] = fixed;
    const view = new DataView(new ArrayBuffer(values.length * size));
    values.forEach((value, i) => {
      if (value !== null && value !== undefined) write(view, i * size, value);
    });
    duckdb.copy_data_to_vector(vector, 0, view.buffer, 0, view.byteLength);
    return;
  }
  switch (t.kind) {
    case "string":
    case "char":
    case "varchar":
      values.forEach((value, i) => {
        if (value !== null && value !== undefined) duckdb.vector_assign_string_element(vector, i, String(value));
      });
      break;
    case "binary":
      values.forEach((value, i) => {
        if (value !== null && value !== undefined)
          duckdb.vector_assign_string_element_len(vector, i, value as Uint8Array);
      });
      break;
    case "variant":
      for (const [i, part] of (["value", "metadata"] as const).entries())
        writeVector(
          duckdb.struct_vector_get_child(vector, i),
          bytesType,
          values.map((value) => (value as Variant | null | undefined)?.[part]),
        );
      break;
    case "array": {
      const items = writeEntries(
        vector,
        values.map((value) => (value ?? []) as readonly unknown[]),
      );
      writeVector(duckdb.list_vector_get_child(vector), t.elementType, items);
      break;
    }
    case "map": {
      const pairs = writeEntries(
        vector,
        values.map((value) => [...((value ?? new Map()) as ReadonlyMap<unknown, unknown>).entries()]),
      );
      const child = duckdb.list_vector_get_child(vector);
      const [keys, mapped] = [pairs.map(([key]) => key), pairs.map(([, value]) => value)];
      writeVector(duckdb.struct_vector_get_child(child, 0), t.keyType, keys);
      writeVector(duckdb.struct_vector_get_child(child, 1), t.valueType, mapped);
      break;
    }
    case "struct":
      t.fields.forEach((field, i) => {
        const column = values.map((value) => (value as Record<string, unknown> | null | undefined)?.[field.name]);
        writeVector(duckdb.struct_vector_get_child(vector, i), field.dataType, column);
      });
      break;
  }
}

type Writer = (view: DataView, at: number, value: unknown) => void;

/** For types whose values have all one size: that size and how a value is written. */
function fixedWriter(t: SparkType): readonly [size: number, write: Writer] | undefined {
  switch (t.kind) {
    case "boolean":
      return [1, (view, at, value) => view.setUint8(at, value === true ? 1 : 0)];
    case "byte":
      return [1, (view, at, value) => view.setInt8(at, whole(value, 8))];
    case "short":
      return [2, (view, at, value) => view.setInt16(at, whole(value, 16), true)];
    case "integer":
    case "void":
      return [4, (view, at, value) => view.setInt32(at, whole(value, 32), true)];
    case "long":
      return [8, (view, at, value) => view.setBigInt64(at, long(value), true)];
    case "float":
      return [4, (view, at, value) => view.setFloat32(at, Number(value), true)];
    case "double":
      return [8, (view, at, value) => view.setFloat64(at, Number(value), true)];
    case "date":
      return [4, (view, at, value) => view.setInt32(at, daysOf(value as Date), true)];
    case "timestamp":
    case "timestamp_ntz":
      return [8, (view, at, value) => view.setBigInt64(at, microseconds(value as Timestamp | Date), true)];
    case "interval_year_month":
      return [16, (view, at, value) => view.setInt32(at, whole(value, 32), true)];
    case "interval_day_time":
      return [16, (view, at, value) => view.setBigInt64(at + 8, long(value), true)];
    case "interval":
      return [
        16,
        (view, at, value) => {
          const interval = value as CalendarInterval;
          view.setInt32(at, interval.months, true);
          view.setInt32(at + 4, interval.days, true);
          view.setBigInt64(at + 8, interval.microseconds, true);
        },
      ];
    case "decimal":
      return decimalWriter(t);
    default:
      return undefined;
  }
}

function decimalWriter(type: DecimalType): readonly [size: number, write: Writer] {
  const size = decimalSize(type.precision);
  const limit = 10n ** BigInt(type.precision);
  const write: Writer = (view, at, value) => {
    const digits = unscaledOf(String(value), type.scale);
    if (digits <= -limit || digits >= limit)
      throw new RangeError(`${String(value)} does not fit ${type.simpleString()}`);
    if (size === 2) view.setInt16(at, Number(digits), true);
    else if (size === 4) view.setInt32(at, Number(digits), true);
    else view.setBigInt64(at, BigInt.asIntN(64, digits), true);
    if (size === 16) view.setBigInt64(at + 8, digits >> 64n, true);
  };
  return [size, write];
}

/** Writes where each row's items lie in the child vector, makes room there, and gives the items in one list. */
function writeEntries<T>(vector: Vector, lists: readonly (readonly T[])[]): T[] {
  const entries = new BigUint64Array(lists.length * 2);
  const items: T[] = [];
  lists.forEach((list, i) => {
    entries[i * 2] = BigInt(items.length);
    entries[i * 2 + 1] = BigInt(list.length);
    for (const item of list) items.push(item);
  });
  duckdb.copy_data_to_vector(vector, 0, entries.buffer as ArrayBuffer, 0, entries.byteLength);
  duckdb.list_vector_reserve(vector, items.length);
  duckdb.list_vector_set_size(vector, items.length);
  return items;
}

function whole(value: unknown, bits: 8 | 16 | 32): number {
  const number = Number(value);
  const limit = 2 ** (bits - 1);
  if (!Number.isInteger(number) || number < -limit || number >= limit)
    throw new RangeError(`${String(value)} is not a whole number of ${bits} bits`);
  return number;
}

function long(value: unknown): bigint {
  const number = typeof value === "bigint" ? value : BigInt(value as number | string);
  if (BigInt.asIntN(64, number) !== number) throw new RangeError(`${number} is not a whole number of 64 bits`);
  return number;
}

const daysOf = (date: Date): number => Math.floor(date.getTime() / millisecondsPerDay);

const microseconds = (value: Timestamp | Date): bigint =>
  value instanceof Date ? BigInt(value.getTime()) * 1000n : value.microseconds;
