import type { SparkException } from "../../../common/index.ts";
import type { CallSite, ScalarFunction } from "../../plan/index.ts";
import { constantText, isFoldable } from "../constant.ts";
import { scalar } from "../define.ts";
import { of, type Parameter } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { mismatch, notFoldable, type PrintCall } from "../refusal.ts";
import { type Script, script } from "../script.ts";
import { binaryType, isNumeric, longType, stringType } from "../type-rules.ts";
import { fromBase32, toBase32 } from "./codes.ts";
import { text, textFunction } from "./text.ts";

const bytes: Parameter = of(binaryType);

/** What `hex` takes: numbers as BIGINT, bytes, and text for all the rest. */
const hexable: Parameter = {
  required: '("BIGINT" or "BINARY" or "STRING")',
  accept(type, ansi) {
    if (isNumeric(type)) return longType;
    return type.kind === "binary" ? type : of(stringType).accept(type, ansi);
  },
};

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

const unknownFormat = (call: CallSite): SparkException =>
  mismatch(call, print, "INVALID_ARG_VALUE", {
    inputName: "`fmt`",
    requireType: '"STRING"',
    validValues: "'hex', 'utf-8', 'utf8', or 'base64'",
    inputValue: `'${constantText(call.args[1])}'`,
  });

/** How bytes are read from text, by the format's name. NULL is what cannot be read. */
const readers: Readonly<Record<string, (text: string) => string>> = {
  hex: (text) => `mr_unhex(${text})`,
  base64: (text) => `list_transform([${text}], lambda x: TRY(from_base64(regexp_replace(x, '\\s', '', 'g'))))[1]`,
  "utf-8": (text) => `encode(${text})`,
  utf8: (text) => `encode(${text})`,
};

/** Text as bytes: what it stands for in base 64 or 16, or its UTF-8. */
function toBinary(name: "to_binary" | "try_to_binary"): ScalarFunction {
  const strict = name === "to_binary";
  const formatOf = (call: Pick<CallSite, "args">): string | undefined =>
    call.args[1] === undefined ? "hex" : constantText(call.args[1])?.toLowerCase();
  return scalar({
    name,
    params: [text, text],
    optional: 1,
    coerce(call, types) {
      if (call.args[1] !== undefined && !isFoldable(call.args[1])) throw notFoldable(call, print, 1, "fmt", stringType);
      const format = formatOf(call);
      if (strict && format !== undefined && !(format in readers)) throw unknownFormat(call);
      return types;
    },
    type: binaryType,
    nullable: (nullables, call) => !strict || nullables.some((nullable) => nullable) || formatOf(call) !== "base64",
    sql([value], call) {
      const format = formatOf(call);
      const read = format === undefined ? undefined : readers[format];
      if (read === undefined) return "CAST(NULL AS BLOB)";
      if (!strict || format?.startsWith("utf")) return read(value!);
      const error = raiseSql("CONVERSION_INVALID_INPUT", {
        str: value!,
        fmt: `'${format === "hex" ? "HEX" : "BASE64"}'`,
        targetType: "'\"BINARY\"'",
        suggestion: "'`try_to_binary`'",
      });
      return `coalesce(${read(value!)}, CASE WHEN ${value} IS NOT NULL THEN ${error} END)`;
    },
  });
}

export const codeScripts: readonly Script[] = [
  script("js_to_base32", [binaryType], stringType, toBase32),
  script("js_from_base32", [stringType], binaryType, fromBase32),
];

export const encodingFunctions: readonly ScalarFunction[] = [
  textFunction("base64", [bytes], ([b]) => `to_base64(${b})`),
  scalar({ name: "unbase64", params: [text], type: binaryType, sql: ([s]) => `mr_unbase64(${s})` }),
  textFunction("hex", [hexable], ([value]) => `hex(${value})`),
  scalar({ name: "unhex", params: [text], type: binaryType, nullable: true, sql: ([s]) => `mr_unhex(${s})` }),
  textFunction("to_base32", [bytes], ([b]) => `js_to_base32(${b})`),
  scalar({ name: "from_base32", params: [text], type: binaryType, sql: ([s]) => `js_from_base32(${s})` }),
  toBinary("to_binary"),
  toBinary("try_to_binary"),
];
