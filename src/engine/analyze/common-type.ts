import type { DataType } from "../../types/index.ts";
import { commonShape, widestType } from "../functions/index.ts";
import type { ResolvedExpression } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";

/**
 * The type that all the values are brought to where they meet in one column, undefined where there is none.
 *
 * @param strings - whether text goes together with other types
 */
export function commonType(
  values: readonly ResolvedExpression[],
  analysis: Analysis,
  { strings = true }: { readonly strings?: boolean } = {},
): DataType | undefined {
  const types = values.map((value) => value.type);
  const [first] = types;
  if (first && types.every((type) => type === first || type.equals(first))) return first;
  return widestType(types, analysis.context.settings.ansi, strings) ?? commonShape(types);
}
