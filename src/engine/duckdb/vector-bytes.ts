import duckdb, { type Vector } from "@duckdb/node-bindings";

/** Bytes of DuckDB's string_t: a length, then the text itself up to 12 bytes, else a prefix and a pointer. */
const stringSize = 16;
const inlineLimit = 12;
const pointerOffset = 8;

/** One bit for each row from row 0 on, least significant first, set where there is a value; null where all rows have one. */
export function validityOf(vector: Vector, rows: number): Uint8Array | null {
  return duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) as Uint8Array | null;
}

export const isSet = (bits: Uint8Array | null, row: number): boolean =>
  bits === null || (bits[row >> 3]! & (1 << (row & 7))) !== 0;

/** Values of a VARCHAR or BLOB vector, one behind the other; row `i` is `bytes[offsets[i] … offsets[i + 1]]`, empty for NULL. */
export interface PackedBytes {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * Copies strings out of a vector. Long ones lie in DuckDB's heap behind pointers, mostly each right behind the one before it: such
 * runs are fetched with one native call, of memory that belongs to the strings from its first byte to its last.
 */
export function packedBytes(vector: Vector, from: number, count: number, valid: Uint8Array | null): PackedBytes {
  const raw = duckdb.vector_get_data(vector, (from + count) * stringSize);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const offsets = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const length = isSet(valid, from + i) ? view.getUint32((from + i) * stringSize, true) : 0;
    offsets[i + 1] = offsets[i]! + length;
  }
  const bytes = new Uint8Array(offsets[count]!);
  const address = (i: number): number => {
    const at = (from + i) * stringSize + pointerOffset;
    return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  };
  let run = raw;
  let runStart = 0;
  let runEnd = 0;
  for (let i = 0; i < count; i++) {
    let to = offsets[i]!;
    const length = offsets[i + 1]! - to;
    if (length <= inlineLimit) {
      const start = (from + i) * stringSize + 4;
      for (let k = start; k < start + length; k++) bytes[to++] = raw[k]!;
      continue;
    }
    const start = address(i);
    if (start < runStart || start + length > runEnd) {
      runStart = start;
      runEnd = start + length;
      for (let j = i + 1; j < count; j++) {
        const next = offsets[j + 1]! - offsets[j]!;
        if (next <= inlineLimit) continue;
        if (address(j) !== runEnd) break;
        runEnd += next;
      }
      const pointer = raw.byteOffset + (from + i) * stringSize + pointerOffset;
      run = duckdb.get_data_from_pointer(raw.buffer as ArrayBuffer, pointer, runEnd - runStart);
    }
    bytes.set(run.subarray(start - runStart, start - runStart + length), to);
  }
  return { offsets, bytes };
}

/** Bytes of one value in memory; decimals by their digits. */
export function decimalSize(precision: number): 2 | 4 | 8 | 16 {
  if (precision <= 4) return 2;
  if (precision <= 9) return 4;
  return precision <= 18 ? 8 : 16;
}
