import { sparkError } from "../../../common/index.ts";
import { quoteString } from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCall, ScalarFunction } from "../../plan/index.ts";
import { textSql } from "../cast/index.ts";
import { constantText } from "../constant.ts";
import { anything, numeric } from "../parameters.ts";
import { isDecimal, isFloating, isIntegral } from "../type-rules.ts";
import { int, text, textFunction } from "./text.ts";

const directive = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** `printf` with a constant format, each directive as a piece of SQL. */
function formatString(args: readonly string[], call: ResolvedCall, settings: ExpressionSettings): string {
  const format = constantText(call.args[0]);
  if (format === undefined) throw unsupportedFormat("a format that is not a constant string");
  const pieces: string[] = [];
  let next = 1;
  let end = 0;
  for (const match of format.matchAll(directive)) {
    if (match.index > end) pieces.push(quoteString(format.slice(end, match.index)));
    end = match.index + match[0].length;
    const [whole, position, flags = "", width = "", precision, conversion] = match;
    if (conversion === "%") pieces.push("'%'");
    else if (conversion === "n") pieces.push("chr(10)");
    else {
      const index = position === undefined ? next++ : Number(position);
      if (index >= args.length) throw unsupportedFormat(`${whole}, for which there is no argument`);
      pieces.push(formatOne(conversion!, flags, width, precision, args[index]!, call, index, settings));
    }
  }
  if (end < format.length) pieces.push(quoteString(format.slice(end)));
  const body = pieces.length === 0 ? "''" : pieces.join(" || ");
  return call.args[0]!.nullable ? `CASE WHEN ${args[0]} IS NOT NULL THEN ${body} END` : `(${body})`;
}

function formatOne(
  conversion: string,
  flags: string,
  width: string,
  precision: string | undefined,
  sql: string,
  call: ResolvedCall,
  index: number,
  settings: ExpressionSettings,
): string {
  const { type } = call.args[index]!;
  const left = flags.includes("-");
  const padded = (value: string): string => {
    if (width === "") return value;
    return `CASE WHEN length(${value}) < ${width} THEN ${left ? "rpad" : "lpad"}(${value}, ${width}, ' ') ELSE ${value} END`;
  };
  const shown = (value: string): string => `coalesce(${value}, ${padded("'null'")})`;
  const lower = conversion.toLowerCase();
  const cased = (value: string): string => (conversion === lower ? value : `upper(${value})`);
  if (lower === "s") {
    const whole = `coalesce(${textSql(sql, type, settings)}, 'null')`;
    return cased(padded(precision === undefined ? whole : `left(${whole}, ${precision})`));
  }
  if (lower === "b")
    return cased(
      padded(
        type.kind === "boolean" ? `coalesce(CAST(${sql} AS VARCHAR), 'false')` : `CAST(${sql} IS NOT NULL AS VARCHAR)`,
      ),
    );
  if (lower === "c") return shown(padded(`chr(CAST(${sql} AS INTEGER))`));
  const group = flags.includes(",");
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const zero = flags.includes("0") ? "0" : "";
  const spec = `${left ? "<" : width !== "" && zero === "" ? ">" : ""}${sign}${zero}${width}${group ? "," : ""}`;
  if (conversion === "d" && isIntegral(type)) return shown(`format('{:${spec}}', ${sql})`);
  if ((lower === "x" || conversion === "o") && isIntegral(type))
    return shown(`format('{:${spec}${conversion}}', ${sql})`);
  if ((conversion === "f" || lower === "e") && (isFloating(type) || isDecimal(type)))
    return shown(`format('{:${spec}.${precision ?? "6"}${conversion}}', CAST(${sql} AS DOUBLE))`);
  throw unsupportedFormat(`%${conversion} for a value of type ${type.simpleString()}`);
}

function unsupportedFormat(argument: string): Error {
  return sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
    functionName: "`format_string`",
    argument,
    reason: "use %s, %d, %x, %o, %f, %e, %c or %b with an argument of a fitting type.",
  });
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
