import type { SparkException } from "../../../common/index.ts";
import { type DataType, DecimalType } from "../../../types/index.ts";
import type { CallSite, Resolution, ResolvedExpression } from "../../plan/index.ts";
import { castNullable, commonShape, promotedString, tightestCommonType, widerType } from "../coercion.ts";
import { mismatch, type PrintCall, quotedType, wrongArgCount } from "../refusal.ts";
import {
  decimalFor,
  doubleType,
  isDecimal,
  isFloating,
  isIntegral,
  isNumeric,
  isString,
  stringType,
} from "../type-rules.ts";

/** How an operator of two sides prints. */
export const infix =
  (symbol: string): PrintCall =>
  (args) =>
    `(${args.join(` ${symbol} `)})`;

export function twoArgs(call: CallSite): readonly [ResolvedExpression, ResolvedExpression] {
  if (call.args.length !== 2) throw wrongArgCount(call, "2");
  return [call.args[0]!, call.args[1]!];
}

/**
 * The types to which an operator's sides are cast: equal ones, except that two decimals keep their own. Undefined where the sides do
 * not go together.
 *
 * @param decimals - whether a decimal beside a whole number stays as it is, as arithmetic has it
 */
export function operandTypes(call: CallSite, decimals: boolean): readonly [DataType, DataType] | undefined {
  const [left, right] = twoArgs(call);
  const [a, b] = decimals && !call.settings.ansi ? legacyNumbers(left.type, right.type) : [left.type, right.type];
  if (isNumeric(a) && isNumeric(b) && (isDecimal(a) || isDecimal(b))) {
    if (isFloating(a) || isFloating(b)) return [doubleType, doubleType];
    if (decimals) return [decimalOf(left), decimalOf(right)];
  }
  const common =
    tightestCommonType(a, b) ??
    (call.settings.ansi ? promotedString(a, b) : legacyOperands(a, b, decimals)) ??
    widerType(a, b, call.settings.ansi, false) ??
    (decimals ? undefined : commonShape([a, b]));
  return common === undefined ? undefined : [common, common];
}

/** Without ANSI, arithmetic reads text as DOUBLE beside numbers, NULL and other text. */
function legacyNumbers(a: DataType, b: DataType): readonly [DataType, DataType] {
  const read = (type: DataType, other: DataType): DataType =>
    isString(type) && (isNumeric(other) || isString(other) || other.kind === "void") ? doubleType : type;
  return [read(a, b), read(b, a)];
}

/** Without ANSI, text beside a number is read as a number: as DOUBLE in arithmetic, as the number's type in comparisons. */
function legacyOperands(a: DataType, b: DataType, arithmetic: boolean): DataType | undefined {
  if (isString(a) === isString(b)) return undefined;
  const other = isString(a) ? b : a;
  if (isNumeric(other)) return arithmetic || isDecimal(other) ? doubleType : other;
  if (other.kind === "binary") return stringType;
  return ["boolean", "date", "timestamp", "timestamp_ntz"].includes(other.kind) && !arithmetic ? other : undefined;
}

/** The decimal of an operand: a whole literal has as many digits as it is written with. */
function decimalOf(operand: ResolvedExpression): DecimalType {
  if (operand.kind === "literal" && isIntegral(operand.type) && operand.type.kind !== "byte" && operand.value !== null)
    return new DecimalType(String(operand.value).replace("-", "").length, 0);
  return decimalFor(operand.type);
}

export function binaryResolution(
  call: CallSite,
  argTypes: readonly DataType[],
  type: DataType,
  alwaysNullable = false,
): Resolution {
  const nullable = alwaysNullable || call.args.some((arg, i) => arg.nullable || castNullable(arg.type, argTypes[i]!));
  return { argTypes, type, nullable };
}

export function differentSides(call: CallSite, print: PrintCall): SparkException {
  const [left, right] = twoArgs(call);
  return mismatch(call, print, "BINARY_OP_DIFF_TYPES", { left: quotedType(left.type), right: quotedType(right.type) });
}

export function wrongSides(call: CallSite, print: PrintCall, required: string, actual: DataType): SparkException {
  return mismatch(call, print, "BINARY_OP_WRONG_TYPE", { inputType: required, actualDataType: quotedType(actual) });
}
