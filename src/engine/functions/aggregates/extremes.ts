import { duckDbType } from "../../../types/index.ts";
import type { AggregateFunction } from "../../plan/index.ts";
import { aggregate } from "../define.ts";
import { anything } from "../parameters.ts";
import { mismatch, quotedName, quotedType } from "../refusal.ts";
import { isOrderable } from "../type-rules.ts";
import { filtered } from "./parts.ts";

function extreme(name: "min" | "max"): AggregateFunction {
  return aggregate({
    name,
    params: [anything],
    coerce(call, types) {
      if (isOrderable(types[0]!)) return types;
      throw mismatch(call, (args) => `${name}(${args[0]})`, "INVALID_ORDERING_TYPE", {
        functionName: quotedName(name),
        dataType: quotedType(types[0]!),
      });
    },
    type: ([type]) => type!,
    sql: (parts) => filtered(`${name}(${parts.args[0]})`, parts),
    state: (parts, call) => ({
      columns: [duckDbType(call.type)],
      partial: [filtered(`${name}(${parts.args[0]})`, parts)],
      merge: ([column]) => [`${name}(${column})`],
      final: ([column]) => column!,
    }),
  });
}

export const extremes: readonly AggregateFunction[] = [extreme("min"), extreme("max")];
