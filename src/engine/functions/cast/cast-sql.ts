import {
  type DataType,
  duckDbType,
  quoteIdentifier,
  quoteString,
  type SparkType,
  structNames,
} from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCast } from "../../plan/index.ts";
import { raiseSql } from "../raise.ts";
import { quotedType } from "../refusal.ts";
import {
  fitsDecimal,
  isDecimal,
  isFloating,
  isIntegral,
  isNumeric,
  isString,
  sameType,
  stringType,
} from "../type-rules.ts";
import { parseText } from "./from-text.ts";
import { intervalSql } from "./intervals.ts";
import { narrowed, wrapped } from "./numbers.ts";
import { datetimeSql } from "./times.ts";
import { textSql } from "./to-text.ts";
import { fromVariantSql, toVariantSql } from "./variants.ts";

export type CastMode = ResolvedCast["mode"];

/** A conversion that gives NULL where it fails; `failure` says with which error, absent where it never fails. */
export interface Conversion {
  readonly sql: string;
  readonly failure?: "invalid" | "overflow" | "range";
}

/**
 * DuckDB SQL of a cast with Spark's meaning. The types must be {@link castable}.
 *
 * @param mode - ansi raises `CAST_INVALID_INPUT`, `CAST_OVERFLOW` or `NUMERIC_VALUE_OUT_OF_RANGE` where a value does not fit; try and
 * legacy give NULL, legacy after the laxer rules of non-ANSI casts: fractions of text are cut, whole numbers wrap around
 */
export function castSql(
  sql: string,
  from: DataType,
  to: DataType,
  mode: CastMode,
  settings: ExpressionSettings,
  depth = 0,
): string {
  if (sameType(from, to) && duckDbType(from) === duckDbType(to)) return sql;
  // A NULL that may be an error, raise_error() above all, still has to be evaluated.
  if (from.kind === "void")
    return sql.includes("error(")
      ? `CASE WHEN ${sql} IS NULL THEN CAST(NULL AS ${duckDbType(to)}) END`
      : `CAST(NULL AS ${duckDbType(to)})`;
  if (to.kind === "variant") return toVariantSql(sql, from, settings);
  if (from.kind === "variant")
    return fromVariantSql(sql, to, mode === "try", settings, depth, (text, type, within) =>
      castSql(text, stringType, type, "try", settings, within),
    );
  if (isString(to)) return textSql(sql, from, settings, depth);
  const nested = nestedSql(sql, from as SparkType, to as SparkType, mode, settings, depth);
  if (nested !== undefined) return nested;
  const conversion = convert(sql, from, to, settings, mode === "legacy");
  if (mode !== "ansi" || conversion.failure === undefined) return conversion.sql;
  // The value stands once: what else it may be is asked where it does not fit.
  if (settings.speculative === true && conversion.failure === "range" && (isIntegral(from) || isDecimal(from)))
    return `CAST(${sql} AS ${duckDbType(to)})`;
  return `coalesce(${conversion.sql}, CASE WHEN ${failed(sql, from, to)} THEN ${failure(sql, from, to, conversion.failure, settings)} END)`;
}

/** Floating values that are no number become NULL as decimals, without an error. */
function failed(sql: string, from: DataType, to: DataType): string {
  return isFloating(from) && to.kind === "decimal" ? `isfinite(${sql})` : `${sql} IS NOT NULL`;
}

function convert(sql: string, from: DataType, to: DataType, settings: ExpressionSettings, legacy: boolean): Conversion {
  if (isString(from)) {
    const parsed = parseText(sql, to, settings, legacy);
    if (parsed === undefined) throw new Error(`no cast from ${from.simpleString()} to ${to.simpleString()}`);
    // Text that is no calendar interval is NULL also in ANSI mode.
    return to.kind === "binary" || to.kind === "interval"
      ? { sql: parsed }
      : { sql: parsed, failure: to.kind === "decimal" ? "range" : "invalid" };
  }
  if (isNumeric(from) && isNumeric(to)) return legacy ? { sql: wrapped(sql, from, to) } : narrowed(sql, from, to);
  if (from.kind === "boolean" && isNumeric(to)) {
    if (to.kind !== "decimal" || fitsDecimal(from, to as never))
      return { sql: `CAST(CAST(${sql} AS TINYINT) AS ${duckDbType(to)})` };
    return { sql: `TRY_CAST(CAST(${sql} AS TINYINT) AS ${duckDbType(to)})`, failure: "range" };
  }
  if (to.kind === "boolean" && isNumeric(from)) return { sql: `(${sql} <> 0)` };
  if (isIntegral(from) && to.kind === "binary")
    return {
      sql: `unhex(mr_big_endian(${sql}, ${duckDbType(from) === "BIGINT" ? 16 : ({ byte: 2, short: 4 }[from.kind as "byte" | "short"] ?? 8)}))`,
    };
  const converted = intervalSql(sql, from, to) ?? datetimeSql(sql, from, to, settings);
  if (converted !== undefined) return converted;
  throw new Error(`no cast from ${from.simpleString()} to ${to.simpleString()}`);
}

function nestedSql(
  sql: string,
  from: SparkType,
  to: SparkType,
  mode: CastMode,
  settings: ExpressionSettings,
  depth: number,
): string | undefined {
  const element = `e${depth}`;
  const part = (value: string, x: DataType, y: DataType): string => castSql(value, x, y, mode, settings, depth + 1);
  if (from.kind === "array" && to.kind === "array") {
    if (from.elementType.kind === "void") return `CAST(${sql} AS ${duckDbType(to)})`;
    return `list_transform(${sql}, lambda ${element}: ${part(element, from.elementType, to.elementType)})`;
  }
  if (from.kind === "map" && to.kind === "map") {
    if (from.keyType.kind === "void") return `CAST(${sql} AS ${duckDbType(to)})`;
    const key = part(`${element}.key`, from.keyType, to.keyType);
    const value = part(`${element}.value`, from.valueType, to.valueType);
    const entry = `{'k': ${key}, 'v': ${value}}`;
    return `map_from_entries(list_transform(map_entries(${sql}), lambda ${element}: ${entry}))`;
  }
  if (from.kind === "struct" && to.kind === "struct") {
    const [names, targets] = [structNames(from.fields), structNames(to.fields)];
    const fields = from.fields.map((field, i) => {
      const target = to.fields[i]!;
      const value = `struct_extract(${sql}, ${quoteString(names[i]!)})`;
      return `${quoteIdentifier(targets[i]!)} := ${castSql(value, field.dataType, target.dataType, mode, settings, depth)}`;
    });
    return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END`;
  }
  return undefined;
}

const literalSuffixes: Readonly<Record<string, string>> = { byte: "Y", short: "S", long: "L", decimal: "BD" };

/** A value as errors write it: `300`, `3000000000L`, `1.0E10D`, `'abc'`. */
function shown(sql: string, from: DataType, settings: ExpressionSettings): string {
  const text = textSql(sql, from, settings);
  if (isString(from)) return `'''' || ${text} || ''''`;
  if (from.kind === "double") return `${text} || CASE WHEN isfinite(${sql}) THEN 'D' ELSE '' END`;
  if (from.kind === "timestamp") return `'TIMESTAMP ''' || ${text} || ''''`;
  const suffix = literalSuffixes[from.kind];
  return suffix === undefined ? text : `${text} || '${suffix}'`;
}

function failure(
  sql: string,
  from: DataType,
  to: DataType,
  kind: NonNullable<Conversion["failure"]>,
  settings: ExpressionSettings,
): string {
  const types = {
    sourceType: quoteString(quotedType(from)),
    targetType: quoteString(quotedType(to)),
    ansiConfig: quoteString('"spark.sql.ansi.enabled"'),
  };
  const invalid = raiseSql("CAST_INVALID_INPUT", { expression: shown(sql, from, settings), ...types });
  if (kind === "invalid") return invalid;
  if (kind === "overflow") return raiseSql("CAST_OVERFLOW", { value: shown(sql, from, settings), ...types });
  const { precision, scale } = to as unknown as { precision: number; scale: number };
  const range = raiseSql("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", {
    value: isString(from) ? `trim(${sql})` : textSql(sql, from, settings),
    precision: `'${precision}'`,
    scale: `'${scale}'`,
    config: quoteString('"spark.sql.ansi.enabled"'),
  });
  return isString(from) ? `CASE WHEN mr_decimal_text(${sql}) IS NULL THEN ${invalid} ELSE ${range} END` : range;
}
