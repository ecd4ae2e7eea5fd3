import duckdb, { type Vector } from "@duckdb/node-bindings";
import type * as Arrow from "apache-arrow";
import type { DataType } from "../../types/index.ts";
import type { ColumnSource } from "./append.ts";
import type { ArrowModule } from "./arrow-types.ts";

/**
 * A column of Arrow whose memory DuckDB takes as it is: numbers, dates and instants of the very layout, text and bytes. Undefined for
 * others, which go through JavaScript values.
 */
export function rawColumn(A: ArrowModule, type: DataType, column: Arrow.Vector): ColumnSource | undefined {
  const [data, ...others] = column.data;
  if (data === undefined || others.length > 0 || data.offset !== 0) return undefined;
  const write = isBytes(A, type, data.type) ? bytesWriter(data) : fixedWriter(data, rawSize(A, type, data.type));
  if (write === undefined) return undefined;
  return {
    length: data.length,
    write(vector, from, count) {
      if (data.nullCount > 0) copyValidity(vector, data.nullBitmap, from, count);
      write(vector, from, count);
    },
  };
}

type Write = ColumnSource["write"];

const isBytes = (A: ArrowModule, type: DataType, arrow: Arrow.DataType): boolean =>
  (type.kind === "string" && A.DataType.isUtf8(arrow)) || (type.kind === "binary" && A.DataType.isBinary(arrow));

/** Bytes of a value where both sides lay it out alike. */
function rawSize(A: ArrowModule, type: DataType, arrow: Arrow.DataType): number | undefined {
  const { DataType: is } = A;
  const whole = is.isInt(arrow) && arrow.isSigned ? arrow.bitWidth : 0;
  switch (type.kind) {
    case "byte":
      return whole === 8 ? 1 : undefined;
    case "short":
      return whole === 16 ? 2 : undefined;
    case "integer":
      return whole === 32 ? 4 : undefined;
    case "long":
      return whole === 64 ? 8 : undefined;
    case "float":
      return is.isFloat(arrow) && arrow.precision === A.Precision.SINGLE ? 4 : undefined;
    case "double":
      return is.isFloat(arrow) && arrow.precision === A.Precision.DOUBLE ? 8 : undefined;
    case "date":
      return is.isDate(arrow) && arrow.unit === A.DateUnit.DAY ? 4 : undefined;
    case "timestamp":
    case "timestamp_ntz":
      return is.isTimestamp(arrow) && arrow.unit === A.TimeUnit.MICROSECOND ? 8 : undefined;
    default:
      return undefined;
  }
}

function fixedWriter(data: Arrow.Data, size: number | undefined): Write | undefined {
  if (size === undefined) return undefined;
  const { buffer, byteOffset } = data.values as ArrayBufferView<ArrayBuffer>;
  return (vector, from, count) => duckdb.copy_data_to_vector(vector, 0, buffer, byteOffset + from * size, count * size);
}

function bytesWriter(data: Arrow.Data): Write {
  const offsets = data.valueOffsets as Int32Array;
  const bytes = data.values as Uint8Array;
  return (vector, from, count) => {
    for (let i = 0; i < count; i++) {
      const start = offsets[from + i]!;
      duckdb.vector_assign_string_element_len(vector, i, bytes.subarray(start, offsets[from + i + 1]!));
    }
  };
}

/** Both sides keep a bit for each row, least significant first, in DuckDB in words of 64. */
function copyValidity(vector: Vector, bitmap: Uint8Array, from: number, count: number): void {
  const bits = new Uint8Array(Math.ceil(count / 64) * 8);
  bits.set(bitmap.subarray(from >> 3, (from + count + 7) >> 3));
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.byteLength);
}
