import { sparkError } from "../../../common/index.ts";
import { type DataType, quoteString } from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCall, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { textSql } from "../cast/index.ts";
import { constantText } from "../constant.ts";
import { anything, numeric, oneOf } from "../parameters.ts";
import { intType, isIntegral, stringType } from "../type-rules.ts";
import { formatKind } from "./printf.ts";
import { text, textFunction } from "./text.ts";

/** What Java's formatter is given: dates and times as the whole numbers that Spark keeps inside, the rest as text. */
function argumentSql(sql: string, type: DataType, settings: ExpressionSettings): string {
  switch (type.kind) {
    case "date":
      return `CAST(CAST(${sql} - DATE '1970-01-01' AS INTEGER) AS VARCHAR)`;
    case "timestamp":
    case "timestamp_ntz":
      return `CAST(epoch_us(${sql}) AS VARCHAR)`;
    default:
      return textSql(sql, type, settings);
  }
}

/** `%s` alone, `%%` and text need no formatter. */
function plainFormat(format: string, args: readonly string[]): string | undefined {
  if (/%(?![s%])/.test(format)) return undefined;
  const pieces: string[] = [];
  let next = 0;
  for (const [whole] of format.matchAll(/%s|%%|[^%]+/g))
    if (whole === "%s") pieces.push(`coalesce(${args[next++] ?? "NULL"}, 'null')`);
    else pieces.push(quoteString(whole === "%%" ? "%" : whole));
  if (next > args.length) return undefined;
  return pieces.length === 0 ? "''" : `(${pieces.join(" || ")})`;
}

function formatString([format, ...args]: readonly string[], call: ResolvedCall, settings: ExpressionSettings): string {
  const texts = args.map((arg, i) => argumentSql(arg, call.args[i + 1]!.type, settings));
  const constant = constantText(call.args[0]);
  const plain = constant === undefined ? undefined : plainFormat(constant, texts);
  if (plain !== undefined) return plain;
  const kinds = call.args.slice(1).map(({ type }) => formatKind(type.kind));
  return `js_format_string(${format}, ${quoteString(kinds.join(""))}, CAST([${texts.join(", ")}] AS VARCHAR[]))`;
}

/** `1,234.50`; whole numbers keep all their digits. Text in the place of the digits is a pattern of Java's. */
function formatNumber([x, digits]: readonly string[], call: ResolvedCall): string {
  const [{ type }, second] = call.args as [ResolvedExpression, ResolvedExpression];
  const isDouble = type.kind === "double" || type.kind === "float";
  const withPattern = (pattern: string): string =>
    isDouble ? `js_format_double(${x}, ${pattern})` : `js_format_decimal(CAST(${x} AS VARCHAR), ${pattern})`;
  if (second.type.kind === "string") return withPattern(digits!);
  const fraction = `CASE WHEN ${digits} > 0 THEN '.' || repeat('0', ${digits}) ELSE '' END`;
  const value = isIntegral(type)
    ? `format('{:,}', ${x}) || ${fraction}`
    : isDouble
      ? `CASE WHEN isfinite(${x}) THEN format('{:,.' || ${digits} || 'f}', CAST(${x} AS DOUBLE)) ELSE ${withPattern("''")} END`
      : withPattern(`'#,##0' || ${fraction}`);
  return `CASE WHEN ${digits} >= 0 AND ${x} IS NOT NULL THEN ${value} END`;
}

export const formatFunctions: readonly ScalarFunction[] = [
  textFunction("format_string", [text], formatString, {
    aliases: ["printf"],
    rest: anything,
    nullable: (nullables) => nullables[0]!,
    coerce(call, types) {
      if (constantText(call.args[0])?.includes("%0$"))
        throw sparkError("INVALID_PARAMETER_VALUE.ZERO_INDEX", {
          parameter: "`strfmt`",
          functionName: "`format_string`",
        });
      return types;
    },
  }),
  textFunction("format_number", [numeric, oneOf(intType, stringType)], formatNumber, { nullable: true }),
];
