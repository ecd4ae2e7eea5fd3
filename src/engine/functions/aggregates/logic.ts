import { duckDbType } from "../../../types/index.ts";
import type { AggregateFunction } from "../../plan/index.ts";
import { aggregate } from "../define.ts";
import { integral, of } from "../parameters.ts";
import { booleanType } from "../type-rules.ts";
import { distinct, filtered } from "./parts.ts";

/** Aggregates that merge by themselves: the aggregate of partial results is the result. */
function folding(name: string, duckDb: string, aliases: readonly string[], boolean: boolean): AggregateFunction {
  return aggregate({
    name,
    aliases,
    params: [boolean ? of(booleanType) : integral],
    type: ([type]) => type!,
    sql: (parts) => filtered(`${duckDb}(${distinct(parts)}${parts.args[0]})`, parts),
    state: (parts, call) => ({
      columns: [duckDbType(call.type)],
      partial: [filtered(`${duckDb}(${parts.args[0]})`, parts)],
      merge: ([column]) => [`${duckDb}(${column})`],
      final: ([column]) => column!,
      // Spark takes the least and the greatest of booleans.
      buffer: ([column]) => [
        { name: name === "bool_and" ? "min" : name === "bool_or" ? "max" : name, type: call.type, sql: column! },
      ],
    }),
  });
}

export const logic: readonly AggregateFunction[] = [
  folding("bool_and", "bool_and", ["every"], true),
  folding("bool_or", "bool_or", ["any", "some"], true),
  folding("bit_and", "bit_and", [], false),
  folding("bit_or", "bit_or", [], false),
  folding("bit_xor", "bit_xor", [], false),
];
