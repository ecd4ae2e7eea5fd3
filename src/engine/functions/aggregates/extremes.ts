import { type DataType, duckDbType } from "../../../types/index.ts";
import type { AggregateFunction } from "../../plan/index.ts";
import { aggregate } from "../define.ts";
import { hasParts, orderKey } from "../order-key.ts";
import { anything } from "../parameters.ts";
import { mismatch, quotedName, quotedType } from "../refusal.ts";
import { isOrderable } from "../type-rules.ts";
import { filtered } from "./parts.ts";

/** DuckDB's aggregate; what has parts goes by a key. */
const extremeSql = (name: "min" | "max", sql: string, type: DataType): string =>
  hasParts(type) ? `arg_${name}(${sql}, ${orderKey(sql, type)})` : `${name}(${sql})`;

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
    sql: (parts, call) => filtered(extremeSql(name, parts.args[0]!, call.type), parts),
    state: (parts, call) => ({
      columns: [duckDbType(call.type)],
      partial: [filtered(extremeSql(name, parts.args[0]!, call.type), parts)],
      merge: ([column]) => [extremeSql(name, column!, call.type)],
      final: ([column]) => column!,
      buffer: ([column]) => [{ name, type: call.type, sql: column! }],
    }),
  });
}

export const extremes: readonly AggregateFunction[] = [extreme("min"), extreme("max")];
