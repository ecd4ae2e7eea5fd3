/** A variant taken apart. */
export type VariantNode =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "whole"; readonly value: bigint }
  | { readonly kind: "double" | "float"; readonly value: number }
  | { readonly kind: "decimal"; readonly unscaled: bigint; readonly scale: number }
  /** Days since 1970. */
  | { readonly kind: "date"; readonly value: number }
  /** Microseconds since 1970. */
  | { readonly kind: "timestamp" | "timestamp_ntz"; readonly value: bigint }
  | { readonly kind: "binary"; readonly value: Uint8Array }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly VariantNode[] }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, VariantNode> };

interface VariantBytes {
  readonly value: Uint8Array;
  readonly metadata: Uint8Array;
}

/** The lowest two bits of a value's first byte. */
const basic = { primitive: 0, shortString: 1, object: 2, array: 3 } as const;
/** The other bits of a primitive's. */
const primitive = {
  null: 0,
  true: 1,
  false: 2,
  int1: 3,
  int2: 4,
  int4: 5,
  int8: 6,
  double: 7,
  decimal4: 8,
  decimal8: 9,
  decimal16: 10,
  date: 11,
  timestamp: 12,
  timestampNtz: 13,
  float: 14,
  binary: 15,
  longString: 16,
} as const;

const version = 1;
const shortStringLimit = 64;

/** Bytes that hold a number up to this. */
const sizeOf = (largest: number): 1 | 2 | 3 | 4 =>
  largest <= 0xff ? 1 : largest <= 0xffff ? 2 : largest <= 0xffffff ? 3 : 4;

const unsigned = (value: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, size);
  return bytes;
};

/** Writes a variant. @see org.apache.spark.types.variant.VariantBuilder */
export function bytesOf(node: VariantNode): VariantBytes {
  const ids = new Map<string, number>();
  const value = write(node, ids);
  const names = [...ids.keys()].map((name) => Buffer.from(name, "utf8"));
  const total = names.reduce((sum, name) => sum + name.length, 0);
  const size = sizeOf(Math.max(total, names.length));
  let end = 0;
  const offsets = [0, ...names.map((name) => (end += name.length))];
  const metadata = Buffer.concat([
    Buffer.of(version | ((size - 1) << 6)),
    unsigned(names.length, size),
    ...offsets.map((offset) => unsigned(offset, size)),
    ...names,
  ]);
  return { value, metadata };
}

const headed = (type: number, size: number, fill: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = type << 2;
  fill(bytes);
  return bytes;
};

function write(node: VariantNode, ids: Map<string, number>): Buffer {
  switch (node.kind) {
    case "null":
      return Buffer.of(primitive.null << 2);
    case "boolean":
      return Buffer.of((node.value ? primitive.true : primitive.false) << 2);
    case "whole":
      return writeWhole(node.value);
    case "double":
      return headed(primitive.double, 8, (bytes) => bytes.writeDoubleLE(node.value, 1));
    case "float":
      return headed(primitive.float, 4, (bytes) => bytes.writeFloatLE(node.value, 1));
    case "decimal":
      return writeDecimal(node.unscaled, node.scale);
    case "date":
      return headed(primitive.date, 4, (bytes) => bytes.writeInt32LE(node.value, 1));
    case "timestamp":
      return headed(primitive.timestamp, 8, (bytes) => bytes.writeBigInt64LE(node.value, 1));
    case "timestamp_ntz":
      return headed(primitive.timestampNtz, 8, (bytes) => bytes.writeBigInt64LE(node.value, 1));
    case "binary":
      return Buffer.concat([Buffer.of(primitive.binary << 2), unsigned(node.value.length, 4), node.value]);
    case "string": {
      const text = Buffer.from(node.value, "utf8");
      return text.length < shortStringLimit
        ? Buffer.concat([Buffer.of((text.length << 2) | basic.shortString), text])
        : Buffer.concat([Buffer.of(primitive.longString << 2), unsigned(text.length, 4), text]);
    }
    case "array":
      return writeArray(node.items.map((item) => write(item, ids)));
    case "object":
      return writeObject(node.fields, ids);
  }
}

function writeWhole(value: bigint): Buffer {
  const fits = (bits: number): boolean => BigInt.asIntN(bits, value) === value;
  if (fits(8)) return headed(primitive.int1, 1, (bytes) => bytes.writeInt8(Number(value), 1));
  if (fits(16)) return headed(primitive.int2, 2, (bytes) => bytes.writeInt16LE(Number(value), 1));
  if (fits(32)) return headed(primitive.int4, 4, (bytes) => bytes.writeInt32LE(Number(value), 1));
  return headed(primitive.int8, 8, (bytes) => bytes.writeBigInt64LE(value, 1));
}

function writeDecimal(unscaled: bigint, scale: number): Buffer {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().length;
  const [type, size] =
    digits <= 9 && scale <= 9
      ? [primitive.decimal4, 4]
      : digits <= 18 && scale <= 18
        ? [primitive.decimal8, 8]
        : [primitive.decimal16, 16];
  return headed(type, 1 + size, (bytes) => {
    bytes[1] = scale;
    if (size === 4) bytes.writeInt32LE(Number(unscaled), 2);
    else bytes.writeBigInt64LE(BigInt.asIntN(64, unscaled), 2);
    if (size === 16) bytes.writeBigInt64LE(unscaled >> 64n, 10);
  });
}

/** Where each of several values begins, and where the last one ends. */
function offsetsOf(values: readonly Buffer[]): number[] {
  let end = 0;
  return [0, ...values.map((value) => (end += value.length))];
}

function writeArray(items: readonly Buffer[]): Buffer {
  const offsets = offsetsOf(items);
  const size = sizeOf(offsets.at(-1)!);
  const isLarge = items.length > 0xff;
  return Buffer.concat([
    Buffer.of((((isLarge ? 4 : 0) | (size - 1)) << 2) | basic.array),
    unsigned(items.length, isLarge ? 4 : 1),
    ...offsets.map((offset) => unsigned(offset, size)),
    ...items,
  ]);
}

function writeObject(fields: ReadonlyMap<string, VariantNode>, ids: Map<string, number>): Buffer {
  const entries = [...fields].map(([key, item]) => {
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return { key, id, bytes: write(item, ids) };
  });
  const offsets = offsetsOf(entries.map((entry) => entry.bytes));
  const sorted = entries
    .map((entry, i) => ({ ...entry, offset: offsets[i]! }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const idSize = sizeOf(Math.max(0, ...sorted.map((entry) => entry.id)));
  const size = sizeOf(offsets.at(-1)!);
  const isLarge = entries.length > 0xff;
  return Buffer.concat([
    Buffer.of((((isLarge ? 16 : 0) | ((idSize - 1) << 2) | (size - 1)) << 2) | basic.object),
    unsigned(entries.length, isLarge ? 4 : 1),
    ...sorted.map((entry) => unsigned(entry.id, idSize)),
    ...sorted.map((entry) => unsigned(entry.offset, size)),
    unsigned(offsets.at(-1)!, size),
    ...entries.map((entry) => entry.bytes),
  ]);
}

/**
 * Reads a variant.
 *
 * @throws RangeError where the bytes are malformed
 */
export function nodeOf({ value, metadata }: VariantBytes): VariantNode {
  const names = Buffer.from(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  const size = (names.readUInt8(0) >> 6) + 1;
  if ((names.readUInt8(0) & 15) !== version) throw new RangeError("a variant of another version");
  const count = names.readUIntLE(1, size);
  const strings = 1 + size * (count + 2);
  const nameAt = (id: number): string => {
    if (id >= count) throw new RangeError("a key that the dictionary lacks");
    const [from, to] = [0, 1].map((next) => names.readUIntLE(1 + size * (1 + id + next), size)) as [number, number];
    return names.toString("utf8", strings + from, strings + to);
  };
  return read(Buffer.from(value.buffer, value.byteOffset, value.byteLength), 0, nameAt);
}

function read(bytes: Buffer, at: number, nameAt: (id: number) => string): VariantNode {
  const head = bytes.readUInt8(at);
  const info = head >> 2;
  switch (head & 3) {
    case basic.shortString:
      return { kind: "string", value: bytes.toString("utf8", at + 1, at + 1 + info) };
    case basic.object:
      return readObject(bytes, at, info, nameAt);
    case basic.array:
      return readArray(bytes, at, info, nameAt);
    default:
      return readPrimitive(bytes, at, info);
  }
}

function readPrimitive(bytes: Buffer, at: number, type: number): VariantNode {
  const body = at + 1;
  switch (type) {
    case primitive.null:
      return { kind: "null" };
    case primitive.true:
    case primitive.false:
      return { kind: "boolean", value: type === primitive.true };
    case primitive.int1:
      return { kind: "whole", value: BigInt(bytes.readInt8(body)) };
    case primitive.int2:
      return { kind: "whole", value: BigInt(bytes.readInt16LE(body)) };
    case primitive.int4:
      return { kind: "whole", value: BigInt(bytes.readInt32LE(body)) };
    case primitive.int8:
      return { kind: "whole", value: bytes.readBigInt64LE(body) };
    case primitive.double:
      return { kind: "double", value: bytes.readDoubleLE(body) };
    case primitive.float:
      return { kind: "float", value: bytes.readFloatLE(body) };
    case primitive.decimal4:
      return { kind: "decimal", unscaled: BigInt(bytes.readInt32LE(body + 1)), scale: bytes.readUInt8(body) };
    case primitive.decimal8:
      return { kind: "decimal", unscaled: bytes.readBigInt64LE(body + 1), scale: bytes.readUInt8(body) };
    case primitive.decimal16: {
      const unscaled = (bytes.readBigInt64LE(body + 9) << 64n) | bytes.readBigUInt64LE(body + 1);
      return { kind: "decimal", unscaled, scale: bytes.readUInt8(body) };
    }
    case primitive.date:
      return { kind: "date", value: bytes.readInt32LE(body) };
    case primitive.timestamp:
      return { kind: "timestamp", value: bytes.readBigInt64LE(body) };
    case primitive.timestampNtz:
      return { kind: "timestamp_ntz", value: bytes.readBigInt64LE(body) };
    case primitive.binary:
      return { kind: "binary", value: bytes.subarray(body + 4, body + 4 + bytes.readUInt32LE(body)) };
    case primitive.longString:
      return { kind: "string", value: bytes.toString("utf8", body + 4, body + 4 + bytes.readUInt32LE(body)) };
    default:
      throw new RangeError(`a variant's primitive of type ${type}`);
  }
}

function readArray(bytes: Buffer, at: number, info: number, nameAt: (id: number) => string): VariantNode {
  const size = (info & 3) + 1;
  const countSize = info & 4 ? 4 : 1;
  const count = bytes.readUIntLE(at + 1, countSize);
  const offsets = at + 1 + countSize;
  const values = offsets + size * (count + 1);
  const items = Array.from({ length: count }, (_, i) =>
    read(bytes, values + bytes.readUIntLE(offsets + i * size, size), nameAt),
  );
  return { kind: "array", items };
}

function readObject(bytes: Buffer, at: number, info: number, nameAt: (id: number) => string): VariantNode {
  const size = (info & 3) + 1;
  const idSize = ((info >> 2) & 3) + 1;
  const countSize = info & 16 ? 4 : 1;
  const count = bytes.readUIntLE(at + 1, countSize);
  const ids = at + 1 + countSize;
  const offsets = ids + idSize * count;
  const values = offsets + size * (count + 1);
  const fields = new Map<string, VariantNode>();
  for (let i = 0; i < count; i++)
    fields.set(
      nameAt(bytes.readUIntLE(ids + i * idSize, idSize)),
      read(bytes, values + bytes.readUIntLE(offsets + i * size, size), nameAt),
    );
  return { kind: "object", fields };
}
