import type { AggregateFunction, ScalarFunction } from "../../plan/index.ts";
import { aggregate, scalar } from "../define.ts";
import { of, type Parameter } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { binaryType, longType } from "../type-rules.ts";
import { filtered } from "./parts.ts";

/** Bits of a bitmap. @see org.apache.spark.sql.catalyst.expressions.BitmapExpressionUtils */
const bits = 32_768;

const long = of(longType);
const bitmap: Parameter = {
  required: '"BINARY"',
  accept: (type) => (type.kind === "binary" ? type : undefined),
};

function combining(name: string, duckDb: "bit_or" | "bit_and"): AggregateFunction {
  const none = `unhex(repeat('${duckDb === "bit_or" ? "00" : "FF"}', ${bits / 8}))`;
  return aggregate({
    name,
    params: [bitmap],
    type: binaryType,
    nullable: false,
    sql: (parts) => {
      const whole = `CAST(unhex(rpad(hex(${parts.args[0]}), ${bits / 4}, '0')) AS BIT)`;
      return `coalesce(CAST(${filtered(`${duckDb}(${whole})`, parts)} AS BLOB), ${none})`;
    },
  });
}

export const bitmapAggregates: readonly AggregateFunction[] = [
  aggregate({
    name: "bitmap_construct_agg",
    params: [long],
    type: binaryType,
    nullable: false,
    sql(parts) {
      const [position] = parts.args;
      const error = raiseSql("INVALID_BITMAP_POSITION", {
        bitPosition: `CAST(${position} AS VARCHAR)`,
        bitmapNumBits: `'${bits}'`,
        bitmapNumBytes: `'${bits / 8}'`,
      });
      const checked = `CASE WHEN ${position} < 0 OR ${position} >= ${bits} THEN ${error} ELSE ${position} END`;
      // Within a byte DuckDB counts bits from the highest, Spark from the lowest.
      const place = `list_transform([${checked}], lambda p: p - p % 8 + 7 - p % 8)[1]`;
      const gathered = filtered(`bitstring_agg(${place}, 0, ${bits - 1})`, parts);
      return `coalesce(CAST(${gathered} AS BLOB), unhex(repeat('00', ${bits / 8})))`;
    },
  }),
  combining("bitmap_or_agg", "bit_or"),
  combining("bitmap_and_agg", "bit_and"),
];

export const bitmapFunctions: readonly ScalarFunction[] = [
  scalar({
    name: "bitmap_bit_position",
    params: [long],
    type: longType,
    sql: ([n]) => `CASE WHEN ${n} > 0 THEN (${n} - 1) % ${bits} ELSE (- ${n}) % ${bits} END`,
  }),
  scalar({
    name: "bitmap_bucket_number",
    params: [long],
    type: longType,
    sql: ([n]) => `CASE WHEN ${n} > 0 THEN 1 + (${n} - 1) // ${bits} ELSE ${n} // ${bits} END`,
  }),
  scalar({
    name: "bitmap_count",
    params: [bitmap],
    type: longType,
    sql: ([b]) => `CASE WHEN octet_length(${b}) = 0 THEN 0 ELSE CAST(bit_count(CAST(${b} AS BIT)) AS BIGINT) END`,
  }),
];
