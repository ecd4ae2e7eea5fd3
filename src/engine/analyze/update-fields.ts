import { sparkError } from "../../common/index.ts";
import { StructField, StructType } from "../../types/index.ts";
import type { ResolvedExpression, UpdateFieldsExpression } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { literal, STRING } from "./build.ts";
import { automaticName } from "./names.ts";
import { shown, shownType } from "./refusals.ts";
import { fieldOf } from "./resolve-extract.ts";
import { sameName } from "./scope.ts";

/**
 * `Column.withField` and `Column.dropFields`: the struct built anew, NULL where the struct is NULL. A dotted name reaches into structs
 * of the struct.
 *
 * @throws SparkException `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`, `DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS`
 */
export function resolveUpdateFields(
  expression: UpdateFieldsExpression,
  names: Names,
  analysis: Analysis,
): ResolvedExpression {
  const child = analysis.expression(expression.child, names, analysis);
  const value = expression.value && analysis.expression(expression.value, names, analysis);
  return update(child, expression.field.split("."), value, analysis);
}

/** The call under the name that Spark gives to the whole operation. */
function called(call: ResolvedExpression, text: string): ResolvedExpression {
  return call.kind === "call" ? { ...call, function: { ...call.function, print: () => text } } : call;
}

interface Part {
  readonly name: string;
  readonly value: ResolvedExpression;
  /** Whether it may be null within a struct that is not, where the part was in the old struct. */
  readonly nullable?: boolean;
}

/** A struct of the parts. A part read from the old struct is nullable with that, but no part of it is null for that reason. */
function structOf(parts: readonly Part[], analysis: Analysis): ResolvedExpression {
  const args = parts.flatMap((part) => [literal(STRING, part.name), part.value]);
  const built = applyFunction("named_struct", args, analysis);
  const fields = parts.map(
    ({ name, value, nullable }) => new StructField(name, value.type, nullable ?? value.nullable),
  );
  return built.kind === "call" ? { ...built, type: new StructType(fields) } : built;
}

function update(
  child: ResolvedExpression,
  path: readonly string[],
  value: ResolvedExpression | undefined,
  analysis: Analysis,
): ResolvedExpression {
  if (child.type.kind !== "struct") {
    throw sparkError("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
      sqlExpr: shown(child, analysis),
      paramIndex: "first",
      requiredType: '"STRUCT"',
      inputSql: shown(child, analysis),
      inputType: shownType(child.type),
    });
  }
  const { caseSensitive } = analysis.context.settings;
  const [name, ...rest] = path as [string, ...string[]];
  const fields = (child.type as StructType).fields.map((field) => ({
    name: field.name,
    value: fieldOf(child, field.name, analysis),
    nullable: field.nullable,
    hit: sameName(field.name, name, caseSensitive),
  }));
  const parts: Part[] = [];
  for (const field of fields) {
    if (!field.hit) parts.push(field);
    else if (rest.length > 0) parts.push({ name: field.name, value: update(field.value, rest, value, analysis) });
    else if (value) parts.push({ name, value });
  }
  if (value && rest.length === 0 && !fields.some((field) => field.hit)) parts.push({ name, value });
  if (parts.length === 0) {
    throw sparkError("DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS", { sqlExpr: shown(child, analysis) });
  }
  const built = structOf(parts, analysis);
  const { timeZone } = analysis.context.settings;
  const made = parts.find((part) => part.name.toLowerCase() === name.toLowerCase());
  const operation = value ? `WithField(${automaticName(made!.value, timeZone)})` : "dropfield()";
  const text = `update_fields(${automaticName(child, timeZone)}, ${operation})`;
  if (!child.nullable) return called(built, text);
  const missing = applyFunction("isnull", [child], analysis);
  return called(applyFunction("if", [missing, literal(built.type, null), built], analysis), text);
}
