import { sparkError } from "../../../common/index.ts";
import { DecimalType } from "../../../types/index.ts";

/**
 * A number format of `to_number` and `to_char`, taken apart: `[MI|S] [$] [0|9|G|,]… [.|D [0|9]…] [$] [PR|MI|S]`.
 *
 * @see org.apache.spark.sql.catalyst.util.ToNumberParser
 */
export interface NumberFormat {
  readonly text: string;
  /** Digits and separators in front of the point, in the order in which they stand. */
  readonly whole: string;
  readonly fraction: string;
  readonly point: boolean;
  readonly dollar: boolean;
  readonly sign: { readonly kind: "S" | "MI" | "PR"; readonly leading: boolean } | undefined;
}

const shape =
  /^(?<lead>MI|S)?(?<dollar>\$)?(?<whole>[09G,]*)(?<point>[.D](?<fraction>[09]*))?(?<late>\$)?(?<trail>PR|MI|S)?$/;

const faulty = (reason: string, format: string, more: Readonly<Record<string, string>> = {}): Error =>
  sparkError(`INVALID_FORMAT.${reason}`, { format: `'${format}'`, ...more });

const knownTokens = /PR|MI|[09G,.D$S]|./gs;

/** @throws SparkException `INVALID_FORMAT.*` */
export function numberFormat(given: string): NumberFormat {
  if (given === "") throw faulty("EMPTY", given);
  const text = given.toUpperCase();
  const tokens = text.match(knownTokens)!;
  const count = (...names: readonly string[]): number => tokens.filter((token) => names.includes(token)).length;
  if (count("0", "9") === 0) throw faulty("WRONG_NUM_DIGIT", given);
  for (const names of [["."], ["D"], ["$"], ["S"], ["MI"], ["PR"]])
    if (count(...names) > 1) throw faulty("WRONG_NUM_TOKEN", given, { token: `'${names[0]}'` });
  if (count(".", "D") > 1) throw faulty("WRONG_NUM_TOKEN", given, { token: "'.' or 'D'" });
  const at = (test: RegExp): number => tokens.findIndex((token) => test.test(token));
  const [dollar, digit, point] = [at(/^\$$/), at(/^[09]$/), at(/^[.D]$/)];
  if (dollar > digit && dollar >= 0) throw faulty("CUR_MUST_BEFORE_DIGIT", given);
  if (dollar >= 0 && point >= 0 && dollar > point) throw faulty("CUR_MUST_BEFORE_DEC", given);
  if (point >= 0 && tokens.slice(point).some((token) => /^[G,]$/.test(token)))
    throw faulty("THOUSANDS_SEPS_MUST_BEFORE_DEC", given);
  const parts = shape.exec(text)?.groups;
  if (parts === undefined) {
    const stray = tokens.find((token) => !/^(?:PR|MI|[09G,.D$S])$/.test(token)) ?? tokens.at(-1)!;
    throw faulty("UNEXPECTED_TOKEN", text, { token: `character '${stray}''` });
  }
  const whole = parts.whole!.replaceAll("G", ",");
  if (/^,|,,|,$/.test(whole)) throw faulty("CONT_THOUSANDS_SEPS", given);
  const sign = parts.lead ?? parts.trail;
  return {
    text: given,
    whole,
    fraction: parts.fraction ?? "",
    point: parts.point !== undefined,
    dollar: dollar >= 0,
    sign: sign === undefined ? undefined : { kind: sign as "S" | "MI" | "PR", leading: parts.lead !== undefined },
  };
}

/** The decimal that holds every number of a format. */
export function formatDecimal(format: NumberFormat): DecimalType {
  const whole = format.whole.replaceAll(",", "").length;
  return new DecimalType(Math.max(1, whole + format.fraction.length), format.fraction.length);
}

/** Digits as the format asks for them: a group that begins with 0 needs all its digits, others may have fewer. */
function readingPattern(format: NumberFormat): RegExp {
  const groups = format.whole.split(",");
  const exact = format.whole.startsWith("0");
  let whole = "";
  for (const group of groups) {
    const digits = exact ? `[0-9]{${group.length}}` : `[0-9]{0,${group.length}}`;
    whole += whole === "" ? digits : `,?${digits}`;
  }
  const fraction = format.point ? `(?:\\.([0-9]{0,${format.fraction.length}}))?` : "()";
  const dollar = format.dollar ? "\\$" : "";
  const body = `(${whole})${fraction}`;
  const { sign } = format;
  if (sign === undefined) return new RegExp(`^()${dollar}${body}()$`);
  if (sign.kind === "PR") return new RegExp(`^(<?)${dollar}${body}(>?)$`);
  const mark = sign.kind === "S" ? "([+-]?)" : "(-?)";
  return new RegExp(sign.leading ? `^${mark}${dollar}${body}()$` : `^()${dollar}${body}${mark}$`);
}

/** Separators stand where the format has them, counted from the point. */
function separatorsFit(digits: string, format: NumberFormat): boolean {
  if (!digits.includes(","))
    return format.whole.includes(",") ? digits.length <= format.whole.split(",").at(-1)!.length : true;
  const sizes = format.whole.split(",").map((group) => group.length);
  const groups = digits.split(",");
  if (groups.length > sizes.length) return false;
  return groups.reverse().every((group, i) => {
    const size = sizes[sizes.length - 1 - i]!;
    return i === groups.length - 1 ? group.length <= size && group.length > 0 : group.length === size;
  });
}

/** The number that text of this format tells; undefined where it does not fit. */
export function readNumber(
  text: string,
  format: NumberFormat,
  pattern: RegExp = readingPattern(format),
): string | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, before = "", whole = "", fraction = "", after = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  if (!separatorsFit(whole, format)) return undefined;
  if (format.sign?.kind === "PR" && (before === "<") !== (after === ">")) return undefined;
  const minus = before === "-" || after === "-" || before === "<";
  return `${minus ? "-" : ""}${whole.replaceAll(",", "") || "0"}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A number written in the format; `#` for each digit where it has too many. */
export function writeNumber(number: string, format: NumberFormat): string {
  const negative = number.startsWith("-");
  const [given = "", rest = ""] = number.replace(/^-/, "").split(".");
  const digits = given.replace(/^0+/, "");
  const places = format.whole.replaceAll(",", "");
  const fraction = rest.replace(/0+$/, "");
  const fits = digits.length <= places.length && fraction.length <= format.fraction.length;
  let whole = "";
  let dropped = 0;
  if (fits) {
    const padded = digits.padStart(places.length, " ");
    const zeros = places.startsWith("0");
    let at = 0;
    for (const place of format.whole) {
      if (place === ",") {
        whole += whole.trim() === "" ? " " : ",";
        continue;
      }
      const digit = padded[at++]!;
      const last = at === places.length && format.point;
      whole += digit !== " " ? digit : zeros || last || whole.trim() !== "" ? "0" : " ";
    }
    dropped = whole.length - whole.trimStart().length;
    whole = whole.trimStart();
  } else whole = format.whole.replace(/[09]/g, "#").replaceAll(",", " ");
  const decimals = !format.point
    ? ""
    : `.${fits ? fraction.padEnd(format.fraction.length, "0") : "#".repeat(format.fraction.length)}`;
  const body = `${format.dollar ? "$" : ""}${whole}${decimals}`;
  return " ".repeat(dropped) + signed(body, negative, format.sign);
}

function signed(body: string, negative: boolean, sign: NumberFormat["sign"]): string {
  if (sign === undefined) return negative ? `-${body}` : body;
  if (sign.kind === "PR") return negative ? `<${body}>` : `${body}  `;
  const mark = negative ? "-" : sign.kind === "S" ? "+" : " ";
  return sign.leading ? mark + body : body + mark;
}
