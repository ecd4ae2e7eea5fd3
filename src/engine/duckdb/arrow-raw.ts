import duckdb, { type Vector } from "@duckdb/node-bindings";
import type * as Arrow from "apache-arrow";
import type { DataType, DecimalType, SparkType } from "../../types/index.ts";
import type { ColumnSource } from "./append.ts";
import type { ArrowModule } from "./arrow-types.ts";
import { decimalSize } from "./vector-bytes.ts";

/**
 * A column of Arrow whose memory DuckDB takes as it is or nearly so: numbers, dates, instants, text and bytes, lists, maps and structs of
 * these. Undefined for others, which go through JavaScript values.
 */
export function rawColumn(A: ArrowModule, type: DataType, column: Arrow.Vector): ColumnSource | undefined {
  const [data, ...others] = column.data;
  if (data === undefined || others.length > 0) return undefined;
  const write = rawWriter(A, type, data);
  return write && { length: data.length, write };
}

type Write = ColumnSource["write"];

/** Writes values and which of them are NULL. */
function rawWriter(A: ArrowModule, type: DataType, data: Arrow.Data): Write | undefined {
  if (data.offset !== 0) return undefined;
  const write = valueWriter(A, type as SparkType, data);
  if (write === undefined || data.nullCount === 0) return write;
  return (vector, from, count) => {
    copyValidity(vector, data.nullBitmap, from, count);
    write(vector, from, count);
  };
}

function valueWriter(A: ArrowModule, type: SparkType, data: Arrow.Data): Write | undefined {
  const { DataType: is } = A;
  const arrow: Arrow.DataType = data.type;
  const whole = is.isInt(arrow) && arrow.isSigned ? arrow.bitWidth : 0;
  const sameBytes = (size: number, fits: boolean): Write | undefined => (fits ? fixedWriter(data, size) : undefined);
  switch (type.kind) {
    case "boolean":
      return is.isBool(arrow) ? booleanWriter(data.values as Uint8Array) : undefined;
    case "byte":
      return sameBytes(1, whole === 8);
    case "short":
      return sameBytes(2, whole === 16);
    case "integer":
      return sameBytes(4, whole === 32);
    case "long":
      return sameBytes(8, whole === 64);
    case "float":
      return sameBytes(4, is.isFloat(arrow) && arrow.precision === A.Precision.SINGLE);
    case "double":
      return sameBytes(8, is.isFloat(arrow) && arrow.precision === A.Precision.DOUBLE);
    case "date":
      return sameBytes(4, is.isDate(arrow) && arrow.unit === A.DateUnit.DAY);
    case "timestamp":
    case "timestamp_ntz":
      return sameBytes(8, is.isTimestamp(arrow) && arrow.unit === A.TimeUnit.MICROSECOND);
    case "decimal":
      return is.isDecimal(arrow) && arrow.scale === type.scale && arrow.bitWidth === 128
        ? decimalWriter(type, data)
        : undefined;
    case "string":
      return is.isUtf8(arrow) || is.isLargeUtf8(arrow) ? bytesWriter(data) : undefined;
    case "binary":
      return is.isBinary(arrow) || is.isLargeBinary(arrow) ? bytesWriter(data) : undefined;
    case "array":
      return is.isList(arrow) || is.isLargeList(arrow)
        ? listWriter(data, rawWriter(A, type.elementType, data.children[0]!))
        : undefined;
    case "map": {
      const entries = is.isMap(arrow) ? data.children[0] : undefined;
      if (entries === undefined || entries.offset !== 0 || entries.nullCount > 0) return undefined;
      return listWriter(data, structWriter(A, [type.keyType, type.valueType], entries.children));
    }
    case "struct":
      // The fields of a struct that is NULL have to be NULL as well, which they need not be here.
      if (!is.isStruct(arrow) || data.nullCount > 0 || type.fields.length === 0) return undefined;
      return structWriter(
        A,
        type.fields.map((field) => field.dataType),
        data.children,
      );
    default:
      return undefined;
  }
}

/** Values that both sides lay out alike. */
function fixedWriter(data: Arrow.Data, size: number): Write {
  const { buffer, byteOffset } = data.values as ArrayBufferView<ArrayBuffer>;
  return (vector, from, count) => duckdb.copy_data_to_vector(vector, 0, buffer, byteOffset + from * size, count * size);
}

function booleanWriter(bits: Uint8Array): Write {
  return (vector, from, count) => {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = (bits[(from + i) >> 3]! >> ((from + i) & 7)) & 1;
    duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, count);
  };
}

/** Arrow has sixteen bytes for each decimal, DuckDB as many as its digits need. @throws RangeError for one that has more */
function decimalWriter(type: DecimalType, data: Arrow.Data): Write {
  const size = decimalSize(type.precision);
  if (size === 16) return fixedWriter(data, size);
  const words = data.values as Uint32Array;
  const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
  const kept = size === 8 ? 2 : 1;
  return (vector, from, count) => {
    const values = new DataView(new ArrayBuffer(count * size));
    for (let i = 0; i < count; i++) {
      const at = (from + i) * 4;
      const sign = signed[at + kept - 1]! >> 31;
      if (signed[at + 3] !== sign || signed[at + 2] !== sign || (kept === 1 && signed[at + 1] !== sign)) {
        if (data.getValid(from + i)) throw new RangeError(`a value does not fit ${type.simpleString()}`);
        continue;
      }
      if (size === 2) values.setInt16(i * 2, signed[at]!, true);
      else values.setInt32(i * size, signed[at]!, true);
      if (size === 8) values.setInt32(i * 8 + 4, signed[at + 1]!, true);
    }
    duckdb.copy_data_to_vector(vector, 0, values.buffer, 0, values.byteLength);
  };
}

/** Bytes of a string in DuckDB: its length and, where they are no more than twelve, the bytes themselves. */
const stringSize = 16;
const inlineLimit = 12;

/** Short texts of ASCII are written as DuckDB has them, all of them with one native call; the others one by one. */
function bytesWriter(data: Arrow.Data): Write {
  const offsets = data.valueOffsets as ArrayLike<number | bigint>;
  const bytes = data.values as Uint8Array;
  return (vector, from, count) => {
    const entries = new Uint8Array(count * stringSize);
    const others: number[] = [];
    let start = Number(offsets[from]);
    for (let i = 0; i < count; i++) {
      const end = Number(offsets[from + i + 1]);
      const length = end - start;
      let seen = 0;
      if (length <= inlineLimit) {
        const target = i * stringSize;
        entries[target] = length;
        for (let at = 0; at < length; at++) {
          const byte = bytes[start + at]!;
          seen |= byte;
          entries[target + 4 + at] = byte;
        }
      }
      if (length > inlineLimit || seen > 127) {
        entries.fill(0, i * stringSize, (i + 1) * stringSize);
        others.push(i);
      }
      start = end;
    }
    duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength);
    for (const i of others) {
      const value = bytes.subarray(Number(offsets[from + i]), Number(offsets[from + i + 1]));
      duckdb.vector_assign_string_element_len(vector, i, value);
    }
  };
}

/** Lists: where each row's items lie in the child vector, and the items. */
function listWriter(data: Arrow.Data, writeItems: Write | undefined): Write | undefined {
  if (writeItems === undefined) return undefined;
  const offsets = data.valueOffsets as ArrayLike<number | bigint>;
  return (vector, from, count) => {
    const first = Number(offsets[from]);
    // Two numbers of eight bytes for each row.
    const entries = new Uint32Array(count * 4);
    for (let i = 0; i < count; i++) {
      const start = Number(offsets[from + i]);
      entries[i * 4] = start - first;
      entries[i * 4 + 2] = Number(offsets[from + i + 1]) - start;
    }
    duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength);
    const items = Number(offsets[from + count]) - first;
    duckdb.list_vector_reserve(vector, items);
    duckdb.list_vector_set_size(vector, items);
    if (items > 0) writeItems(duckdb.list_vector_get_child(vector), first, items);
  };
}

function structWriter(A: ArrowModule, types: readonly DataType[], children: readonly Arrow.Data[]): Write | undefined {
  const writers: Write[] = [];
  for (const [at, type] of types.entries()) {
    const write = rawWriter(A, type, children[at]!);
    if (write === undefined) return undefined;
    writers.push(write);
  }
  return (vector, from, count) => {
    for (const [at, write] of writers.entries()) write(duckdb.struct_vector_get_child(vector, at), from, count);
  };
}

/** Both sides keep a bit for each row, least significant first, in DuckDB in words of 64. */
function copyValidity(vector: Vector, bitmap: Uint8Array, from: number, count: number): void {
  const bits = new Uint8Array(Math.ceil(count / 64) * 8);
  const first = from >> 3;
  const shift = from & 7;
  const length = Math.ceil(count / 8);
  // The items of a list begin anywhere.
  if (shift === 0) bits.set(bitmap.subarray(first, first + length));
  else
    for (let i = 0; i < length; i++)
      bits[i] = (bitmap[first + i]! >> shift) | ((bitmap[first + i + 1] ?? 0) << (8 - shift));
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.byteLength);
}
