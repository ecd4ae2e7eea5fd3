import type { DecimalType } from "../../types/index.ts";
import type { ExpressionSettings } from "../plan/index.ts";
import { textSql } from "./cast/index.ts";

/** SQL of a decimal as Java's `BigDecimal.toString` writes it, which changes to an exponent below a millionth: `0E-18`, `1.50E-7`. */
export function bigDecimalSql(sql: string, type: DecimalType, settings: ExpressionSettings): string {
  const plain = textSql(sql, type, settings);
  if (type.scale <= 6) return plain;
  const sign = `CASE WHEN ${sql} < 0 THEN '-' ELSE '' END`;
  const digits = `ltrim(CAST(abs(${sql}) AS VARCHAR), '0.')`;
  return `CASE WHEN abs(${sql}) >= 0.000001 THEN ${plain} ELSE mr_small_decimal_text(${sign}, ${digits}, ${-type.scale}) END`;
}
