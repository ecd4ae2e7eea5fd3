import { sparkError } from "../../../common/index.ts";
import type { CallSite, ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { of } from "../parameters.ts";
import { doubleType, longType } from "../type-rules.ts";

function unseeded(call: CallSite): void {
  if (call.args.length === 0) return;
  throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
    functionName: `\`${call.name}\``,
    argument: "a seed",
    reason: "DuckDB's random numbers cannot be made to repeat row by row; call it without a seed.",
  });
}

function random(name: string, aliases: readonly string[], sql: string): ScalarFunction {
  return scalar({
    name,
    aliases,
    params: [of(longType)],
    optional: 1,
    coerce(call, types) {
      unseeded(call);
      return types;
    },
    type: doubleType,
    nullable: false,
    deterministic: false,
    sql: () => sql,
    print: (args) => `${name}(${args.join(", ")})`,
  });
}

export const randomFunctions: readonly ScalarFunction[] = [
  random("rand", ["random"], "random()"),
  random("randn", [], "(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))"),
];
