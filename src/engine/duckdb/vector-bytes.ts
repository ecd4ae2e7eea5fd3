import duckdb, { type Vector } from "@duckdb/node-bindings";

/** Bytes of DuckDB's string_t: a length, then the text itself up to 12 bytes, else a prefix and a pointer. */
const stringSize = 16;
const inlineLimit = 12;
const pointerOffset = 8;
/** Bytes behind a string that copying it may overwrite. */
export const copySlack = 3;

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
 *
 * @param allocate - makes room for the bytes, with {@link copySlack} bytes behind them that may be overwritten
 */
export function packedBytes(
  vector: Vector,
  from: number,
  count: number,
  valid: Uint8Array | null,
  allocate: (length: number) => Uint8Array = (length) => new Uint8Array(length + copySlack).subarray(0, length),
): PackedBytes {
  const raw = duckdb.vector_get_data(vector, (from + count) * stringSize);
  const words = new Uint32Array(raw.buffer, raw.byteOffset + from * stringSize, count * 4);
  const offsets = byteOffsets(words, from, count, valid);
  const bytes = allocate(offsets[count]!);
  const target = new DataView(bytes.buffer, bytes.byteOffset, bytes.length + copySlack);
  const lengthAt = (i: number): number => offsets[i + 1]! - offsets[i]!;
  const address = (i: number): number => words[i * 4 + 2]! + words[i * 4 + 3]! * 2 ** 32;
  let run = raw;
  let runStart = 0;
  let runEnd = 0;
  for (let i = 0; i < count; i++) {
    const to = offsets[i]!;
    const length = offsets[i + 1]! - to;
    if (length <= inlineLimit) {
      // Whole words, since that takes a third of the time of bytes; what is too much lies where the next string goes.
      if (length > 0) target.setUint32(to, words[i * 4 + 1]!, true);
      if (length > 4) target.setUint32(to + 4, words[i * 4 + 2]!, true);
      if (length > 8) target.setUint32(to + 8, words[i * 4 + 3]!, true);
      continue;
    }
    const start = address(i);
    if (start < runStart || start + length > runEnd) {
      runStart = start;
      runEnd = start + length;
      for (let j = i + 1; j < count; j++) {
        const next = lengthAt(j);
        if (next <= inlineLimit) continue;
        if (address(j) !== runEnd) break;
        runEnd += next;
      }
      const pointer = raw.byteOffset + (from + i) * stringSize + pointerOffset;
      run = duckdb.get_data_from_pointer(raw.buffer as ArrayBuffer, pointer, runEnd - runStart);
    }
    // Rows that follow each other here and there are copied together.
    let stop = start + length;
    while (i + 1 < count && lengthAt(i + 1) > inlineLimit && stop < runEnd && address(i + 1) === stop) {
      i++;
      stop += lengthAt(i);
    }
    bytes.set(run.subarray(start - runStart, stop - runStart), to);
  }
  return { offsets, bytes };
}

/** Bytes of the strings of a vector, without copying them. */
export function stringBytes(vector: Vector, from: number, count: number, valid: Uint8Array | null): number {
  const raw = duckdb.vector_get_data(vector, (from + count) * stringSize);
  const words = new Uint32Array(raw.buffer, raw.byteOffset + from * stringSize, count * 4);
  let sum = 0;
  for (let i = 0; i < count; i++) if (isSet(valid, from + i)) sum += words[i * 4]!;
  return sum;
}

/** Where each string ends when they lie one behind the other; `words` begins with the first of them. */
function byteOffsets(words: Uint32Array, from: number, count: number, valid: Uint8Array | null): Int32Array {
  const offsets = new Int32Array(count + 1);
  let end = 0;
  for (let i = 0; i < count; i++) {
    // What lies in the place of a NULL is anything.
    if (isSet(valid, from + i)) end += words[i * 4]!;
    offsets[i + 1] = end;
  }
  return offsets;
}

/** Bytes of one value in memory; decimals by their digits. */
export function decimalSize(precision: number): 2 | 4 | 8 | 16 {
  if (precision <= 4) return 2;
  if (precision <= 9) return 4;
  return precision <= 18 ? 8 : 16;
}
