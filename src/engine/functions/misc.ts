import { type DataType, DecimalType, quoteString } from "../../types/index.ts";
import type { ScalarFunction } from "../plan/index.ts";
import { castable, castRefusal, castSql } from "./cast/index.ts";
import { castNullable } from "./coercion.ts";
import { type ScalarSpec, scalar } from "./define.ts";
import { anything, of } from "./parameters.ts";
import { raiseSql } from "./raise.ts";
import {
  binaryType,
  booleanType,
  byteType,
  dateType,
  doubleType,
  floatType,
  intType,
  longType,
  shortType,
  stringType,
  timestampType,
  voidType,
} from "./type-rules.ts";

/** `int(x)` and its like: casts under the name of their type, which print as what they cast. */
function castNamed(name: string, type: DataType): ScalarFunction {
  return scalar({
    name,
    params: [anything],
    coerce(call, [from]) {
      if (castable(from!, type, call.settings.ansi)) return [from!];
      throw castRefusal(from!, type, call.settings.ansi, `CAST(${call.print(call.args[0]!)} AS ${type.sql()})`);
    },
    type,
    nullable: ([nullable], call) => nullable! || castNullable(call.args[0]!.type, type),
    sql: ([value], call, settings) =>
      castSql(value!, call.args[0]!.type, type, settings.ansi ? "ansi" : "legacy", settings),
    print: ([value]) => value!,
  });
}

/** A function without arguments whose value is known. */
function fixed(name: string, type: DataType, sql: string, more: Partial<ScalarSpec> = {}): ScalarFunction {
  return scalar({ name, params: [], type, nullable: false, sql: () => sql, ...more });
}

/** What is known of the file that a row comes from; the analyzer adds the field of the hidden column where there is one. */
function ofInputFile(name: string, type: DataType, none: string): ScalarFunction {
  return fixed(name, type, none, { sql: ([field]) => field ?? none, print: () => `${name}()` });
}

const assertion = scalar({
  name: "assert_true",
  params: [of(booleanType), of(stringType)],
  optional: 1,
  type: voidType,
  nullable: true,
  deterministic: false,
  sql: ([condition, message]) =>
    `CASE WHEN ${condition} THEN NULL ELSE ${raiseSql("USER_RAISED_EXCEPTION", { errorMessage: message! })} END`,
});

/** Without a message of its own, an assertion that fails shows its condition. */
const assertTrue: ScalarFunction = {
  ...assertion,
  resolve(call) {
    const resolution = assertion.resolve(call);
    if (call.args.length === 2) return resolution;
    const value = `'${call.print(call.args[0]!)}' is not true!`;
    return { ...resolution, defaults: [{ kind: "literal", type: stringType, value, nullable: false }] };
  },
};

export const miscFunctions: readonly ScalarFunction[] = [
  castNamed("boolean", booleanType),
  castNamed("tinyint", byteType),
  castNamed("smallint", shortType),
  castNamed("int", intType),
  castNamed("bigint", longType),
  castNamed("float", floatType),
  castNamed("double", doubleType),
  castNamed("decimal", new DecimalType(10, 0)),
  castNamed("date", dateType),
  castNamed("timestamp", timestampType),
  castNamed("binary", binaryType),
  castNamed("string", stringType),
  scalar({
    name: "typeof",
    params: [anything],
    type: stringType,
    nullable: false,
    sql: (_args, call) => quoteString(call.args[0]!.type.simpleString()),
  }),
  fixed("monotonically_increasing_id", longType, "(row_number() OVER () - 1)", { deterministic: false }),
  fixed("uuid", stringType, "CAST(uuid() AS VARCHAR)", { deterministic: false }),
  fixed("spark_partition_id", intType, "CAST(0 AS INTEGER)", { print: () => "SPARK_PARTITION_ID()" }),
  ofInputFile("input_file_name", stringType, "''"),
  ofInputFile("input_file_block_start", longType, "CAST(-1 AS BIGINT)"),
  ofInputFile("input_file_block_length", longType, "CAST(-1 AS BIGINT)"),
  fixed("current_path", stringType, "'system.builtin,system.session,spark_catalog.default'"),
  scalar({
    name: "collation",
    params: [of(stringType)],
    type: stringType,
    nullable: false,
    sql: () => "'SYSTEM.BUILTIN.UTF8_BINARY'",
  }),
  fixed("version", stringType, "'4.3.0'"),
  fixed("current_user", stringType, "'millrace'", { aliases: ["user", "session_user"] }),
  fixed("current_catalog", stringType, "'spark_catalog'"),
  fixed("current_database", stringType, "'default'", { aliases: ["current_schema"], print: () => "current_schema()" }),
  scalar({
    name: "raise_error",
    params: [of(stringType)],
    type: voidType,
    nullable: true,
    deterministic: false,
    sql: ([message]) => raiseSql("USER_RAISED_EXCEPTION", { errorMessage: message! }),
    print: ([message]) => `raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${message}))`,
  }),
  assertTrue,
];
