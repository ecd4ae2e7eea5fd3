import { sparkError } from "../../../common/index.ts";
import { ansiConfig } from "../raise.ts";

const largest = 2n ** 64n - 1n;

/**
 * The leading digits of a number of one base, written in another; a negative target means digits with a sign.
 *
 * @returns null for bases outside of 2 to 36 and for empty text
 * @see org.apache.spark.sql.catalyst.util.NumberConverter
 */
export function convertBase(text: string, from: number, to: number, ansi: boolean): string | null {
  const base = Math.abs(to);
  const digits = text.trim();
  if (from < 2 || from > 36 || base < 2 || base > 36 || digits === "") return null;
  const negative = digits.startsWith("-");
  let value = 0n;
  for (const char of digits.slice(negative ? 1 : 0)) {
    const digit = Number.parseInt(char, 36);
    if (Number.isNaN(digit) || digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value > largest) {
      if (ansi)
        throw sparkError("ARITHMETIC_OVERFLOW", {
          message: "overflow in function conv()",
          alternative: "",
          ...ansiConfig,
        });
      value = largest;
      break;
    }
  }
  if (negative && to > 0) value = BigInt.asIntN(64, value) < 0n ? largest : BigInt.asUintN(64, -value);
  let minus = negative && to < 0;
  if (to < 0 && BigInt.asIntN(64, value) < 0n) {
    minus = true;
    value = BigInt.asUintN(64, -value);
  }
  return (minus ? "-" : "") + value.toString(base).toUpperCase();
}
