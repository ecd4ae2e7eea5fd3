import { type DataType, type DecimalType, duckDbType } from "../../../types/index.ts";
import type { CallSite, ExpressionSettings, Resolution, ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { constantOf } from "../constant.ts";
import { decimalResult, divided, multiplied, narrowProduct, widened } from "../decimal-arithmetic.ts";
import { scalar } from "../define.ts";
import { numericOrInterval } from "../parameters.ts";
import { ansiConfig, raiseText } from "../raise.ts";
import type { PrintCall } from "../refusal.ts";
import {
  doubleType,
  isAnsiInterval,
  isDecimal,
  isIntegral,
  isNumeric,
  isString,
  longType,
  maxDecimalPrecision,
} from "../type-rules.ts";
import { lowBits } from "../wrap.ts";
import { binaryResolution, differentSides, infix, operandTypes, twoArgs, wrongSides } from "./binary.ts";
import { datetimeArithmetic, intervalScaling } from "./datetime.ts";

const interval = '"INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH"';
const addends = `("NUMERIC" or ${interval} or "INTERVAL")`;

type Symbol = "+" | "-" | "*" | "/" | "%";

/** Types a numeric operation: its sides made one type, decimals by Spark's precision rules. */
function numericResolution(call: CallSite, symbol: Symbol, print: PrintCall, required: string): Resolution {
  const types = operandTypes(call, true);
  if (types === undefined) throw differentSides(call, print);
  let [a, b] = types;
  if (a.kind === "void" || (symbol === "/" && !isDecimal(a) && (isNumeric(a) || isString(a))))
    [a, b] = [doubleType, doubleType];
  if (!isNumeric(a) && !(isAnsiInterval(a) && (symbol === "+" || symbol === "-")))
    throw wrongSides(call, print, required, a);
  const type = isDecimal(a) && isDecimal(b) ? decimalResult[symbol](a, b) : a;
  return binaryResolution(call, [a, b], type, symbol === "/" || symbol === "%");
}

/** Plus and minus, of numbers, of dates and of intervals; a sign where there is one side only. */
function additive(symbol: "+" | "-", aliases: readonly string[]): ScalarFunction {
  const print = infix(symbol);
  return {
    kind: "scalar",
    name: symbol,
    aliases,
    resolve(call) {
      if (call.args.length === 1) return (symbol === "-" ? negative : positive).resolve(call);
      twoArgs(call);
      return datetimeArithmetic.resolve(call, symbol) ?? numericResolution(call, symbol, print, addends);
    },
    sql(args, call, settings) {
      if (args.length === 1) return (symbol === "-" ? negative : positive).sql(args, call, settings);
      const special = datetimeArithmetic.sql(args, call, symbol, settings);
      if (special !== undefined) return special;
      const [left] = call.args;
      const sum =
        isDecimal(call.type) && left !== undefined && isDecimal(left.type)
          ? `CAST((${widened(args[0]!, left.type, call.type)} ${symbol} ${args[1]}) AS ${duckDbType(call.type)})`
          : `(${args[0]} ${symbol} ${args[1]})`;
      return inLegacy(sum, call, settings, symbol, args);
    },
    print(args, call) {
      if (args.length === 1) return `(${symbol} ${args[0]})`;
      return datetimeArithmetic.print(args, call, symbol) ?? print(args, symbol);
    },
  };
}

/** Without ANSI whole numbers wrap around, and decimals that do not fit are NULL; those whose type was not cut at 38 digits fit. */
function inLegacy(
  checked: string,
  call: ResolvedCall,
  settings: ExpressionSettings,
  symbol: Symbol,
  args: readonly string[],
): string {
  if (settings.ansi || (!isIntegral(call.type) && !isDecimal(call.type))) return checked;
  if (isDecimal(call.type)) return call.type.precision < maxDecimalPrecision ? checked : `TRY(${checked})`;
  // Products of 64-bit numbers exceed no HUGEINT, so the low bits are exact.
  return lowBits(`(CAST(${args[0]} AS HUGEINT) ${symbol} CAST(${args[1]} AS HUGEINT))`, call.type);
}

const times: ScalarFunction = {
  kind: "scalar",
  name: "*",
  aliases: ["multiply"],
  resolve: (call) => intervalScaling.resolve(call, "*") ?? numericResolution(call, "*", infix("*"), '"NUMERIC"'),
  sql(args, call, settings) {
    const scaled = intervalScaling.sql(args, call, "*");
    if (scaled !== undefined) return scaled;
    const [a, b] = call.args.map((arg) => arg.type) as [DataType, DataType];
    const product =
      isDecimal(a) && isDecimal(b)
        ? decimalProduct(args, [a, b], call.type as DecimalType, settings)
        : `(${args[0]} * ${args[1]})`;
    return inLegacy(product, call, settings, "*", args);
  },
  print: (args, call) => intervalScaling.print(args, call, "*") ?? infix("*")(intervalScaling.ordered(args, call), "*"),
};

function decimalProduct(
  [a, b]: readonly string[],
  [ta, tb]: readonly [DecimalType, DecimalType],
  to: DecimalType,
  { speculative }: ExpressionSettings,
): string {
  const narrow = speculative === true ? narrowProduct(a!, ta, b!, tb, to) : undefined;
  return narrow ?? multiplied(a!, ta, b!, tb, to);
}

const over: ScalarFunction = {
  kind: "scalar",
  name: "/",
  aliases: ["divide"],
  resolve: (call) =>
    intervalScaling.resolve(call, "/") ?? numericResolution(call, "/", infix("/"), '("DOUBLE" or "DECIMAL")'),
  sql: (args, call, settings) =>
    intervalScaling.sql(args, call, "/") ?? quotient(args, call, settings.ansi ? "DIVIDE_BY_ZERO" : undefined),
  print: (args, call) => intervalScaling.print(args, call, "/") ?? infix("/")(args, "/"),
};

function quotient(args: readonly string[], call: ResolvedCall, condition: string | undefined): string {
  const [a, b] = call.args.map((arg) => arg.type) as [DataType, DataType];
  const value =
    isDecimal(a) && isDecimal(b)
      ? divided(args[0]!, a, args[1]!, b, call.type as DecimalType)
      : `(${args[0]} / ${args[1]})`;
  return guarded(value, args, call, condition);
}

/** Keeps a division from dividing by zero: an error, or NULL where no condition is given. */
export function guarded(
  value: string,
  args: readonly string[],
  call: ResolvedCall,
  condition: string | undefined,
): string {
  const divisor = constantOf(call.args[1]);
  if (
    (typeof divisor === "number" || typeof divisor === "bigint" || typeof divisor === "string") &&
    Number(divisor) !== 0
  )
    return value;
  if (condition === undefined) return `CASE WHEN ${args[1]} <> 0 THEN ${value} END`;
  return `CASE WHEN ${args[1]} = 0 AND ${args[0]} IS NOT NULL THEN ${raiseText(condition, ansiConfig)} ELSE ${value} END`;
}

function remainder(name: string, aliases: readonly string[], print: PrintCall): ScalarFunction {
  return {
    kind: "scalar",
    name,
    aliases,
    resolve: (call) => numericResolution(call, "%", print, '"NUMERIC"'),
    sql(args, call, settings) {
      const value = `(${args[0]} % ${args[1]})`;
      const typed = isDecimal(call.type) ? `CAST(${value} AS ${duckDbType(call.type)})` : value;
      // DuckDB refuses the one whole remainder whose quotient overflows; by -1 it is always 0.
      const safe = isIntegral(call.type)
        ? `CASE WHEN ${args[1]} = -1 THEN CAST(0 AS ${duckDbType(call.type)}) ELSE ${typed} END`
        : typed;
      const constant = constantOf(call.args[1]);
      return guarded(
        typeof constant === "number" && constant !== -1 ? typed : safe,
        args,
        call,
        settings.ansi ? "REMAINDER_BY_ZERO" : undefined,
      );
    },
    print: (args, call) => print(args, call.name),
  };
}

const wholeQuotient = '("BIGINT" or "DECIMAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")';

const div: ScalarFunction = {
  kind: "scalar",
  name: "div",
  resolve(call) {
    const types = operandTypes(call, true);
    if (types === undefined) throw differentSides(call, infix("div"));
    const [a, b] = types;
    if (isAnsiInterval(a) && a.kind === b.kind) return binaryResolution(call, [a, b], longType, true);
    if (isDecimal(a) && isDecimal(b)) return binaryResolution(call, [a, b], longType, true);
    if (!isIntegral(a) && a.kind !== "void") throw wrongSides(call, infix("div"), wholeQuotient, a);
    return binaryResolution(call, [longType, longType], longType, true);
  },
  sql(args, call, settings) {
    const [a, b] = call.args.map((arg) => arg.type) as [DataType, DataType];
    const condition = settings.ansi ? "DIVIDE_BY_ZERO" : undefined;
    if (isDecimal(a) && isDecimal(b)) {
      const scale = Math.max(a.scale, b.scale);
      const digits = (sql: string): string =>
        `CAST(CAST(${sql} AS DECIMAL(38,${scale})) * ${`1${"0".repeat(scale)}`}::DECIMAL(38,0) AS HUGEINT)`;
      const value = `CAST((${digits(args[0]!)} // ${digits(args[1]!)}) AS BIGINT)`;
      return guarded(value, args, call, condition);
    }
    if (isAnsiInterval(a)) {
      const unit = a.kind === "interval_day_time" ? "epoch_us" : "mr_months";
      const counts = args.map((arg) => `${unit}(${arg})`);
      return guarded(`(${counts[0]} // ${counts[1]})`, counts, call, condition);
    }
    return guarded(`(${args[0]} // ${args[1]})`, args, call, condition);
  },
  print: (args) => infix("div")(args, "div"),
};

export const negative: ScalarFunction = scalar({
  name: "negative",
  params: [
    {
      required: '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
      accept: (type, ansi) => (type.kind === "interval" ? type : numericOrInterval.accept(type, ansi)),
    },
  ],
  type: ([type]) => type!,
  sql: ([a], call, { ansi }) =>
    ansi || !isIntegral(call.type) ? `(- ${a})` : lowBits(`(- CAST(${a} AS HUGEINT))`, call.type),
  print: (args, name) => (name === "negative" ? `negative(${args[0]})` : `(- ${args[0]})`),
});

const positive: ScalarFunction = scalar({
  name: "positive",
  params: [numericOrInterval],
  type: ([type]) => type!,
  sql: ([a]) => a!,
  print: (args) => `(+ ${args[0]})`,
});

/** `a mod n` that is not negative for a positive n. */
const pmod: ScalarFunction = {
  kind: "scalar",
  name: "pmod",
  resolve: (call) => numericResolution(call, "%", (args, name) => `${name}(${args.join(", ")})`, '"NUMERIC"'),
  sql(args, call, settings) {
    const [a, b] = args;
    const r = `(${a} % ${b})`;
    const value = `CASE WHEN ${r} < 0 THEN (${r} + ${b}) % ${b} ELSE ${r} END`;
    const typed = isNumeric(call.type) ? `CAST(${value} AS ${duckDbType(call.type)})` : value;
    return guarded(typed, args, call, settings.ansi ? "REMAINDER_BY_ZERO" : undefined);
  },
};

export const arithmeticOperators: readonly ScalarFunction[] = [
  additive("+", ["add"]),
  additive("-", ["subtract"]),
  times,
  over,
  remainder("%", [], infix("%")),
  remainder("mod", [], (args, name) => `${name}(${args.join(", ")})`),
  pmod,
  div,
  negative,
  positive,
];
