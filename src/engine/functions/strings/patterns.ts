import { ArrayType, quoteString } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { scalar } from "../define.ts";
import { raiseText } from "../raise.ts";
import { binaryType, booleanType, intType, stringType } from "../type-rules.ts";
import { ofGroup, ofRegex } from "./regex.ts";
import { isForScript } from "./regex-script.ts";
import { int, text, textFunction, textOrBytes } from "./text.ts";

/** What is wrong with a pattern of LIKE: an escape in front of an ordinary character, or of nothing. */
function escapeFault(pattern: string, mark: string): { readonly reason: string; readonly char?: string } | undefined {
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    if (characters[i] !== mark) continue;
    const next = characters[++i];
    if (next === undefined) return { reason: "ESC_AT_THE_END" };
    if (next !== "_" && next !== "%" && next !== mark) return { reason: "ESC_IN_THE_MIDDLE", char: next };
  }
  return undefined;
}

/** LIKE and ILIKE; a backslash escapes unless the third argument names another character. */
function like(name: "like" | "ilike"): ScalarFunction {
  return scalar({
    name,
    params: [text, text, text],
    optional: 1,
    type: booleanType,
    sql([s, pattern, escapedBy], call) {
      const constant = constantText(call.args[1]);
      const mark = escapedBy === undefined ? "\\" : constantText(call.args[2]);
      const fault = constant === undefined || mark === undefined ? undefined : escapeFault(constant, mark);
      if (fault !== undefined) {
        const { char, reason } = fault;
        const parameters = {
          format: quoteString(constant!.replaceAll("\\", "\\\\")),
          ...(char && { char: quoteString(char) }),
        };
        return `CASE WHEN ${s} IS NOT NULL THEN ${raiseText(`INVALID_FORMAT.${reason}`, parameters)} END`;
      }
      const plain = escapedBy === undefined && constant !== undefined && !constant.includes("\\");
      return `(${s} ${name.toUpperCase()} ${pattern}${plain ? "" : ` ESCAPE ${escapedBy ?? "'\\'"}`})`;
    },
    print(args) {
      if (name === "ilike") return `ilike(${args.join(", ")})`;
      return args.length === 2 ? `${args[0]} LIKE ${args[1]}` : `${args[0]} LIKE ${args[1]} ESCAPE '${args[2]}'`;
    },
  });
}

/** LIKE with several patterns that are constants; the text alone is printed. */
function quantified(name: string, negated: boolean, word: "AND" | "OR"): ScalarFunction {
  const one = like("like") as Pick<ScalarFunction, "sql">;
  return scalar({
    name,
    params: [text],
    rest: text,
    type: booleanType,
    nullable: true,
    sql([s, ...patterns], call, settings) {
      const tests = patterns.map((pattern, i) => {
        const test = one.sql([s!, pattern], { ...call, args: [call.args[0]!, call.args[i + 1]!] }, settings);
        return negated ? `NOT ${test}` : test;
      });
      return `(${tests.join(` ${word} `)})`;
    },
    print: ([s]) => `${name}(${s})`,
  });
}

/** A Java replacement, `$1` for a group, as RE2 writes it: `\1`. */
function replacement(sql: string, constant: string | undefined): string {
  if (constant === undefined) return `mr_java_replacement(${sql})`;
  const converted = constant.replace(/\\(.)|\$(\d)|\\/g, (_, escaped?: string, group?: string) => {
    if (group !== undefined) return `\\${group}`;
    return escaped === "\\" || escaped === undefined ? "\\\\" : escaped;
  });
  return quoteString(converted);
}

const metaCharacters = /[\\^$.|?*+()[\]{}]/;

/** A part of text or of bytes; bytes are compared by their digits. */
function inside(name: string, duckDb: string, ofDigits: (hex: string, part: string) => string): ScalarFunction {
  return scalar({
    name,
    params: [textOrBytes, textOrBytes],
    coerce: (_call, types) => types.map(() => (types.every(({ kind }) => kind === "binary") ? binaryType : stringType)),
    type: booleanType,
    nullable: (nullables, call) => nullables.includes(true) || call.args[0]!.type.kind === "binary",
    sql: ([s, part], call) =>
      call.args[0]!.type.kind === "binary" ? ofDigits(`hex(${s})`, `hex(${part})`) : `${duckDb}(${s}, ${part})`,
  });
}

export const patternFunctions: readonly ScalarFunction[] = [
  like("like"),
  like("ilike"),
  quantified("likeall", false, "AND"),
  quantified("notlikeall", true, "AND"),
  quantified("likeany", false, "OR"),
  quantified("notlikeany", true, "OR"),
  scalar({
    name: "rlike",
    aliases: ["regexp", "regexp_like"],
    params: [text, text],
    type: booleanType,
    sql: (args, call) =>
      ofRegex("rlike", args, call, `regexp_matches(${args[0]}, ${args[1]})`, `js_rlike(${args[0]}, ${args[1]})`),
    print: (args, name) => `${name.toUpperCase()}(${args.join(", ")})`,
  }),
  textFunction(
    "regexp_extract",
    [text, text, int],
    (args, call) => {
      const [s, pattern, group = "1"] = args;
      const extracted = `regexp_extract(${s}, ${pattern}, ${plainInteger(group)})`;
      const scripted = `js_regexp_extract(${s}, ${pattern}, ${group})`;
      return ofGroup("regexp_extract", args, call, "''", ofRegex("regexp_extract", args, call, extracted, scripted));
    },
    { optional: 1, printDefaults: ["1"] },
  ),
  scalar({
    name: "regexp_extract_all",
    params: [text, text, int],
    optional: 1,
    printDefaults: ["1"],
    type: new ArrayType(stringType),
    sql(args, call) {
      const [s, pattern, group = "1"] = args;
      const extracted = `regexp_extract_all(${s}, ${pattern}, ${plainInteger(group)})`;
      const scripted = `js_regexp_extract_all(${s}, ${pattern}, ${group})`;
      const sql = ofRegex("regexp_extract_all", args, call, extracted, scripted);
      return ofGroup("regexp_extract_all", args, call, "CAST([] AS VARCHAR[])", sql);
    },
  }),
  textFunction(
    "regexp_replace",
    [text, text, text, int],
    (args, call) => {
      const [s, pattern, by, from] = args;
      const replaced = (source: string): string => {
        const sql = `regexp_replace(${source}, ${pattern}, ${replacement(by!, constantText(call.args[2]))}, 'g')`;
        return ofRegex("regexp_replace", args, call, sql, `js_regexp_replace(${source}, ${pattern}, ${by})`);
      };
      if (from === undefined) return replaced(s!);
      return `(substring(${s}, 1, greatest(${from} - 1, 0)) || ${replaced(`substring(${s}, greatest(${from}, 1))`)})`;
    },
    { optional: 1, printDefaults: ["1"] },
  ),
  scalar({
    name: "regexp_count",
    params: [text, text],
    type: intType,
    sql(args, call) {
      const count = (found: string): string => `CAST(len(${found}) AS INTEGER)`;
      const [s, pattern] = args;
      // Spark counts what regexp_extract_all finds, and its errors say so.
      return ofRegex(
        "regexp_extract_all",
        args,
        call,
        count(`regexp_extract_all(${s}, ${pattern})`),
        count(`js_regexp_extract_all(${s}, ${pattern}, 0)`),
      );
    },
  }),
  textFunction(
    "regexp_substr",
    [text, text],
    (args, call) => {
      const [s, pattern] = args;
      const found = `CASE WHEN regexp_matches(${s}, ${pattern}) THEN regexp_extract(${s}, ${pattern}) END`;
      const scripted = `js_regexp_extract_all(${s}, ${pattern}, 0)[1]`;
      return ofRegex("regexp_substr", args, call, found, scripted);
    },
    { nullable: true },
  ),
  scalar({
    name: "split",
    params: [text, text, int],
    optional: 1,
    printDefaults: ["-1"],
    type: new ArrayType(stringType, false),
    sql([s, pattern, limit], call) {
      const constant = constantText(call.args[1]);
      if (limit === undefined && constant !== undefined && constant !== "" && !metaCharacters.test(constant))
        return `string_split(${s}, ${pattern})`;
      const parts =
        limit === undefined ? `string_split_regex(${s}, ${pattern})` : `mr_split(${s}, ${pattern}, ${limit})`;
      if (constant === undefined || !isForScript(constant)) return parts;
      return `js_regexp_split(${s}, ${pattern}, ${limit ?? "CAST(-1 AS INTEGER)"})`;
    },
  }),
  inside("startswith", "starts_with", (hex, part) => `starts_with(${hex}, ${part})`),
  inside("endswith", "ends_with", (hex, part) => `ends_with(${hex}, ${part})`),
  // Digits of a byte begin at even places.
  inside("contains", "contains", (hex, part) => `regexp_matches(${hex}, '^(..)*' || ${part})`),
];

/** DuckDB asks for the group as a literal number. */
function plainInteger(group: string): string {
  return /^CAST\((\d+) AS INTEGER\)$/.exec(group)?.[1] ?? group;
}
