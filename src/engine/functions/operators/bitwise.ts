import type { ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { integral } from "../parameters.ts";
import { isIntegral } from "../type-rules.ts";
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

export const bitwiseOperators: readonly ScalarFunction[] = [
  bitwise("&", (a, b) => `(${a} & ${b})`, "bitwiseand"),
  bitwise("|", (a, b) => `(${a} | ${b})`, "bitwiseor"),
  bitwise("^", (a, b) => `xor(${a}, ${b})`, "bitwisexor"),
  scalar({
    name: "~",
    aliases: ["bitwisenot"],
    params: [integral],
    type: ([type]) => type!,
    sql: ([a]) => `(~ ${a})`,
    print: ([a]) => `~${a}`,
  }),
];
