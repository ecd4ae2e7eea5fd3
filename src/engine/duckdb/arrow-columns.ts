import duckdb, { type Vector } from "@duckdb/node-bindings";
import type { DataType as ArrowType, Data, Struct } from "apache-arrow";
import type { DataType, SparkType } from "../../types/index.ts";
import type { ArrowModule } from "./arrow-types.ts";
import { entriesOf } from "./read-vector.ts";
import { copySlack, decimalSize, isSet, packedBytes, stringBytes, validityOf } from "./vector-bytes.ts";

/** Gathers the values of a column from DuckDB's vectors into the buffers of one Arrow column. */
export interface ColumnBuilder {
  append(vector: Vector, from: number, count: number): void;
  /** The values gathered; they lie in memory that {@link reset} gives to others. */
  finish(A: ArrowModule, type: ArrowType): Data;
  /** Begins anew, with the memory that there is. */
  reset(): void;
  /** Bytes that values of a vector take, roughly. */
  measure(vector: Vector, from: number, count: number): number;
}

export function columnBuilder(type: DataType): ColumnBuilder {
  const t = type as SparkType;
  switch (t.kind) {
    case "void":
      return new NullColumn();
    case "boolean":
      return new BooleanColumn();
    case "byte":
      return new FixedColumn(1, 1, copy);
    case "short":
      return new FixedColumn(2, 2, copy);
    case "integer":
    case "float":
    case "date":
      return new FixedColumn(4, 4, copy);
    case "long":
    case "double":
    case "timestamp":
    case "timestamp_ntz":
      return new FixedColumn(8, 8, copy);
    case "decimal": {
      const size = decimalSize(t.precision);
      return new FixedColumn(size, 16, widenings[size]);
    }
    case "interval_year_month":
      return new FixedColumn(16, 4, (from, to, count) => {
        for (let i = 0; i < count; i++) to.setInt32(i * 4, from.getInt32(i * 16, true), true);
      });
    case "interval_day_time":
      return new FixedColumn(16, 8, (from, to, count) => {
        for (let i = 0; i < count; i++) {
          const days = BigInt(from.getInt32(i * 16 + 4, true)) * microsecondsPerDay;
          to.setBigInt64(i * 8, days + from.getBigInt64(i * 16 + 8, true), true);
        }
      });
    case "interval":
      return new FixedColumn(16, 16, (from, to, count) => {
        for (let at = 0; at < count * 16; at += 16) {
          to.setInt32(at, from.getInt32(at, true), true);
          to.setInt32(at + 4, from.getInt32(at + 4, true), true);
          to.setBigInt64(at + 8, from.getBigInt64(at + 8, true) * 1000n, true);
        }
      });
    case "string":
    case "char":
    case "varchar":
    case "binary":
      return new BytesColumn();
    case "variant":
      return new StructColumn([new BytesColumn(), new BytesColumn()]);
    case "array":
      return new ListColumn(columnBuilder(t.elementType));
    case "map":
      return new ListColumn(new StructColumn([columnBuilder(t.keyType), columnBuilder(t.valueType)]));
    case "struct":
      return new StructColumn(t.fields.map((field) => columnBuilder(field.dataType)));
  }
}

const microsecondsPerDay = 86_400_000_000n;

/** Bytes that grow by doubling. */
class GrowingBytes {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  length = 0;

  /** Makes `count` bytes more, and `slack` bytes behind them that may be overwritten. */
  grow(count: number, slack = 0): Uint8Array<ArrayBuffer> {
    const end = this.length + count;
    if (end + slack > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end + slack, this.#bytes.length * 2, 1024));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    const grown = this.#bytes.subarray(this.length, end);
    this.length = end;
    return grown;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  reset(): void {
    this.length = 0;
  }
}

/** A bitmap that grows. */
class Bits {
  readonly #bytes = new GrowingBytes();
  length = 0;
  #unset = 0;

  /** Adds bits; `isOne` tells for each whether it is set. */
  push(count: number, isOne: (i: number) => boolean): void {
    const end = this.length + count;
    this.#bytes.grow(Math.ceil(end / 8) - this.#bytes.length).fill(0);
    const { bytes } = this.#bytes;
    for (let i = 0; i < count; i++) {
      const at = this.length + i;
      if (isOne(i)) bytes[at >> 3]! |= 1 << (at & 7);
      else this.#unset++;
    }
    this.length = end;
  }

  get unset(): number {
    return this.#unset;
  }

  get bytes(): Uint8Array {
    return this.#bytes.bytes;
  }

  reset(): void {
    this.#bytes.reset();
    this.length = 0;
    this.#unset = 0;
  }
}

/** What all columns have: a row count and, once a NULL was seen, a validity bitmap. */
abstract class Column implements ColumnBuilder {
  protected rows = 0;
  #valid: Bits | undefined;

  append(vector: Vector, from: number, count: number): void {
    const valid = validityOf(vector, from + count);
    if (valid !== null || this.#valid !== undefined) {
      if (this.#valid === undefined) {
        this.#valid = new Bits();
        this.#valid.push(this.rows, () => true);
      }
      this.#valid.push(count, (i) => isSet(valid, from + i));
    }
    this.appendValues(vector, from, count, valid);
    this.rows += count;
  }

  reset(): void {
    this.rows = 0;
    this.#valid = undefined;
  }

  abstract measure(vector: Vector, from: number, count: number): number;
  abstract finish(A: ArrowModule, type: ArrowType): Data;
  protected abstract appendValues(vector: Vector, from: number, count: number, valid: Uint8Array | null): void;

  protected get base(): { length: number; nullCount: number; nullBitmap: Uint8Array | null } {
    return { length: this.rows, nullCount: this.#valid?.unset ?? 0, nullBitmap: this.#valid?.bytes ?? null };
  }
}

class NullColumn extends Column {
  override measure(): number {
    return 0;
  }

  protected override appendValues(): void {}
  override finish(A: ArrowModule): Data {
    return A.makeData({ type: new A.Null(), length: this.rows });
  }
}

/** Turns `count` values of DuckDB's layout into Arrow's. */
type Conversion = (from: DataView, to: DataView, count: number) => void;

const copy: Conversion = (from, to) => {
  new Uint8Array(to.buffer, to.byteOffset, to.byteLength).set(
    new Uint8Array(from.buffer, from.byteOffset, to.byteLength),
  );
};

/** Decimals of fewer digits are widened by their sign. */
const widen =
  (size: 2 | 4): Conversion =>
  (from, to, count) => {
    for (let i = 0; i < count; i++) {
      const value = size === 2 ? from.getInt16(i * 2, true) : from.getInt32(i * 4, true);
      to.setInt32(i * 16, value, true);
      for (let at = i * 16 + 4; at < i * 16 + 16; at += 4) to.setInt32(at, value >> 31, true);
    }
  };

const widenings: Readonly<Record<2 | 4 | 8 | 16, Conversion>> = {
  2: widen(2),
  4: widen(4),
  8: (from, to, count) => {
    for (let i = 0; i < count; i++) {
      const high = from.getInt32(i * 8 + 4, true);
      to.setInt32(i * 16, from.getInt32(i * 8, true), true);
      to.setInt32(i * 16 + 4, high, true);
      to.setInt32(i * 16 + 8, high >> 31, true);
      to.setInt32(i * 16 + 12, high >> 31, true);
    }
  },
  16: copy,
};

class FixedColumn extends Column {
  readonly #values = new GrowingBytes();
  readonly #fromSize: number;
  readonly #toSize: number;
  readonly #convert: Conversion;

  constructor(fromSize: number, toSize: number, convert: Conversion) {
    super();
    this.#fromSize = fromSize;
    this.#toSize = toSize;
    this.#convert = convert;
  }

  override measure(_vector: Vector, _from: number, count: number): number {
    return count * this.#toSize;
  }

  override reset(): void {
    super.reset();
    this.#values.reset();
  }

  protected override appendValues(vector: Vector, from: number, count: number): void {
    const raw = duckdb.vector_get_data(vector, (from + count) * this.#fromSize);
    const target = this.#values.grow(count * this.#toSize);
    const start = raw.byteOffset + from * this.#fromSize;
    this.#convert(
      new DataView(raw.buffer, start),
      new DataView(target.buffer, target.byteOffset, target.byteLength),
      count,
    );
  }

  override finish(A: ArrowModule, type: ArrowType): Data {
    return A.makeData({ ...this.base, type, data: this.#values.bytes } as never);
  }
}

class BooleanColumn extends Column {
  readonly #values = new Bits();

  override measure(_vector: Vector, _from: number, count: number): number {
    return count / 8;
  }

  override reset(): void {
    super.reset();
    this.#values.reset();
  }

  protected override appendValues(vector: Vector, from: number, count: number): void {
    const raw = duckdb.vector_get_data(vector, from + count);
    this.#values.push(count, (i) => raw[from + i] === 1);
  }

  override finish(A: ArrowModule): Data {
    return A.makeData({ ...this.base, type: new A.Bool(), data: this.#values.bytes });
  }
}

class BytesColumn extends Column {
  readonly #bytes = new GrowingBytes();
  readonly #offsets = new Offsets();

  override measure(vector: Vector, from: number, count: number): number {
    return stringBytes(vector, from, count, validityOf(vector, from + count)) + count * 4;
  }

  override reset(): void {
    super.reset();
    this.#bytes.reset();
    this.#offsets.reset();
  }

  protected override appendValues(vector: Vector, from: number, count: number, valid: Uint8Array | null): void {
    const { offsets } = packedBytes(vector, from, count, valid, (length) => this.#bytes.grow(length, copySlack));
    this.#offsets.push(count, (i) => offsets[i + 1]! - offsets[i]!);
  }

  override finish(A: ArrowModule, type: ArrowType): Data {
    return A.makeData({ ...this.base, type, valueOffsets: this.#offsets.values, data: this.#bytes.bytes } as never);
  }
}

class ListColumn extends Column {
  readonly #items: ColumnBuilder;
  readonly #offsets = new Offsets();

  constructor(items: ColumnBuilder) {
    super();
    this.#items = items;
  }

  override measure(vector: Vector, from: number, count: number): number {
    const child = duckdb.list_vector_get_child(vector);
    let sum = count * 4;
    for (const [start, length] of runsOf(entriesOf(vector, from, count, validityOf(vector, from + count))))
      sum += this.#items.measure(child, start, length);
    return sum;
  }

  override reset(): void {
    super.reset();
    this.#items.reset();
    this.#offsets.reset();
  }

  protected override appendValues(vector: Vector, from: number, count: number, valid: Uint8Array | null): void {
    const child = duckdb.list_vector_get_child(vector);
    const entries = entriesOf(vector, from, count, valid);
    this.#offsets.push(count, (i) => entries[i]![1]);
    for (const [start, length] of runsOf(entries)) this.#items.append(child, start, length);
  }

  override finish(A: ArrowModule, type: ArrowType): Data {
    const child = this.#items.finish(A, (type.children as { type: ArrowType }[])[0]!.type);
    return A.makeData({ ...this.base, type, valueOffsets: this.#offsets.values, child } as never);
  }
}

/** Lists mostly lie one behind the other, so their items are taken in few long runs. */
function* runsOf(
  entries: Iterable<readonly [start: number, length: number]>,
): Generator<[start: number, length: number]> {
  let start = 0;
  let end = 0;
  for (const [at, length] of entries) {
    if (length === 0) continue;
    if (at !== end) {
      if (end > start) yield [start, end - start];
      start = at;
    }
    end = at + length;
  }
  if (end > start) yield [start, end - start];
}

class StructColumn extends Column {
  readonly #fields: readonly ColumnBuilder[];

  constructor(fields: readonly ColumnBuilder[]) {
    super();
    this.#fields = fields;
  }

  override measure(vector: Vector, from: number, count: number): number {
    return this.#fields.reduce(
      (sum, field, i) => sum + field.measure(duckdb.struct_vector_get_child(vector, i), from, count),
      0,
    );
  }

  override reset(): void {
    super.reset();
    for (const field of this.#fields) field.reset();
  }

  protected override appendValues(vector: Vector, from: number, count: number): void {
    for (const [i, field] of this.#fields.entries())
      field.append(duckdb.struct_vector_get_child(vector, i), from, count);
  }

  override finish(A: ArrowModule, type: ArrowType): Data {
    const children = this.#fields.map((field, i) => field.finish(A, (type as Struct).children[i]!.type));
    return A.makeData({ ...this.base, type: type as Struct, children });
  }
}

/** Where each value ends; begins with 0. */
class Offsets {
  #values = new Int32Array(1024);
  #count = 0;

  push(count: number, lengthOf: (i: number) => number): void {
    if (this.#count + count + 1 > this.#values.length) {
      const larger = new Int32Array(Math.max(this.#values.length * 2, this.#count + count + 1));
      larger.set(this.#values);
      this.#values = larger;
    }
    for (let i = 0; i < count; i++) {
      this.#values[this.#count + 1] = this.#values[this.#count]! + lengthOf(i);
      this.#count++;
    }
  }

  get values(): Int32Array {
    return this.#values.subarray(0, this.#count + 1);
  }

  reset(): void {
    this.#count = 0;
  }
}
