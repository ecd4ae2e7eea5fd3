import type { CallSite, ResolvedWindowCall, WindowFunction } from "../plan/index.ts";
import { castNullable } from "./coercion.ts";
import { constantInteger, constantOf, isFoldable } from "./constant.ts";
import { windowFunction } from "./define.ts";
import { anything, of } from "./parameters.ts";
import { mismatch, notFoldable, type PrintCall } from "./refusal.ts";
import { booleanType, doubleType, intType } from "./type-rules.ts";

const ignoreNulls = (call: ResolvedWindowCall): string => (call.ignoreNulls ? " IGNORE NULLS" : "");

const ignored = (call: ResolvedWindowCall): boolean => call.ignoreNulls || constantOf(call.args[2]) === true;

/** A place among the rows of a partition. */
function rank(name: string, printed: string, double = false): WindowFunction {
  return windowFunction({
    name,
    params: [],
    type: double ? doubleType : intType,
    nullable: false,
    sql: () => `${name}()`,
    print: printed,
    fixedFrame: "unboundedToCurrent",
  });
}

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

/** A count that is a constant of at least one. */
function positiveConstant(call: CallSite, index: number, name: string, most: bigint): void {
  const arg = call.args[index];
  if (arg === undefined) return;
  if (!isFoldable(arg)) throw notFoldable(call, print, index, name, arg.type);
  const value = constantInteger(arg);
  if (value !== undefined && value <= 0)
    throw mismatch(call, print, "VALUE_OUT_OF_RANGE", {
      exprName: name,
      valueRange: `(0, ${most}]`,
      currentValue: most > 2147483647n ? `${value}L` : String(value),
    });
}

/** The value some rows before or behind. */
function shifted(name: "lag" | "lead"): WindowFunction {
  return windowFunction({
    name,
    params: [anything, of(intType), anything],
    optional: 2,
    printDefaults: ["1", "NULL"],
    coerce: (_call, [value, offset, fallback]) =>
      fallback === undefined ? [value!, offset].filter((type) => type !== undefined) : [value!, offset!, value!],
    type: ([type]) => type!,
    nullable(nullables, call) {
      const fallback = call.args[2];
      return (
        fallback === undefined || nullables[0]! || fallback.nullable || castNullable(fallback.type, call.args[0]!.type)
      );
    },
    sql: (args, call) => `${name}(${args.join(", ")}${ignoreNulls(call)})`,
    fixedFrame: "offset",
  });
}

/** That it passes over NULL shows in its name, and only in its. */
function marked(base: WindowFunction): WindowFunction {
  return {
    ...base,
    print: (args, call) => `${call.name}(${args.slice(0, 2).join(", ")})${ignored(call) ? " ignore nulls" : ""}`,
  };
}

export const windowFunctions: readonly WindowFunction[] = [
  rank("row_number", "row_number"),
  rank("rank", "RANK"),
  rank("dense_rank", "DENSE_RANK"),
  rank("percent_rank", "PERCENT_RANK", true),
  windowFunction({ name: "cume_dist", params: [], type: doubleType, nullable: false, sql: () => "cume_dist()" }),
  windowFunction({
    name: "ntile",
    params: [of(intType)],
    optional: 1,
    printDefaults: ["1"],
    coerce(call, types) {
      positiveConstant(call, 0, "buckets", 2147483647n);
      return types;
    },
    type: intType,
    nullable: false,
    sql: ([buckets = "1"]) => `ntile(${buckets})`,
    fixedFrame: "unboundedToCurrent",
  }),
  shifted("lag"),
  shifted("lead"),
  marked(
    windowFunction({
      name: "nth_value",
      params: [anything, of(intType), of(booleanType)],
      optional: 1,
      coerce(call, types) {
        positiveConstant(call, 1, "offset", 9223372036854775807n);
        return types;
      },
      type: ([type]) => type!,
      nullable: true,
      sql: (args, call) => `nth_value(${args[0]}, ${args[1]}${ignored(call) ? " IGNORE NULLS" : ""})`,
    }),
  ),
];
