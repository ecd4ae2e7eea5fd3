import type { ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { of, type Parameter } from "../parameters.ts";
import { binaryType, isNumeric, longType, stringType } from "../type-rules.ts";
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

export const encodingFunctions: readonly ScalarFunction[] = [
  textFunction("base64", [bytes], ([b]) => `to_base64(${b})`),
  scalar({ name: "unbase64", params: [text], type: binaryType, sql: ([s]) => `from_base64(${s})` }),
  textFunction("hex", [hexable], ([value]) => `hex(${value})`),
  scalar({ name: "unhex", params: [text], type: binaryType, nullable: true, sql: ([s]) => `mr_unhex(${s})` }),
  textFunction("url_encode", [text], ([s]) => `mr_url_encode(${s})`, { nullable: true }),
  textFunction("url_decode", [text], ([s]) => `url_decode(replace(${s}, '+', ' '))`, { nullable: true }),
];
