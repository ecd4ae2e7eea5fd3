import { SparkException } from "../../common/index.ts";
import { describeFailure } from "../failure.ts";
import type { Colors } from "../io.ts";

/** An error of a statement with its condition, and the line where it is wrong with a caret below. */
export function describeStatementFailure(error: unknown, statement: string, colors: Colors): string {
  if (!(error instanceof SparkException)) return describeFailure(error, { colors, verbose: false });
  const [message, ...drawn] = error.message.trimEnd().split("\n");
  const first = `${colors.red("error:")} ${message}`;
  if (drawn.some((line) => /^-*\^+/.test(line))) return [first, ...drawn.filter((line) => line !== "")].join("\n");
  const place = placeOf(error);
  const line = place && statement.split("\n")[place.line - 1];
  return !line || place === undefined ? first : [first, line, colors.red(`${" ".repeat(place.position)}^`)].join("\n");
}

/** Lines are counted from one, positions from zero. */
function placeOf({
  message,
  context,
}: SparkException): { readonly line: number; readonly position: number } | undefined {
  const [, line, position] = /\bline (\d+),? pos(?:ition)? (\d+)/.exec(message) ?? [];
  if (line !== undefined) return { line: Number(line), position: Number(position) };
  return context?.callSite === undefined ? context : undefined;
}
