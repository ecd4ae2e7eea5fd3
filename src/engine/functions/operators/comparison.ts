import type { DataType } from "../../../types/index.ts";
import type { CallSite, Resolution, ScalarFunction } from "../../plan/index.ts";
import { commonShape, widestType } from "../coercion.ts";
import { scalar } from "../define.ts";
import { orderKey } from "../order-key.ts";
import { anything } from "../parameters.ts";
import { differentTypes, mismatch, type PrintCall, quotedName, quotedType } from "../refusal.ts";
import { booleanType, isNumeric, isOrderable, isString } from "../type-rules.ts";
import { binaryResolution, differentSides, infix, operandTypes } from "./binary.ts";

/** Types a comparison; its sides are made one type, which must have an order. */
export function comparisonResolution(call: CallSite, symbol: string, print: PrintCall): Resolution {
  const types = operandTypes(call, false);
  if (types === undefined) throw differentSides(call, print);
  requireOrder(call, symbol, print, types[0]);
  return binaryResolution(call, types, booleanType);
}

function requireOrder(call: CallSite, name: string, print: PrintCall, type: DataType): void {
  if (isOrderable(type)) return;
  throw mismatch(call, print, "INVALID_ORDERING_TYPE", { functionName: quotedName(name), dataType: quotedType(type) });
}

function comparison(
  symbol: string,
  sql: (a: string, b: string) => string,
  aliases: readonly string[] = [],
): ScalarFunction {
  const print = infix(symbol);
  return {
    kind: "scalar",
    name: symbol,
    aliases,
    resolve: (call) => comparisonResolution(call, symbol, print),
    sql: (args) => sql(args[0]!, args[1]!),
    print: (args) => print(args, symbol),
  };
}

/** A comparison that asks which side is greater. */
function ordering(symbol: string): ScalarFunction {
  const plain = comparison(symbol, (a, b) => `(${a} ${symbol} ${b})`);
  return {
    ...plain,
    sql: (args, { args: [a] }) => `(${args.map((arg) => orderKey(arg, a!.type)).join(` ${symbol} `)})`,
  };
}

/** Spark has no node of its own for "not equal" and prints what it makes of it. */
const notEqualPrint: PrintCall = (args) => `(NOT ${infix("=")(args, "=")})`;

const notEqual: ScalarFunction = {
  kind: "scalar",
  name: "!=",
  aliases: ["<>"],
  resolve: (call) => comparisonResolution(call, "=", infix("=")),
  sql: (args) => `(${args[0]} <> ${args[1]})`,
  print: (args) => notEqualPrint(args, "!="),
};

const nullSafeEqual: ScalarFunction = {
  ...comparison("<=>", (a, b) => `(${a} IS NOT DISTINCT FROM ${b})`),
  aliases: ["equal_null"],
  resolve: (call) => ({ ...comparisonResolution(call, "<=>", infix("<=>")), nullable: false }),
  print: (args, call) => (call.name === "equal_null" ? `equal_null(${args.join(", ")})` : infix("<=>")(args, "<=>")),
};

/** Without ANSI, text that is compared with numbers is read as one. */
function legacyNumber(types: readonly DataType[], { settings }: CallSite): DataType | undefined {
  if (settings.ansi || !types.some(isString)) return undefined;
  const numbers = types.filter((type) => !isString(type));
  if (numbers.length === 0 || !numbers.every(isNumeric)) return undefined;
  return widestType(numbers, false);
}

const between = scalar({
  name: "between",
  params: [anything, anything, anything],
  coerce(call, types) {
    const common = legacyNumber(types, call) ?? widestType(types, call.settings.ansi);
    const print: PrintCall = (args) => `between(${args.join(", ")})`;
    if (common === undefined) throw differentTypes(call, print, types);
    requireOrder(call, "between", print, common);
    return types.map(() => common);
  },
  type: booleanType,
  sql(args, call) {
    const [a, low, high] = args.map((arg) => orderKey(arg, call.args[0]!.type));
    return `(${a} BETWEEN ${low} AND ${high})`;
  },
});

const printIn: PrintCall = ([value, ...list]) => `(${value} IN (${list.join(", ")}))`;

const inList = scalar({
  name: "in",
  params: [anything],
  rest: anything,
  atLeast: 2,
  coerce(call, types) {
    const common = widestType(types, call.settings.ansi) ?? commonShape(types);
    if (common === undefined) throw differentTypes(call, printIn, types);
    requireOrder(call, "in", printIn, common);
    return types.map(() => common);
  },
  type: booleanType,
  sql: ([value, ...list]) => `(${value} IN (${list.join(", ")}))`,
  print: printIn,
});

export const comparisonOperators: readonly ScalarFunction[] = [
  comparison("=", (a, b) => `(${a} = ${b})`, ["=="]),
  notEqual,
  nullSafeEqual,
  ordering("<"),
  ordering("<="),
  ordering(">"),
  ordering(">="),
  between,
  inList,
];
