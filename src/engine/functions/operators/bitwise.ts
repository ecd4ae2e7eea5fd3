import type { ScalarFunction } from "../../plan/index.ts";
import { lowBits } from "../cast/index.ts";
import { scalar } from "../define.ts";
import { integral, of, type Parameter } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { byteType, intType, isIntegral } from "../type-rules.ts";
import { binaryResolution, differentSides, infix, operandTypes, wrongSides } from "./binary.ts";

function bitwise(symbol: "&" | "|" | "^", sql: (a: string, b: string) => string, alias: string): ScalarFunction {
  const print = infix(symbol);
  return {
    kind: "scalar",
    name: symbol,
    aliases: [alias],
    resolve(call) {
      const types = operandTypes(call, false);
      if (types === undefined) throw differentSides(call, print);
      if (!isIntegral(types[0])) throw wrongSides(call, print, '"INTEGRAL"', types[0]);
      return binaryResolution(call, types, types[0]);
    },
    sql: (args) => sql(args[0]!, args[1]!),
    print: (args) => print(args, symbol),
  };
}

const int = of(intType);

/** INT and BIGINT keep their width; all that can become an INT is shifted as one. */
const shiftable: Parameter = {
  required: '("INT" or "BIGINT")',
  accept: (type, ansi) => (type.kind === "long" ? type : int.accept(type, ansi)),
};

/**
 * A shift of bits as Java has it: the distance counts modulo the width, and what leaves the width on the left is lost.
 *
 * @param sql - of the whole number as a HUGEINT with the distance within the width; `mask` has the width's bits set
 */
function shift(name: string, symbol: string, sql: (value: string, by: string, mask: bigint) => string): ScalarFunction {
  return scalar({
    name,
    aliases: [symbol],
    params: [shiftable, int],
    type: ([type]) => type!,
    sql([value, by], call) {
      const width = call.type.kind === "long" ? 64 : 32;
      const mask = (1n << BigInt(width)) - 1n;
      const shifted = sql(`CAST(${value} AS HUGEINT)`, `CAST(${by} & ${width - 1} AS HUGEINT)`, mask);
      return lowBits(shifted, width, call.type);
    },
    print: (args, used) => (used === symbol ? infix(symbol)(args, symbol) : `${used}(${args.join(", ")})`),
  });
}

const bitsOf: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32, long: 64 };

/** The bit at a place counted from the right, from 0. */
const bitGet = scalar({
  name: "bit_get",
  aliases: ["getbit"],
  params: [
    { required: '"INTEGRAL"', accept: (type) => (type.kind === "void" ? intType : integral.accept(type, true)) },
    int,
  ],
  type: byteType,
  sql([value, at], call) {
    const bits = bitsOf[call.args[0]!.type.kind]!;
    const error = raiseSql("INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE", {
      parameter: "'`pos`'",
      functionName: `'\`${call.name}\`'`,
      upper: `'${bits}'`,
      invalidValue: `CAST(${at} AS VARCHAR)`,
    });
    return `CASE WHEN ${at} < 0 OR ${at} >= ${bits} THEN ${error} ELSE CAST((CAST(${value} AS HUGEINT) >> ${at}) & 1 AS TINYINT) END`;
  },
});

export const bitwiseOperators: readonly ScalarFunction[] = [
  bitwise("&", (a, b) => `(${a} & ${b})`, "bitwiseand"),
  bitwise("|", (a, b) => `(${a} | ${b})`, "bitwiseor"),
  bitwise("^", (a, b) => `xor(${a}, ${b})`, "bitwisexor"),
  shift("shiftleft", "<<", (value, by) => `${value} * (CAST(1 AS HUGEINT) << ${by})`),
  shift("shiftright", ">>", (value, by) => `${value} >> ${by}`),
  shift("shiftrightunsigned", ">>>", (value, by, mask) => `(${value} & ${mask}) >> ${by}`),
  bitGet,
  scalar({
    name: "~",
    aliases: ["bitwisenot"],
    params: [integral],
    type: ([type]) => type!,
    sql: ([a]) => `(~ ${a})`,
    print: ([a]) => `~${a}`,
  }),
];
