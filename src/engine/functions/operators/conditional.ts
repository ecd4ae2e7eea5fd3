import { type DataType, duckDbType } from "../../../types/index.ts";
import type { CallSite, ScalarFunction } from "../../plan/index.ts";
import { castNullable, widestType } from "../coercion.ts";
import { scalar } from "../define.ts";
import { hasParts, sortedList } from "../order-key.ts";
import { anything } from "../parameters.ts";
import {
  differentTypes,
  mismatch,
  type PrintCall,
  quotedName,
  quotedType,
  unexpectedType,
  wrongArgCount,
} from "../refusal.ts";
import { booleanType, doubleType, intType, isFloating, isOrderable } from "../type-rules.ts";

const printWhen: PrintCall = (args) => {
  const pairs: string[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) pairs.push(`WHEN ${args[i]} THEN ${args[i + 1]}`);
  if (args.length % 2 === 1) pairs.push(`ELSE ${args.at(-1)}`);
  return `CASE ${pairs.join(" ")} END`;
};

/** `when(c1, v1, c2, v2, …, else)`: what CASE becomes. */
const when: ScalarFunction = {
  kind: "scalar",
  name: "when",
  aliases: ["case"],
  resolve(call) {
    if (call.args.length < 2) throw wrongArgCount(call, "> 1");
    const last = call.args.length % 2 === 1 ? call.args.length - 1 : -1;
    const isCondition = (i: number): boolean => i % 2 === 0 && i !== last;
    requireConditions(call, printWhen, isCondition, false);
    const values = call.args.filter((_, i) => !isCondition(i));
    const type = commonType(
      call,
      printWhen,
      values.map((value) => value.type),
      "`casewhen`",
    );
    // Behind a condition that is the constant TRUE nothing is looked at.
    const sure = call.args.findIndex((arg, i) => isCondition(i) && arg.kind === "literal" && arg.value === true);
    const reached = sure < 0 ? values : values.slice(0, sure / 2 + 1);
    const nullable =
      (sure < 0 && last === -1) || reached.some((value) => value.nullable || castNullable(value.type, type));
    return { argTypes: call.args.map((_, i) => (isCondition(i) ? booleanType : type)), type, nullable };
  },
  sql(args) {
    const parts: string[] = [];
    for (let i = 0; i + 1 < args.length; i += 2) parts.push(`WHEN ${args[i]} THEN ${args[i + 1]}`);
    return `CASE ${parts.join(" ")}${args.length % 2 === 1 ? ` ELSE ${args.at(-1)}` : ""} END`;
  },
  print: (args) => printWhen(args, "when"),
};

const printIf: PrintCall = (args) => `(IF(${args.join(", ")}))`;

const ifElse: ScalarFunction = {
  kind: "scalar",
  name: "if",
  resolve(call) {
    if (call.args.length !== 3) throw wrongArgCount(call, "3");
    requireConditions(call, printIf, (i) => i === 0, true);
    const [, yes, no] = call.args;
    const type = commonType(call, printIf, [yes!.type, no!.type], "`if`");
    const nullable = [yes!, no!].some((value) => value.nullable || castNullable(value.type, type));
    return { argTypes: [booleanType, type, type], type, nullable };
  },
  sql: ([condition, yes, no]) => `CASE WHEN ${condition} THEN ${yes} ELSE ${no} END`,
  print: (args) => printIf(args, "if"),
};

/** IF takes NULL for a condition, CASE does not. */
function requireConditions(
  call: CallSite,
  print: PrintCall,
  isCondition: (index: number) => boolean,
  nulls: boolean,
): void {
  for (const [i, { type }] of call.args.entries())
    if (isCondition(i) && type.kind !== "boolean" && !(nulls && type.kind === "void"))
      throw unexpectedType(call, print, i, '"BOOLEAN"');
}

function commonType(call: CallSite, print: PrintCall, types: readonly DataType[], name: string): DataType {
  const type = widestType(types, call.settings.ansi);
  if (type !== undefined) return type;
  throw mismatch(call, print, "DATA_DIFF_TYPES", {
    functionName: name,
    dataType: `[${types.map(quotedType).join(", ")}]`,
  });
}

function extreme(name: "greatest" | "least"): ScalarFunction {
  const print: PrintCall = (args) => `${name}(${args.join(", ")})`;
  return scalar({
    name,
    params: [anything, anything],
    rest: anything,
    coerce(call, types) {
      const common = widestType(types, call.settings.ansi, false);
      if (common === undefined) throw differentTypes(call, print, types);
      if (!isOrderable(common))
        throw mismatch(call, print, "INVALID_ORDERING_TYPE", {
          functionName: quotedName(name),
          dataType: quotedType(common),
        });
      return types.map(() => common);
    },
    type: ([type]) => type!,
    nullable: (nullables) => nullables.every((nullable) => nullable),
    sql(args, call) {
      if (!hasParts(call.type)) return `${name}(${args.join(", ")})`;
      const direction = name === "least" ? "ASC" : "DESC";
      return `${sortedList(`list_filter([${args.join(", ")}], lambda p: p IS NOT NULL)`, call.type, direction, "LAST")}[1]`;
    },
  });
}

const everyNullable = (nullables: readonly boolean[]): boolean => nullables.every((nullable) => nullable);

export const conditionalFunctions: readonly ScalarFunction[] = [
  when,
  ifElse,
  scalar({
    name: "coalesce",
    params: [anything],
    rest: anything,
    together: "all",
    type: ([type]) => type!,
    nullable: everyNullable,
    sql: (args) => `coalesce(${args.join(", ")})`,
  }),
  scalar({
    name: "nvl",
    aliases: ["ifnull"],
    params: [anything, anything],
    together: "all",
    type: ([type]) => type!,
    nullable: everyNullable,
    sql: (args) => `coalesce(${args.join(", ")})`,
  }),
  scalar({
    name: "nvl2",
    params: [anything, anything, anything],
    together: [1, 2],
    type: ([, type]) => type!,
    nullable: (nullables) => nullables[1]! || nullables[2]!,
    sql: ([test, present, absent]) => `CASE WHEN ${test} IS NOT NULL THEN ${present} ELSE ${absent} END`,
  }),
  scalar({
    name: "nullif",
    params: [anything, anything],
    // Only the comparison needs one type; the result keeps the type of the first side, so SQL casts for the comparison alone.
    coerce: (call, types) => nullIfTypes(call, types),
    type: ([type]) => type!,
    nullable: true,
    sql: ([a, b]) => `CASE WHEN ${a} = ${b} THEN NULL ELSE ${a} END`,
  }),
  scalar({
    name: "zeroifnull",
    params: [anything],
    coerce: (call, [type]) => [widestType([type!, intType], call.settings.ansi) ?? type!],
    type: ([type]) => type!,
    nullable: false,
    sql: ([a], call) => `coalesce(${a}, CAST(0 AS ${duckDbType(call.type)}))`,
  }),
  scalar({
    name: "nullifzero",
    params: [anything],
    type: ([type]) => type!,
    nullable: true,
    sql: ([a]) => `CASE WHEN ${a} = 0 THEN NULL ELSE ${a} END`,
  }),
  scalar({
    name: "nanvl",
    params: [anything, anything],
    coerce: (_call, types) =>
      types.every((type) => type.kind === "float")
        ? types
        : types.map((type) => (isFloating(type) ? doubleType : doubleType)),
    type: ([type]) => type!,
    sql: ([a, b]) => `CASE WHEN isnan(${a}) THEN ${b} ELSE ${a} END`,
  }),
  extreme("greatest"),
  extreme("least"),
];

function nullIfTypes(call: CallSite, types: readonly DataType[]): readonly DataType[] {
  const common = widestType(types, call.settings.ansi);
  if (common === undefined) throw differentTypes(call, (args) => `nullif(${args.join(", ")})`, types);
  return [types[0]!, common];
}
