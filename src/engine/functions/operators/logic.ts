import type { ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { anything, of, oneOf } from "../parameters.ts";
import { booleanType, doubleType, floatType, isString } from "../type-rules.ts";
import { binaryResolution, differentSides, infix, operandTypes, wrongSides } from "./binary.ts";

function connective(name: "and" | "or"): ScalarFunction {
  const word = name.toUpperCase();
  const print = infix(word);
  return {
    kind: "scalar",
    name,
    resolve(call) {
      const types = operandTypes(call, false);
      if (types === undefined) throw differentSides(call, print);
      const type = types[0].kind === "void" || isString(types[0]) ? booleanType : types[0];
      if (type.kind !== "boolean") throw wrongSides(call, print, '"BOOLEAN"', type);
      return binaryResolution(call, [booleanType, booleanType], booleanType);
    },
    sql: (args) => `(${args[0]} ${word} ${args[1]})`,
    print: (args) => print(args, word),
  };
}

export const logicOperators: readonly ScalarFunction[] = [
  connective("and"),
  connective("or"),
  scalar({
    name: "not",
    aliases: ["!"],
    params: [of(booleanType)],
    type: booleanType,
    sql: ([a]) => `(NOT ${a})`,
    print: ([a]) => `(NOT ${a})`,
  }),
  scalar({
    name: "isnull",
    params: [anything],
    type: booleanType,
    nullable: false,
    sql: ([a]) => `(${a} IS NULL)`,
    print: ([a]) => `(${a} IS NULL)`,
  }),
  scalar({
    name: "isnotnull",
    params: [anything],
    type: booleanType,
    nullable: false,
    sql: ([a]) => `(${a} IS NOT NULL)`,
    print: ([a]) => `(${a} IS NOT NULL)`,
  }),
  scalar({
    name: "isnan",
    params: [oneOf(doubleType, floatType)],
    coerce: (_call, types) => types.map((type) => (type.kind === "float" ? type : doubleType)),
    type: booleanType,
    nullable: false,
    sql: ([a]) => `coalesce(isnan(${a}), false)`,
  }),
];
