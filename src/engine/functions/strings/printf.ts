import { sparkError } from "../../../common/index.ts";
import { ArrayType } from "../../../types/index.ts";
import { type Script, script } from "../script.ts";
import { stringType } from "../type-rules.ts";

/** What a value is to Java's formatter: whole (of some width), floating, decimal, boolean, or text. */
type Kind = "b" | "h" | "i" | "l" | "f" | "n" | "z" | "s";

const kinds: Readonly<Record<string, Kind>> = {
  byte: "b",
  short: "h",
  integer: "i",
  date: "i",
  long: "l",
  timestamp: "l",
  timestamp_ntz: "l",
  float: "f",
  double: "f",
  decimal: "n",
  boolean: "z",
};

export function formatKind(typeKind: string): Kind {
  return kinds[typeKind] ?? "s";
}

const directive = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g;

const bits: Readonly<Partial<Record<Kind, number>>> = { b: 8, h: 16, i: 32, l: 64 };

function unsupported(argument: string): Error {
  return sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
    functionName: "`format_string`",
    argument,
    reason: "use %s, %d, %x, %o, %f, %e, %g, %c or %b with an argument of a fitting type.",
  });
}

/** @see java.util.Formatter */
function formatString(format: string, kindsOfArgs: string, args: readonly (string | null)[]): string {
  let next = 0;
  return format.replace(
    directive,
    (whole, position?: string, flags = "", width?: string, precision?: string, conversion?: string) => {
      if (conversion === undefined) throw unsupported(`the format '${format}'`);
      if (conversion === "n") return "\n";
      if (conversion === "%") return pad("%", flags, width);
      const index = position === undefined ? next++ : Number(position) - 1;
      if (index >= args.length) throw unsupported(`${whole}, for which there is no argument`);
      return formatOne(whole, conversion, flags, width, precision, kindsOfArgs[index] as Kind, args[index]!);
    },
  );
}

function pad(text: string, flags: string, width: string | undefined): string {
  const size = Number(width ?? 0);
  return flags.includes("-") ? text.padEnd(size) : text.padStart(size);
}

function formatOne(
  whole: string,
  conversion: string,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  kind: Kind,
  value: string | null,
): string {
  const lower = conversion.toLowerCase();
  const cased = (text: string): string => pad(conversion === lower ? text : text.toUpperCase(), flags, width);
  const cut = (text: string): string => (precision === undefined ? text : text.slice(0, Number(precision)));
  if (lower === "b") return cased(cut(value === null ? "false" : kind === "z" ? value : "true"));
  if (value === null) return cased(cut("null"));
  if (lower === "s") return cased(cut(value));
  const integral = bits[kind] !== undefined;
  if (lower === "c" && integral) return cased(String.fromCodePoint(Number(value)));
  if (conversion === "d" && integral)
    return number(grouped(value.replace("-", ""), flags), value.startsWith("-"), flags, width);
  if ((lower === "x" || conversion === "o") && integral) {
    const digits = BigInt.asUintN(bits[kind]!, BigInt(value)).toString(lower === "x" ? 16 : 8);
    const marked = flags.includes("#") ? (lower === "x" ? `0x${digits}` : `0${digits}`) : digits;
    return cased(flags.includes("0") ? marked.padStart(Number(width ?? 0), "0") : marked);
  }
  if (["f", "e", "g"].includes(lower) && (kind === "f" || kind === "n")) {
    if (!/\d/.test(value)) {
      const sign = value.startsWith("-")
        ? flags.includes("(")
          ? value
          : value
        : flags.includes("+")
          ? `+${value}`
          : value;
      return cased(sign);
    }
    const negative = value.startsWith("-");
    const digits = real(value.replace(/^-/, ""), lower, precision === undefined ? 6 : Number(precision));
    const text = number(lower === "e" ? digits : grouped(digits, flags), negative, flags, width);
    return conversion === lower ? text : text.toUpperCase();
  }
  throw unsupported(`${whole} for such a value`);
}

/** Sign, parentheses and zeros around digits. */
function number(digits: string, negative: boolean, flags: string, width: string | undefined): string {
  const parentheses = negative && flags.includes("(");
  const sign = negative ? (parentheses ? "(" : "-") : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const end = parentheses ? ")" : "";
  const room = Number(width ?? 0) - sign.length - end.length;
  return pad(sign + (flags.includes("0") ? digits.padStart(room, "0") : digits) + end, flags, width);
}

function grouped(digits: string, flags: string): string {
  if (!flags.includes(",")) return digits;
  const [whole, fraction] = digits.split(".") as [string, string | undefined];
  const separated = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** The digits of a number without its exponent, and how many of them stand in front of the point. */
function decompose(text: string): readonly [digits: string, point: number] {
  const [mantissa = "", exponent = "0"] = text.split(/e/i);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const leading = (whole + fraction).length - digits.length;
  return [digits, whole.length - leading + Number(exponent)];
}

/** Half up on the decimal digits, as Java does. */
function rounded(text: string, places: number): string {
  const [digits, point] = decompose(text);
  const keep = point + places;
  const kept = digits.slice(0, Math.max(0, keep)).padEnd(Math.max(0, keep), "0");
  const up = keep >= 0 && (keep === 0 ? digits : digits.slice(keep)).charAt(0) >= "5" && keep < digits.length;
  const value = (BigInt(kept || "0") + (up ? 1n : 0n)).toString().padStart(places + 1, "0");
  return places === 0 ? value : `${value.slice(0, -places)}.${value.slice(-places)}`;
}

function scientific(text: string, places: number): string {
  const [digits, point] = decompose(text);
  if (digits === "") return `${rounded("0", places)}e+00`;
  const mantissa = rounded(`${digits[0]}.${digits.slice(1)}`, places);
  const carried = mantissa.startsWith("10");
  const exponent = point - 1 + (carried ? 1 : 0);
  const shown = carried ? rounded("1", places) : mantissa;
  return `${shown}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function real(text: string, conversion: string, precision: number): string {
  if (conversion === "f") return rounded(text, precision);
  if (conversion === "e") return scientific(text, precision);
  const significant = Math.max(precision, 1);
  const value = Number(text);
  if (value !== 0 && (value < 1e-4 || value >= 10 ** significant)) return scientific(text, significant - 1);
  const [, point] = decompose(text);
  return rounded(text, Math.max(0, value === 0 ? significant - 1 : significant - point));
}

export const formatScripts: readonly Script[] = [
  script("js_format_string", [stringType, stringType, new ArrayType(stringType, true)], stringType, formatString),
];
