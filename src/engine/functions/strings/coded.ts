import { ArrayType } from "../../../types/index.ts";
import type { CallSite, ScalarFunction } from "../../plan/index.ts";
import { constantOf } from "../constant.ts";
import { scalar } from "../define.ts";
import { mismatch, type PrintCall } from "../refusal.ts";
import { type Script, script } from "../script.ts";
import { booleanType, doubleType, intType, stringType } from "../type-rules.ts";
import { levenshtein, luhnValid, masked, nthPlace, sentences, soundex } from "./codes.ts";
import { convertBase } from "./conv.ts";
import { int, intFunction, text, textFunction } from "./text.ts";

const words = new ArrayType(new ArrayType(stringType, false), false);

export const codedScripts: readonly Script[] = [
  script("js_soundex", [stringType], stringType, soundex),
  script("js_levenshtein", [stringType, stringType], intType, levenshtein),
  script("js_luhn_check", [stringType], booleanType, luhnValid),
  script("js_mask", [stringType, stringType, stringType, stringType, stringType], stringType, masked, { nulls: true }),
  script("js_sentences", [stringType, stringType, stringType], words, sentences),
  script("js_instr", [stringType, stringType, intType, intType], intType, nthPlace),
  script("js_conv", [stringType, intType, intType, booleanType], stringType, convertBase),
];

const print: PrintCall = (args, name) => `${name}(${args.join(", ")})`;
const replacements = ["upperChar", "lowerChar", "digitChar", "otherChar"];

/** What stands in the place of letters is one character. */
function oneCharacter(call: CallSite): void {
  for (const [i, arg] of call.args.slice(1).entries()) {
    const value = constantOf(arg);
    if (typeof value === "string" && [...value].length !== 1)
      throw mismatch(call, print, "INPUT_SIZE_NOT_ONE", { exprName: replacements[i]! });
  }
}

export const codedFunctions: readonly ScalarFunction[] = [
  textFunction("soundex", [text], ([s]) => `js_soundex(${s})`),
  textFunction("conv", [text, int, int], ([s, from, to], _call, { ansi }) => `js_conv(${s}, ${from}, ${to}, ${ansi})`, {
    nullable: true,
  }),
  scalar({
    name: "luhn_check",
    params: [text],
    type: booleanType,
    nullable: true,
    sql: ([s]) => `js_luhn_check(${s})`,
  }),
  textFunction(
    "mask",
    [text, text, text, text, text],
    ([s, upper = "'X'", lower = "'x'", digit = "'n'", other = "NULL"]) =>
      `js_mask(${s}, ${upper}, ${lower}, ${digit}, ${other})`,
    {
      optional: 4,
      printDefaults: ["X", "x", "n", "NULL"],
      nullable: true,
      coerce(call, types) {
        oneCharacter(call);
        return types;
      },
    },
  ),
  textFunction("quote", [text], ([s]) => `('''' || replace(${s}, '''', '\\''') || '''')`, { nullable: true }),
  scalar({
    name: "sentences",
    params: [text, text, text],
    optional: 2,
    printDefaults: ["", ""],
    type: words,
    nullable: true,
    sql: ([s, language = "''", country = "''"]) =>
      `js_sentences(${s}, coalesce(${language}, ''), coalesce(${country}, ''))`,
  }),
  scalar({
    name: "jaro_winkler_similarity",
    params: [text, text],
    type: doubleType,
    nullable: true,
    sql: ([a, b]) => `CASE WHEN ${a} = '' AND ${b} = '' THEN 1::DOUBLE ELSE jaro_winkler_similarity(${a}, ${b}) END`,
  }),
  intFunction(
    "regexp_instr",
    [text, text, int],
    ([s, pattern]) =>
      `CASE WHEN regexp_matches(${s}, ${pattern}) THEN length(regexp_extract(${s}, '^((?s:.*?))(?:' || ${pattern} || ')', 1)) + 1 WHEN ${s} IS NOT NULL AND ${pattern} IS NOT NULL THEN 0 END`,
    { optional: 1, printDefaults: ["0"] },
  ),
];
