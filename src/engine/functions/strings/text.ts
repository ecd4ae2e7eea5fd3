import { ArrayType, type DataType } from "../../../types/index.ts";
import type { ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { widestType } from "../coercion.ts";
import { constantInteger } from "../constant.ts";
import { type ScalarSpec, scalar } from "../define.ts";
import { anything, of, oneOf, type Parameter } from "../parameters.ts";
import { raiseSql, raiseText } from "../raise.ts";
import { differentTypes } from "../refusal.ts";
import { type Script, script } from "../script.ts";
import { binaryType, intType, isAtomic, longType, stringType } from "../type-rules.ts";
import { decodeSql, encodeSql } from "./charsets.ts";

export const text: Parameter = of(stringType);
export const int: Parameter = of(intType);
export const textOrBytes: Parameter = oneOf(stringType, binaryType);

/** A function whose result is text. */
export function textFunction(
  name: string,
  params: readonly Parameter[],
  sql: ScalarSpec["sql"],
  more: Partial<ScalarSpec> = {},
): ScalarFunction {
  return scalar({ name, params, type: stringType, sql, ...more });
}

/** A function whose result is an INT, which DuckDB would make a BIGINT. */
export function intFunction(
  name: string,
  params: readonly Parameter[],
  sql: (args: readonly string[], types: readonly DataType[]) => string,
  more: Partial<ScalarSpec> = {},
): ScalarFunction {
  return scalar({
    name,
    params,
    type: intType,
    sql: (args, call) =>
      `CAST(${sql(
        args,
        call.args.map((arg) => arg.type),
      )} AS INTEGER)`,
    ...more,
  });
}

function trim(name: string, side: string, aliases: readonly string[] = []): ScalarFunction {
  return textFunction(
    name,
    [text, text],
    ([first, source]) => (source === undefined ? `${name}(${first}, ' ')` : `${name}(${source}, ${first})`),
    {
      aliases,
      optional: 1,
      print: (args, written) =>
        args.length === 1 ? `${written}(${args[0]})` : `TRIM(${side} ${args[0]} FROM ${args[1]})`,
    },
  );
}

/** Text, bytes or arrays, each with its like; text where they are mixed. */
const concat = scalar({
  name: "concat",
  aliases: ["||"],
  rest: anything,
  coerce(call, types) {
    if (types.some((type) => type.kind === "array")) {
      const common = widestType(types, call.settings.ansi);
      if (common?.kind !== "array") throw differentTypes(call, (args) => `concat(${args.join(", ")})`, types);
      return types.map(() => common);
    }
    const other = types.find((type) => !isAtomic(type) && type.kind !== "void");
    if (other !== undefined) throw differentTypes(call, (args) => `concat(${args.join(", ")})`, types);
    const bytes = types.length > 0 && types.every((type) => type.kind === "binary");
    return types.map(() => (bytes ? binaryType : stringType));
  },
  type: ([type]) => type ?? stringType,
  sql(args, call) {
    if (args.length === 0) return "''";
    if (args.length === 1) return args[0]!;
    // A list that is NULL makes the whole NULL, which list_concat does not.
    if (call.type.kind === "array") {
      const nullable = args.filter((_, i) => call.args[i]!.nullable).map((arg) => `${arg} IS NULL`);
      const joined = args.slice(1).reduce((left, right) => `list_concat(${left}, ${right})`, args[0]!);
      return nullable.length === 0 ? joined : `CASE WHEN ${nullable.join(" OR ")} THEN NULL ELSE ${joined} END`;
    }
    return `(${args.join(" || ")})`;
  },
  print: (args) => `concat(${args.join(", ")})`,
});

const stringsOrArrays: Parameter = {
  required: '("STRING" or "ARRAY<STRING>")',
  accept(type) {
    if (type.kind === "array") return new ArrayType(stringType);
    return isAtomic(type) || type.kind === "void" ? stringType : undefined;
  },
};

const concatWs = scalar({
  name: "concat_ws",
  params: [text],
  rest: stringsOrArrays,
  type: stringType,
  nullable: (nullables) => nullables[0]!,
  sql([separator, ...values], call) {
    if (values.length === 0) return `CASE WHEN ${separator} IS NOT NULL THEN '' END`;
    const isArray = values.map((_, i) => call.args[i + 1]!.type.kind === "array");
    if (!isArray.includes(true)) return `concat_ws(${separator}, ${values.join(", ")})`;
    const lists = values.map((value, i) => (isArray[i] ? `coalesce(${value}, [])` : `[${value}]`));
    const all = `list_filter(flatten([${lists.join(", ")}]), lambda w: w IS NOT NULL)`;
    return `CASE WHEN ${separator} IS NOT NULL THEN coalesce(array_to_string(${all}, ${separator}), '') END`;
  },
});

const substring = scalar({
  name: "substring",
  aliases: ["substr"],
  params: [textOrBytes, int, int],
  optional: 1,
  printDefaults: ["2147483647"],
  type: ([type]) => type!,
  sql([s, position, length], call) {
    if (call.type.kind === "binary") {
      const whole = length ?? "2147483647";
      return `unhex(mr_substring(hex(${s}), CASE WHEN ${position} > 0 THEN 2 * ${position}::BIGINT - 1 ELSE 2 * ${position}::BIGINT END, 2 * ${whole}::BIGINT))`;
    }
    const start = constantInteger(call.args[1]);
    if (start !== undefined && start >= 0) {
      if (length === undefined) return `substring(${s}, ${Math.max(start, 1)})`;
      return `substring(${s}, ${Math.max(start, 1)}, greatest(${length}, 0))`;
    }
    return `mr_substring(${s}, ${position}, ${length ?? "2147483647"}::BIGINT)`;
  },
});

/** `lpad` and `rpad`, of text and of bytes, which are padded by their digits. */
function pad(name: "lpad" | "rpad"): ScalarFunction {
  return scalar({
    name,
    params: [textOrBytes, int, textOrBytes],
    optional: 1,
    coerce: (_call, [value, length, ...filler]) => {
      const type = [value!, ...filler].every(({ kind }) => kind === "binary") ? binaryType : stringType;
      return [type, length!, ...filler.map(() => type)];
    },
    type: ([type]) => type!,
    sql([s, n, filler], call) {
      if (call.type.kind !== "binary") return `mr_${name}(${s}, ${n}, ${filler ?? "' '"})`;
      const digits = filler === undefined ? "'00'" : `hex(${filler})`;
      return `unhex(mr_${name}(hex(${s}), 2 * ${n}, ${digits}))`;
    },
  });
}

/** A padding that is left out is a space, or a zero byte. */
function namedPad(name: "lpad" | "rpad"): ScalarFunction {
  const base = pad(name);
  return {
    ...base,
    print(args, call) {
      const missing = args.length === 2 ? [call.type.kind === "binary" ? "X'00'" : " "] : [];
      return `${call.name}(${[...args, ...missing].join(", ")})`;
    },
  };
}

const reverse = scalar({
  name: "reverse",
  params: [
    {
      required: '("STRING" or "ARRAY")',
      accept: (type) =>
        type.kind === "array" || type.kind === "binary"
          ? type
          : isAtomic(type) || type.kind === "void"
            ? stringType
            : undefined,
    },
  ],
  type: ([type]) => type!,
  sql([value], call) {
    if (call.type.kind === "array") return `list_reverse(${value})`;
    // Two digits are a byte: all of them turned, and then each pair.
    return call.type.kind === "binary"
      ? `unhex(regexp_replace(reverse(hex(${value})), '(.)(.)', '\\2\\1', 'g'))`
      : `reverse(${value})`;
  },
});

const elt = scalar({
  name: "elt",
  params: [int, textOrBytes],
  rest: textOrBytes,
  type: ([, type]) => type!,
  nullable: true,
  sql: ([n, ...values], _call, settings) => {
    const value = `([${values.join(", ")}])[CASE WHEN ${n} > 0 THEN ${n} END]`;
    if (!settings.ansi) return value;
    const place = { indexValue: `CAST(${n} AS VARCHAR)`, arraySize: `'${values.length}'` };
    return `CASE WHEN ${n} < 1 OR ${n} > ${values.length} THEN ${raiseSql("INVALID_ARRAY_INDEX", place)} ELSE ${value} END`;
  },
});

const decode = scalar({
  name: "decode",
  params: [anything, anything],
  rest: anything,
  coerce(call, types) {
    if (types.length === 2) return [binaryType, stringType];
    const results = types.filter((_, i) => (i >= 2 && i % 2 === 0) || (i === types.length - 1 && i % 2 === 1));
    const keys = types.filter((_, i) => i === 0 || (i % 2 === 1 && i !== types.length - 1));
    const [key, result] = [widestType(keys, call.settings.ansi), widestType(results, call.settings.ansi)];
    if (key === undefined || result === undefined)
      throw differentTypes(call, (args) => `decode(${args.join(", ")})`, types);
    return types.map((_, i) => (i === 0 || (i % 2 === 1 && i !== types.length - 1) ? key : result));
  },
  type: (types) => (types.length === 2 ? stringType : types[2]!),
  // Without a default, what matches no key is NULL.
  nullable: (nullables) =>
    nullables.length % 2 === 1 ||
    nullables.length === 2 ||
    nullables.some((nullable, i) => nullable && i > 1 && (i % 2 === 0 || i === nullables.length - 1)),
  sql(args, call) {
    if (args.length === 2) return decodeSql(args, call);
    const [value, ...pairs] = args;
    const branches: string[] = [];
    for (let i = 0; i + 1 < pairs.length; i += 2)
      branches.push(`WHEN ${value} IS NOT DISTINCT FROM ${pairs[i]} THEN ${pairs[i + 1]}`);
    return `CASE ${branches.join(" ")}${pairs.length % 2 === 1 ? ` ELSE ${pairs.at(-1)}` : ""} END`;
  },
});

function splitPart([s, delimiter, n]: readonly string[], call: ResolvedCall): string {
  const part = `mr_split_part(${s}, ${delimiter}, ${n})`;
  if ((constantInteger(call.args[2]) ?? 0) !== 0) return part;
  const zero = raiseText("INVALID_INDEX_OF_ZERO");
  return `CASE WHEN ${n} = 0 AND ${s} IS NOT NULL AND ${delimiter} IS NOT NULL THEN ${zero} ELSE ${part} END`;
}

export const caseScripts: readonly Script[] = [
  script("js_upper", [stringType], stringType, (s: string) => s.toUpperCase()),
  script("js_lower", [stringType], stringType, (s: string) => s.toLowerCase()),
];

const concatFamily: readonly ScalarFunction[] = [concat, concatWs, elt, reverse, decode];

export const textFunctions: readonly ScalarFunction[] = [
  ...concatFamily,
  substring,
  textFunction("upper", [text], ([s]) => `mr_upper(${s})`, { aliases: ["ucase"] }),
  textFunction("lower", [text], ([s]) => `mr_lower(${s})`, { aliases: ["lcase"] }),
  trim("trim", "BOTH"),
  trim("ltrim", "LEADING"),
  trim("rtrim", "TRAILING"),
  textFunction("btrim", [text, text], ([s, chars = "' '"]) => `trim(${s}, ${chars})`, { optional: 1 }),
  intFunction(
    "length",
    [textOrBytes],
    ([s], [type]) => (type!.kind === "binary" ? `octet_length(${s})` : `length(${s})`),
    {
      aliases: ["char_length", "character_length", "len"],
    },
  ),
  intFunction("octet_length", [textOrBytes], ([s], [type]) =>
    type!.kind === "binary" ? `octet_length(${s})` : `strlen(${s})`,
  ),
  intFunction("bit_length", [textOrBytes], ([s], [type]) =>
    type!.kind === "binary" ? `octet_length(${s}) * 8` : `strlen(${s}) * 8`,
  ),
  scalar({
    name: "left",
    params: [textOrBytes, int],
    type: ([type]) => type!,
    sql: ([s, n], call) =>
      call.type.kind === "binary" ? `unhex(mr_left(hex(${s}), 2 * ${n}))` : `mr_left(${s}, ${n})`,
  }),
  textFunction("right", [text, int], ([s, n]) => `mr_right(${s}, ${n})`, { nullable: true }),
  intFunction(
    "instr",
    [text, text, int, int],
    ([s, part, from, nth = "1"]) =>
      from === undefined ? `instr(${s}, ${part})` : `js_instr(${s}, ${part}, ${from}, ${nth})`,
    {
      optional: 2,
      print: (args) => `instr(${[...args, ...(args.length === 3 ? ["1"] : [])].join(", ")})`,
    },
  ),
  intFunction("locate", [text, text, int], ([part, s, from = "1"]) => `mr_locate(${part}, ${s}, ${from})`, {
    aliases: ["position"],
    optional: 1,
    printDefaults: ["1"],
  }),
  namedPad("lpad"),
  namedPad("rpad"),
  textFunction("replace", [text, text, text], ([s, search, by = "''"]) => `mr_replace(${s}, ${search}, ${by})`, {
    optional: 1,
    printDefaults: [""],
  }),
  textFunction("translate", [text, text, text], ([s, from, to]) => `translate(${s}, ${from}, ${to})`),
  textFunction("repeat", [text, int], ([s, n]) => `repeat(${s}, greatest(${n}, 0))`),
  textFunction("space", [int], ([n]) => `repeat(' ', greatest(${n}, 0))`),
  textFunction("initcap", [text], ([s]) => `mr_initcap(${s})`),
  intFunction("ascii", [text], ([s]) => `CASE WHEN ${s} = '' THEN 0 ELSE unicode(${s}) END`),
  textFunction("chr", [of(longType)], ([n]) => `CASE WHEN ${n} < 0 THEN '' ELSE chr(CAST(${n} % 256 AS INTEGER)) END`, {
    aliases: ["char"],
  }),
  textFunction("overlay", [text, text, int, int], ([s, by, at, n = "-1"]) => `mr_overlay(${s}, ${by}, ${at}, ${n})`, {
    optional: 1,
    printDefaults: ["-1"],
  }),
  intFunction(
    "levenshtein",
    [text, text, int],
    ([a, b, most]) =>
      most === undefined ? `mr_levenshtein(${a}, ${b})` : `mr_levenshtein_within(${a}, ${b}, ${most})`,
    { optional: 1 },
  ),
  textFunction("substring_index", [text, text, int], ([s, d, n]) => `mr_substring_index(${s}, ${d}, ${n})`),
  textFunction("split_part", [text, text, int], splitPart, { nullable: true }),
  intFunction("find_in_set", [text, text], ([x, list]) => `mr_find_in_set(${x}, ${list})`),
  scalar({
    name: "encode",
    nullable: true,
    params: [text, text],
    type: binaryType,
    sql: encodeSql,
  }),
];
