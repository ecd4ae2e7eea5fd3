import { sparkError } from "../../../common/index.ts";
import { type DataType, duckDbType } from "../../../types/index.ts";
import type { CallSite, ResolvedCall, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { textSql } from "../cast/index.ts";
import { constantText, isFoldable } from "../constant.ts";
import { formatSql } from "../datetime/format.ts";
import { formatRowsSql } from "../datetime/format-rows.ts";
import { scalar } from "../define.ts";
import { anything, of } from "../parameters.ts";
import { notFoldable, type PrintCall, unexpectedType } from "../refusal.ts";
import { type Script, script } from "../script.ts";
import { localTime } from "../time-zone.ts";
import { booleanType, decimalFor, isDatetime, isNumeric, isString, stringType } from "../type-rules.ts";
import { formatDecimal, type NumberFormat, numberFormat, readNumber, writeNumber } from "./number-format.ts";
import { text } from "./text.ts";

const formats = new Map<string, NumberFormat>();

/** The same few formats are used for all rows. */
function formatOf(format: string): NumberFormat {
  let known = formats.get(format);
  if (known === undefined) {
    known = numberFormat(format);
    if (formats.size > 100) formats.clear();
    formats.set(format, known);
  }
  return known;
}

export const numberScripts: readonly Script[] = [
  script(
    "js_read_number",
    [stringType, stringType, booleanType],
    stringType,
    (value: string, format: string, strict: boolean) => {
      const read = readNumber(value, formatOf(format));
      if (read !== undefined || !strict) return read ?? null;
      throw sparkError("INVALID_FORMAT.MISMATCH_INPUT", {
        inputType: '"STRING"',
        input: value,
        format,
      });
    },
  ),
  script("js_write_number", [stringType, stringType], stringType, (number: string, format: string) =>
    writeNumber(number, formatOf(format)),
  ),
];

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

/** The format of a call, which is one for all rows. */
function constantFormat(call: Pick<CallSite, "args">): NumberFormat | undefined {
  const format = constantText(call.args[1]);
  return format === undefined ? undefined : numberFormat(format);
}

function reading(name: "to_number" | "try_to_number"): ScalarFunction {
  const strict = name === "to_number";
  return scalar({
    name,
    params: [text, text],
    coerce(call, types) {
      if (!isFoldable(call.args[1]!)) throw notFoldable(call, print, 1, "format", stringType);
      return types;
    },
    type: (_types, call) => formatDecimal(constantFormat(call)!),
    nullable: (nullables) => nullables[0]! || !strict,
    sql: ([value, format], call) => `CAST(js_read_number(${value}, ${format}, ${strict}) AS ${duckDbType(call.type)})`,
  });
}

const binaryFormats = ["base64", "hex", "utf-8"];

function binaryFormat(call: Pick<CallSite, "args" | "name">): string {
  const format = constantText(call.args[1]) ?? "?";
  if (binaryFormats.includes(format.toLowerCase())) return format.toLowerCase();
  throw sparkError("INVALID_PARAMETER_VALUE.BINARY_FORMAT", {
    parameter: "`format`",
    functionName: "`to_char`",
    invalidFormat: `'${format}'`,
  });
}

function kindOf({ type }: ResolvedExpression): "time" | "binary" | "number" {
  if (isDatetime(type)) return "time";
  return type.kind === "binary" ? "binary" : "number";
}

function writtenTypes(call: CallSite, [value, format]: readonly DataType[]): readonly DataType[] {
  const types = [value!, stringType];
  switch (kindOf(call.args[0]!)) {
    case "time":
      if (format !== undefined && !isString(format)) throw unexpectedType(call, print, 1, '"STRING"');
      return types;
    case "binary":
      binaryFormat(call);
      return types;
    case "number": {
      if (!isFoldable(call.args[1]!)) throw notFoldable(call, print, 1, "format", stringType);
      const decimal = isNumeric(value!) && !value!.kind.match(/^(?:float|double)$/) ? decimalFor(value!) : undefined;
      const wanted = constantFormat(call);
      return [decimal ?? (wanted === undefined ? value! : formatDecimal(wanted)), stringType];
    }
  }
}

function writtenSql([value, format]: readonly string[], call: ResolvedCall, timeZone: string): string {
  const source = call.args[0]!;
  switch (kindOf(source)) {
    case "time": {
      const pattern = constantText(call.args[1]);
      const instant = source.type.kind === "timestamp" ? value : undefined;
      const local = instant === undefined ? `CAST(${value} AS TIMESTAMP)` : localTime(instant, timeZone);
      return pattern === undefined
        ? formatRowsSql(local, format!, timeZone, instant)
        : formatSql(local, pattern, timeZone, instant);
    }
    case "binary":
      return { base64: `to_base64(${value})`, hex: `hex(${value})`, "utf-8": `mr_utf8(${value})` }[binaryFormat(call)]!;
    case "number":
      return `js_write_number(${textSql(value!, source.type, { timeZone, ansi: true })}, ${format})`;
  }
}

/** What `to_char` is short for is what it prints as. */
function writtenName(args: readonly string[], call: ResolvedCall): string {
  const [value, format] = args;
  switch (kindOf(call.args[0]!)) {
    case "time":
      return `date_format(${value}, ${format})`;
    case "binary": {
      const kind = binaryFormat(call);
      if (kind === "utf-8") return `decode(${value}, utf-8)`;
      return `${kind === "hex" && call.name === "to_varchar" ? call.name : kind}(${value})`;
    }
    case "number":
      return `to_char(${value}, ${format})`;
  }
}

const toChar: ScalarFunction = {
  ...scalar({
    name: "to_char",
    aliases: ["to_varchar"],
    params: [anything, of(stringType)],
    coerce: writtenTypes,
    type: stringType,
    nullable: (nullables, call) =>
      nullables.some((nullable) => nullable) || (kindOf(call.args[0]!) === "binary" && binaryFormat(call) === "utf-8"),
    sql: (args, call, settings) => writtenSql(args, call, settings.timeZone),
  }),
  print: writtenName,
};

export const numberFunctions: readonly ScalarFunction[] = [reading("to_number"), reading("try_to_number"), toChar];
