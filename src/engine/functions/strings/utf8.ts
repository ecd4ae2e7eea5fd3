import { sparkError } from "../../../common/index.ts";
import type { DataType } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { oneOf } from "../parameters.ts";
import { type Script, script } from "../script.ts";
import { binaryType, booleanType, stringType } from "../type-rules.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of bytes; undefined where they are not UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

export const utf8Scripts: readonly Script[] = [
  script("js_is_valid_utf8", [binaryType], booleanType, (bytes: Uint8Array) => decoded(bytes) !== undefined),
  script("js_make_valid_utf8", [binaryType], stringType, (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8")),
  script("js_try_validate_utf8", [binaryType], stringType, (bytes: Uint8Array) => decoded(bytes) ?? null),
  script("js_validate_utf8", [binaryType], stringType, (bytes: Uint8Array) => {
    const text = decoded(bytes);
    if (text !== undefined) return text;
    const shown = Array.from(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
    throw sparkError("INVALID_UTF8_STRING", { str: shown });
  }),
];

/** Functions of what may be no UTF-8: bytes alone, since text of the engine always is. */
function ofBytes(name: string, type: DataType, ofText: (text: string) => string): ScalarFunction {
  return scalar({
    name,
    params: [oneOf(stringType, binaryType)],
    type,
    nullable: true,
    sql: ([value], call) => (call.args[0]!.type.kind === "binary" ? `js_${name}(${value})` : ofText(value!)),
  });
}

const same = (text: string): string => text;

export const utf8Functions: readonly ScalarFunction[] = [
  ofBytes("is_valid_utf8", booleanType, (text) => `CASE WHEN ${text} IS NOT NULL THEN true END`),
  ofBytes("make_valid_utf8", stringType, same),
  ofBytes("validate_utf8", stringType, same),
  ofBytes("try_validate_utf8", stringType, same),
];
