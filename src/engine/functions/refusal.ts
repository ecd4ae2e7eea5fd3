import { type SparkException, sparkError } from "../../common/index.ts";
import type { DataType } from "../../types/index.ts";
import type { CallSite } from "../plan/index.ts";

/** How a call prints: as an automatic column name and in errors. `name` is what the user wrote. */
export type PrintCall = (args: readonly string[], name: string) => string;

const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/** A type as errors show it: `"BIGINT"`. */
export function quotedType(type: DataType): string {
  return `"${type.sql()}"`;
}

export function quotedName(name: string): string {
  return `\`${name}\``;
}

/** `WRONG_NUM_ARGS`; `expected` in Spark's words: `2`, `[2, 3]`, `> 0`. */
export function wrongArgCount(call: CallSite, expected: string): SparkException {
  return sparkError("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
    functionName: quotedName(call.name),
    expectedNum: expected,
    actualNum: String(call.args.length),
    docroot: "https://spark.apache.org/docs/latest",
  });
}

/** A `DATATYPE_MISMATCH` of the call. */
export function mismatch(
  call: CallSite,
  print: PrintCall,
  reason: string,
  parameters: Readonly<Record<string, string>>,
): SparkException {
  const text = print(
    call.args.map((arg) => call.print(arg)),
    call.name,
  );
  return sparkError(`DATATYPE_MISMATCH.${reason}`, { sqlExpr: `"${text}"`, ...parameters });
}

/** An argument whose type cannot be used; `required` is as Spark writes it, quotes included: `"INT"`. */
export function unexpectedType(call: CallSite, print: PrintCall, index: number, required: string): SparkException {
  const arg = call.args[index]!;
  return mismatch(call, print, "UNEXPECTED_INPUT_TYPE", {
    paramIndex: ordinals[index] ?? `${index + 1}th`,
    inputSql: `"${call.print(arg)}"`,
    inputType: quotedType(arg.type),
    requiredType: required,
  });
}

/** Arguments that should be of one type and are not. */
export function differentTypes(call: CallSite, print: PrintCall, types: readonly DataType[]): SparkException {
  const brackets = ["greatest", "least", "in"].includes(call.name) ? "[]" : "()";
  const separator = brackets === "[]" ? ", " : " or ";
  return mismatch(call, print, "DATA_DIFF_TYPES", {
    functionName: quotedName(call.name),
    dataType: `${brackets[0]}${types.map(quotedType).join(separator)}${brackets[1]}`,
  });
}

/** An argument that must be a constant and is not. */
export function notFoldable(
  call: CallSite,
  print: PrintCall,
  index: number,
  name: string,
  type: DataType,
): SparkException {
  return mismatch(call, print, "NON_FOLDABLE_INPUT", {
    inputName: quotedName(name),
    inputType: quotedType(type),
    inputExpr: `"${call.print(call.args[index]!)}"`,
  });
}
