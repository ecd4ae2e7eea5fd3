import { sparkError } from "../../common/index.ts";
import type { ResolvedExpression } from "../plan/index.ts";
import { constantText } from "./constant.ts";

/** Options of a call, `map('sep', '|')`, by their names in small letters. */
export type Options = ReadonlyMap<string, string>;

/**
 * Reads the options of a call.
 *
 * @param known - those that the function heeds, in small letters
 * @throws SparkException `INVALID_OPTIONS.NON_MAP_FUNCTION`; `UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT` for an option that is not known
 */
export function optionsOf(name: string, expression: ResolvedExpression | undefined, known: readonly string[]): Options {
  const options = new Map<string, string>();
  if (expression === undefined) return options;
  if (expression.kind !== "call" || expression.function.name !== "map")
    throw sparkError("INVALID_OPTIONS.NON_MAP_FUNCTION");
  for (let i = 0; i + 1 < expression.args.length; i += 2) {
    const [key, value] = [constantText(expression.args[i]), constantText(expression.args[i + 1])];
    if (key === undefined || value === undefined) throw sparkError("INVALID_OPTIONS.NON_MAP_FUNCTION");
    if (!known.includes(key.toLowerCase()))
      throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
        functionName: `\`${name}\``,
        argument: `the option ${key}`,
        reason: known.length === 0 ? "it has no options." : `its options are ${known.join(", ")}.`,
      });
    options.set(key.toLowerCase(), value);
  }
  return options;
}

/** Whether malformed input fails the query. */
export const failsFast = (options: Options): boolean => options.get("mode")?.toUpperCase() === "FAILFAST";
export const isTrue = (options: Options, name: string): boolean => options.get(name)?.toLowerCase() === "true";
