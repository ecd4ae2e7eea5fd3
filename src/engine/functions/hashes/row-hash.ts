import { type DataType, duckDbType, quoteString, type SparkType, structNames } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { unscaled } from "../decimal-arithmetic.ts";
import { scalar } from "../define.ts";
import { anything } from "../parameters.ts";
import { mismatch, quotedName } from "../refusal.ts";
import { type Script, script } from "../script.ts";
import { binaryType, doubleType, floatType, intType, longType, stringType } from "../type-rules.ts";
import { murmurBytes, murmurInt, murmurLong } from "./murmur3.ts";
import { xxBytes, xxInt, xxLong } from "./xxhash64.ts";

const bits = new DataView(new ArrayBuffer(8));

/** Bits of a FLOAT; zeros are one number, and so are all NaN. */
function floatBits(value: number): number {
  bits.setFloat32(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7fc00000 : bits.getInt32(0);
}

function doubleBits(value: number): bigint {
  bits.setFloat64(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7ff8000000000000n : bits.getBigInt64(0);
}

/** A whole number in as few bytes as hold its sign, the highest first. */
function bytesOf(digits: string): Uint8Array {
  const value = BigInt(digits);
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size++;
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, "0");
  return Buffer.from(hex, "hex");
}

/** Functions of one value and the hash so far, which NULL leaves as it is. */
function steps<Hash>(
  prefix: string,
  type: DataType,
  int: (value: number, seed: Hash) => Hash,
  long: (value: bigint, seed: Hash) => Hash,
  bytes: (value: Uint8Array, seed: Hash) => Hash,
): readonly Script[] {
  const step = <Value>(suffix: string, of: DataType, call: (value: Value, seed: Hash) => Hash): Script =>
    script(
      `${prefix}_${suffix}`,
      [of, type],
      type,
      (value: Value | null, seed: Hash) => (value === null ? seed : call(value, seed)),
      { nulls: true },
    );
  return [
    step("int", intType, int),
    step("long", longType, long),
    step("float", floatType, (value: number, seed) => int(floatBits(value), seed)),
    step("double", doubleType, (value: number, seed) => long(doubleBits(value), seed)),
    step("bytes", binaryType, bytes),
    step("digits", stringType, (value: string, seed) => bytes(bytesOf(value), seed)),
  ];
}

export const hashScripts: readonly Script[] = [
  ...steps("js_murmur3", intType, murmurInt, murmurLong, murmurBytes),
  ...steps("js_xxhash64", longType, xxInt, xxLong, xxBytes),
];

/** SQL of the hash of a value on top of another hash. */
function hashSql(prefix: string, hashType: string, sql: string, type: DataType, seed: string, depth: number): string {
  const t = type as SparkType;
  const step = (suffix: string, value: string): string => `${prefix}_${suffix}(${value}, ${seed})`;
  switch (t.kind) {
    case "void":
      return seed;
    case "boolean":
    case "byte":
    case "short":
    case "integer":
      return step("int", `CAST(${sql} AS INTEGER)`);
    case "date":
      return step("int", `CAST(${sql} - DATE '1970-01-01' AS INTEGER)`);
    case "interval_year_month":
      return step("int", `CAST(mr_months(${sql}) AS INTEGER)`);
    case "long":
      return step("long", sql);
    case "timestamp":
    case "timestamp_ntz":
    case "interval_day_time":
      return step("long", `epoch_us(${sql})`);
    case "float":
    case "double":
      return step(t.kind, sql);
    case "decimal":
      return t.precision <= 18
        ? step("long", `CAST(${unscaled(sql, t)} AS BIGINT)`)
        : step("digits", `CAST(${unscaled(sql, t)} AS VARCHAR)`);
    case "interval": {
      const clock = step("long", `mr_clock(${sql})`);
      const days = `${prefix}_int(CAST(date_part('day', ${sql}) AS INTEGER), ${clock})`;
      return `${prefix}_int(CAST(mr_months(${sql}) AS INTEGER), ${days})`;
    }
    case "binary":
      return step("bytes", sql);
    case "array": {
      const [l, r] = [`l${depth}`, `r${depth}`];
      const element = duckDbType(t.elementType);
      const pairs = `list_transform(coalesce(${sql}, []), lambda ${r}: {'h': CAST(NULL AS ${hashType}), 'x': CAST(${r} AS ${element})})`;
      const next = hashSql(prefix, hashType, `${r}.x`, t.elementType, `${l}.h`, depth + 1);
      return `list_reduce(${pairs}, lambda ${l}, ${r}: {'h': ${next}, 'x': ${r}.x}, {'h': ${seed}, 'x': CAST(NULL AS ${element})}).h`;
    }
    case "struct":
      return t.fields.reduce(
        (so, { dataType }, i) =>
          hashSql(
            prefix,
            hashType,
            `struct_extract(${sql}, ${quoteString(structNames(t.fields)[i]!)})`,
            dataType,
            so,
            depth,
          ),
        seed,
      );
    default:
      return step("bytes", `encode(${sql})`);
  }
}

function holds(type: DataType, kind: "map" | "variant"): boolean {
  const t = type as SparkType;
  if (t.kind === "array") return holds(t.elementType, kind);
  return t.kind === kind || (t.kind === "struct" && t.fields.some((field) => holds(field.dataType, kind)));
}

function rowHash(name: string, prefix: string, type: DataType): ScalarFunction {
  return scalar({
    name,
    rest: anything,
    atLeast: 1,
    coerce(call, types) {
      const refused = (["map", "variant"] as const).find((kind) => types.some((type) => holds(type, kind)));
      if (refused !== undefined) {
        const reason = refused === "map" ? "HASH_MAP_TYPE" : "HASH_VARIANT_TYPE";
        throw mismatch(call, (args) => `${name}(${args.join(", ")})`, reason, { functionName: quotedName(name) });
      }
      return types;
    },
    type,
    nullable: false,
    sql: (args, call) =>
      args.reduce(
        (so, arg, i) => hashSql(prefix, duckDbType(type), arg, call.args[i]!.type, so, 0),
        `CAST(42 AS ${duckDbType(type)})`,
      ),
  });
}

export const rowHashes: readonly ScalarFunction[] = [
  rowHash("hash", "js_murmur3", intType),
  rowHash("xxhash64", "js_xxhash64", longType),
];
