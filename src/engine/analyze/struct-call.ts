import type { CallExpression, ResolvedExpression } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { literal, STRING } from "./build.ts";
import { quoteIfNeeded } from "./identifiers.ts";
import { expandStar } from "./stars.ts";

interface Field {
  readonly name: string;
  readonly value: ResolvedExpression;
  /** Whether the value is shown with its name. */
  readonly named?: boolean;
}

/**
 * `struct(a, b + 1 AS c, …)`: a value's alias names its field; columns and fields keep their names, the others are numbered.
 *
 * @see org.apache.spark.sql.catalyst.expressions.CreateStruct
 */
export function resolveStruct(call: CallExpression, names: Names, analysis: Analysis): ResolvedExpression {
  const fields: Field[] = [];
  for (const arg of call.args) {
    if (arg.kind === "star" || arg.kind === "regex") {
      for (const value of expandStar(arg, names, analysis)) fields.push({ name: ownName(value, fields.length), value });
    } else if (arg.kind === "alias" && arg.names.length === 1) {
      const value = analysis.expression(arg.child, names, analysis);
      fields.push({ name: arg.names[0]!, value, named: true });
    } else {
      const value = analysis.expression(arg, names, analysis);
      fields.push({ name: ownName(value, fields.length), value });
    }
  }
  const args = fields.flatMap(({ name, value }) => [literal(STRING, name), value]);
  const built = applyFunction("named_struct", args, analysis);
  if (built.kind !== "call") return built;
  const print = (printed: readonly string[]): string => {
    const parts = fields.map(({ name, named }, at) => {
      const value = printed[2 * at + 1]!;
      return named ? `${value} AS ${quoteIfNeeded(name)}` : value;
    });
    return `struct(${parts.join(", ")})`;
  };
  return { ...built, function: { ...built.function, print } };
}

const ownName = (value: ResolvedExpression, index: number): string =>
  value.kind === "column" || value.kind === "field" ? value.name : `col${index + 1}`;
