import duckdb, { type Vector } from "@duckdb/node-bindings";
import type { CalendarInterval, DataType, SparkType, Timestamp } from "../../types/index.ts";
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
  const count = values.length;
  const fixed = (size: number, write: (view: DataView, at: number, value: unknown) => void): void => {
    const buffer = new ArrayBuffer(count * size);
    const view = new DataView(buffer);
    for (let i = 0; i < count; i++) {
      const value = values[i];
      if (value !== null && value !== undefined) write(view, i * size, value);
    }
    duckdb.copy_data_to_vector(vector, 0, buffer, 0, buffer.byteLength);
  };
  const whole = (bits: 8 | 16 | 32): ((value: unknown) => number) => {
    const limit = 2 ** (bits - 1);
    return (value) => {
      const number = Number(value);
      if (!Number.isInteger(number) || number < -limit || number >= limit)
        throw new RangeError(`${String(value)} is not a whole number of ${bits} bits`);
      return number;
    };
  };
  switch (t.kind) {
    case "void":
      return;
    case "boolean":
      return fixed(1, (view, at, value) => view.setUint8(at, value === true ? 1 : 0));
    case "byte": {
      const check = whole(8);
      return fixed(1, (view, at, value) => view.setInt8(at, check(value)));
    }
    case "short": {
      const check = whole(16);
      return fixed(2, (view, at, value) => view.setInt16(at, check(value), true));
    }
    case "integer": {
      const check = whole(32);
      return fixed(4, (view, at, value) => view.setInt32(at, check(value), true));
    }
    case "long":
      return fixed(8, (view, at, value) => view.setBigInt64(at, long(value), true));
    case "float":
      return fixed(4, (view, at, value) => view.setFloat32(at, Number(value), true));
    case "double":
      return fixed(8, (view, at, value) => view.setFloat64(at, Number(value), true));
    case "date":
      return fixed(4, (view, at, value) =>
        view.setInt32(at, Math.floor((value as Date).getTime() / millisecondsPerDay), true),
      );
    case "timestamp":
    case "timestamp_ntz":
      return fixed(8, (view, at, value) => view.setBigInt64(at, microseconds(value as Timestamp | Date), true));
    case "interval_year_month":
      return fixed(16, (view, at, value) => view.setInt32(at, Number(value), true));
    case "interval_day_time":
      return fixed(16, (view, at, value) => view.setBigInt64(at + 8, long(value), true));
    case "interval":
      return fixed(16, (view, at, value) => {
        const interval = value as CalendarInterval;
        view.setInt32(at, interval.months, true);
        view.setInt32(at + 4, interval.days, true);
        view.setBigInt64(at + 8, interval.microseconds, true);
      });
    case "decimal": {
      const size = decimalSize(t.precision);
      const limit = 10n ** BigInt(t.precision);
      return fixed(size, (view, at, value) => {
        const digits = unscaledOf(String(value), t.scale);
        if (digits <= -limit || digits >= limit)
          throw new RangeError(`${String(value)} does not fit ${t.simpleString()}`);
        if (size === 2) view.setInt16(at, Number(digits), true);
        else if (size === 4) view.setInt32(at, Number(digits), true);
        else view.setBigInt64(at, BigInt.asIntN(64, digits), true);
        if (size === 16) view.setBigInt64(at + 8, digits >> 64n, true);
      });
    }
    case "string":
    case "char":
    case "varchar":
      values.forEach((value, i) => {
        if (value !== null && value !== undefined) duckdb.vector_assign_string_element(vector, i, String(value));
      });
      return;
    case "binary":
      values.forEach((value, i) => {
        if (value !== null && value !== undefined)
          duckdb.vector_assign_string_element_len(vector, i, value as Uint8Array);
      });
      return;
    case "array": {
      const items = writeEntries(
        vector,
        values.map((value) => (value ?? []) as readonly unknown[]),
      );
      return writeVector(duckdb.list_vector_get_child(vector), t.elementType, items);
    }
    case "map": {
      const pairs = writeEntries(
        vector,
        values.map((value) => [...((value ?? new Map()) as ReadonlyMap<unknown, unknown>).entries()]),
      );
      const child = duckdb.list_vector_get_child(vector);
      writeVector(
        duckdb.struct_vector_get_child(child, 0),
        t.keyType,
        pairs.map(([key]) => key),
      );
      writeVector(
        duckdb.struct_vector_get_child(child, 1),
        t.valueType,
        pairs.map(([, value]) => value),
      );
      return;
    }
    case "struct":
      t.fields.forEach((field, i) => {
        const column = values.map((value) => (value as Record<string, unknown> | null | undefined)?.[field.name]);
        writeVector(duckdb.struct_vector_get_child(vector, i), field.dataType, column);
      });
      return;
  }
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

function long(value: unknown): bigint {
  const number = typeof value === "bigint" ? value : BigInt(value as number | string);
  if (BigInt.asIntN(64, number) !== number) throw new RangeError(`${number} is not a whole number of 64 bits`);
  return number;
}

const microseconds = (value: Timestamp | Date): bigint =>
  value instanceof Date ? BigInt(value.getTime()) * 1000n : value.microseconds;
