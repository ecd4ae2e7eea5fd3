import { type DataType, DecimalType, duckDbType } from "../../../types/index.ts";
import type { CallSite, ExpressionSettings, ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { constantInteger } from "../constant.ts";
import { rescaled, unscaled } from "../decimal-arithmetic.ts";
import { scalar } from "../define.ts";
import { numeric, of } from "../parameters.ts";
import { ansiConfig, raiseText } from "../raise.ts";
import { notFoldable, type PrintCall } from "../refusal.ts";
import { decimalFor, intType, isDecimal, isFloating, isIntegral, longType } from "../type-rules.ts";
import { lowBits } from "../wrap.ts";

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

function digitsOf(call: Pick<CallSite, "args">): number | undefined {
  return call.args.length === 1 ? 0 : constantInteger(call.args[1]);
}

/** The decimal that holds a decimal rounded to some digits behind the point; negative digits round in front of it. */
function roundedDecimal(type: DecimalType, digits: number): DecimalType {
  const whole = type.precision - type.scale + 1;
  if (digits < 0) return new DecimalType(Math.min(38, Math.max(whole, -digits + 1)), 0);
  const scale = Math.min(type.scale, digits);
  return new DecimalType(Math.min(38, whole + scale), scale);
}

const ten = (exponent: number): string => `1${"0".repeat(exponent)}::HUGEINT`;

/** SQL that rounds an exact number through its digits; `divide` is the macro that rounds a quotient of digits. */
function roundExact(sql: string, type: DataType, to: DataType, digits: number, divide: string): string {
  const from = decimalFor(type);
  const kept = Math.min(digits, from.scale);
  const drop = from.scale - kept;
  if (drop === 0) return `CAST(${sql} AS ${duckDbType(to)})`;
  if (drop > 37) return `CAST(0 AS ${duckDbType(to)})`;
  const quotient = `${divide}(${unscaled(sql, from)}, ${ten(drop)})`;
  const result = kept < 0 ? `${quotient} * ${ten(-kept)}` : quotient;
  return isDecimal(to) ? rescaled(`(${result})`, to) : `CAST(${result} AS ${duckDbType(to)})`;
}

function round(name: "round" | "bround"): ScalarFunction {
  const printName: PrintCall = (args, written) => print(args.length === 1 ? [...args, "0"] : args, written);
  return scalar({
    name,
    params: [numeric, of(intType)],
    optional: 1,
    coerce(call, types) {
      if (digitsOf(call) === undefined) throw notFoldable(call, printName, 1, "scale", intType);
      return types;
    },
    type: ([type], call) => (isDecimal(type!) ? roundedDecimal(type, digitsOf(call)!) : type!),
    nullable: true,
    sql([x], call, { ansi }) {
      const digits = digitsOf(call)!;
      const { type } = call.args[0]!;
      if (!ansi && isIntegral(type) && digits < 0 && digits > -38) {
        const quotient = `mr_half_${name === "round" ? "up" : "even"}(CAST(${x} AS HUGEINT), ${ten(-digits)})`;
        return lowBits(`(${quotient} * ${ten(-digits)})`, type);
      }
      if (!isFloating(type))
        return roundExact(x!, type, call.type, digits, name === "round" ? "mr_half_up" : "mr_half_even");
      if (name === "bround") return `CAST(round_even(CAST(${x} AS DOUBLE), ${digits}) AS ${duckDbType(type)})`;
      if (digits > 15) return x!;
      const rounded = `mr_round(${x}, ${Math.max(digits, -30)})`;
      return type.kind === "float" ? `CAST(${rounded} AS FLOAT)` : rounded;
    },
    print: printName,
  });
}

/** `ceil` and `floor`: whole numbers, or decimals where digits are asked for. */
function towards(name: "ceil" | "floor", aliases: readonly string[]): ScalarFunction {
  return scalar({
    name,
    aliases,
    params: [numeric, of(intType)],
    optional: 1,
    coerce(call, [type, digits]) {
      if (digits === undefined) return [isIntegral(type!) ? longType : type!];
      if (digitsOf(call) === undefined) throw notFoldable(call, print, 1, "scale", intType);
      return [decimalFor(type!), digits];
    },
    type([type], call) {
      if (!isDecimal(type!)) return longType;
      // A decimal without digits behind the point is whole already.
      if (call.args.length === 1 && type.scale === 0) return type;
      return roundedDecimal(type, digitsOf(call)!);
    },
    nullable: true,
    sql: ([x], call, settings) => towardsSql(x!, call, name, settings),
    print: (args, written) =>
      args.length === 1 && written === name ? print(args, name.toUpperCase()) : print(args, written),
  });
}

function towardsSql(x: string, call: ResolvedCall, name: "ceil" | "floor", { ansi }: ExpressionSettings): string {
  const { type } = call.args[0]!;
  if (isIntegral(type)) return x;
  if (isFloating(type) && ansi) {
    const error = raiseText("ARITHMETIC_OVERFLOW", { message: "Overflow", alternative: "", ...ansiConfig });
    return `coalesce(TRY_CAST(${name}(${x}) AS BIGINT), CASE WHEN isnan(${x}) THEN 0 WHEN ${x} IS NOT NULL THEN ${error} END)`;
  }
  if (isFloating(type)) return `CAST(mr_saturate(${name}(${x}), -9223372036854775808, 9223372036854775807) AS BIGINT)`;
  return roundExact(x, type, call.type, digitsOf(call)!, `mr_${name}_div`);
}

export const roundingFunctions: readonly ScalarFunction[] = [
  round("round"),
  round("bround"),
  towards("ceil", ["ceiling"]),
  towards("floor", []),
];
