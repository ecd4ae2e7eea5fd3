import { sparkError } from "../../../common/index.ts";
import { type Script, script } from "../script.ts";
import { doubleType, stringType } from "../type-rules.ts";

/**
 * A pattern of Java's DecimalFormat taken apart: `#,##0.00`, with text before and behind.
 *
 * @see java.text.DecimalFormat
 */
interface DecimalPattern {
  readonly prefix: string;
  readonly suffix: string;
  /** Digits between separators in front of the point; 0 for none. */
  readonly group: number;
  readonly leastWhole: number;
  readonly leastFraction: number;
  readonly mostFraction: number;
}

const shape = /^([^#0,.;E%‰'¤]*)([#,]*[0,]*)(?:\.(0*)(#*))?([^#0,.;E%‰'¤]*)$/;

function patternOf(text: string): DecimalPattern {
  const parts = shape.exec(text === "" ? "#,##0" : text);
  if (parts === null || (parts[2] === "" && parts[3] === undefined))
    throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
      functionName: "`format_number`",
      argument: `the format '${text}'`,
      reason:
        "formats are `#,##0.00##` with plain text around; percents, exponents and formats of negatives are not computed.",
    });
  const [, prefix = "", whole = "", zeros = "", optional = "", suffix = ""] = parts;
  const comma = whole.lastIndexOf(",");
  return {
    prefix,
    suffix,
    group: comma < 0 ? 0 : whole.length - comma - 1,
    leastWhole: whole.replaceAll(/[^0]/g, "").length,
    leastFraction: zeros.length,
    mostFraction: zeros.length + optional.length,
  };
}

let last: { readonly text: string; readonly pattern: DecimalPattern } | undefined;

/** Patterns seldom change from row to row. */
function compiled(text: string): DecimalPattern {
  if (last?.text !== text) last = { text, pattern: patternOf(text) };
  return last.pattern;
}

/** Plain digits, `-12.345`, with so many behind the point at most; halves go to the even digit. */
function rounded(digits: string, places: number): string {
  const [whole = "", fraction = ""] = digits.split(".");
  const kept = BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
  const rest = fraction.slice(places);
  const half = rest.localeCompare("5".padEnd(rest.length, "0"));
  const isUp = rest !== "" && (half > 0 || (half === 0 && kept % 2n === 1n));
  const all = String(kept + (isUp ? 1n : 0n)).padStart(places + 1, "0");
  return places === 0 ? all : `${all.slice(0, -places)}.${all.slice(-places)}`;
}

function formatDigits(digits: string, text: string): string {
  const pattern = compiled(text);
  const isNegative = digits.startsWith("-");
  const value = rounded(digits.replace("-", ""), pattern.mostFraction);
  const [whole = "", fraction = ""] = value.split(".");
  const bare = whole.replace(/^0+/, "").padStart(pattern.leastWhole, "0");
  const { group, leastFraction, prefix, suffix } = pattern;
  const grouped = group === 0 ? bare : bare.replace(new RegExp(`\\B(?=(?:\\d{${group}})+$)`, "g"), ",");
  const shown = fraction.slice(0, leastFraction) + fraction.slice(leastFraction).replace(/0+$/, "");
  const front = grouped === "" && shown === "" ? "0" : grouped;
  return `${isNegative ? "-" : ""}${prefix}${front}${shown === "" ? "" : `.${shown}`}${suffix}`;
}

/** All digits of a double that can make a difference. */
const exactDigits = (value: number): string => (Math.abs(value) >= 1e21 ? String(BigInt(value)) : value.toFixed(60));

function formatDouble(value: number, text: string): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}${compiled(text).prefix}∞${compiled(text).suffix}`;
  return formatDigits(sign + exactDigits(size), text);
}

export const decimalFormatScripts: readonly Script[] = [
  script("js_format_decimal", [stringType, stringType], stringType, formatDigits),
  script("js_format_double", [doubleType, stringType], stringType, formatDouble),
];
