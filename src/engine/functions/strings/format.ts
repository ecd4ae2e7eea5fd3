import { type DataType, quoteString } from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { textSql } from "../cast/index.ts";
import { constantText } from "../constant.ts";
import { anything, numeric } from "../parameters.ts";
import { isIntegral } from "../type-rules.ts";
import { formatKind } from "./printf.ts";
import { int, text, textFunction } from "./text.ts";

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

/** `1,234.50`; whole numbers keep all their digits. */
function formatNumber([x, digits]: readonly string[], call: ResolvedCall): string {
  const { type } = call.args[0]!;
  const value = isIntegral(type)
    ? `format('{:,}', ${x}) || CASE WHEN ${digits} > 0 THEN '.' || repeat('0', ${digits}) ELSE '' END`
    : `format('{:,.' || ${digits} || 'f}', CAST(${x} AS DOUBLE))`;
  return `CASE WHEN ${digits} >= 0 AND ${x} IS NOT NULL THEN ${value} END`;
}

export const formatFunctions: readonly ScalarFunction[] = [
  textFunction("format_string", [text], formatString, {
    aliases: ["printf"],
    rest: anything,
    nullable: (nullables) => nullables[0]!,
  }),
  textFunction("format_number", [numeric, int], formatNumber, { nullable: true }),
];
