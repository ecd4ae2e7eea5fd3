import { sparkError } from "../../common/index.ts";
import type { ArrayType, StructField, StructType } from "../../types/index.ts";
import { ArrayType as ArrayOf } from "../../types/index.ts";
import type { ExtractExpression, ResolvedExpression, ResolvedField } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { literal, STRING } from "./build.ts";
import { quote } from "./identifiers.ts";
import { shown, shownType } from "./refusals.ts";
import { type ColumnMatch, sameName } from "./scope.ts";

function findField(type: StructType, name: string, analysis: Analysis): { field: StructField; ordinal: number } {
  const { caseSensitive } = analysis.context.settings;
  const ordinals = type.fields.flatMap((field, at) => (sameName(field.name, name, caseSensitive) ? [at] : []));
  if (ordinals.length === 0) {
    const fields = type.fields.map((field) => quote(field.name)).join(", ");
    throw sparkError("FIELD_NOT_FOUND", { fieldName: quote(name), fields });
  }
  if (ordinals.length > 1) {
    throw sparkError("AMBIGUOUS_REFERENCE_TO_FIELDS", { field: quote(name), count: String(ordinals.length) });
  }
  return { field: type.fields[ordinals[0]!]!, ordinal: ordinals[0]! };
}

/** A field of a struct by position. */
export function fieldAt(child: ResolvedExpression, ordinal: number): ResolvedField {
  const field = (child.type as StructType).fields[ordinal]!;
  const nullable = child.nullable || field.nullable;
  return { kind: "field", child, name: field.name, ordinal, type: field.dataType, nullable };
}

/**
 * `child.name`: a field of a struct, that field of each struct in an array, or the value of a map under that key.
 *
 * @throws SparkException `FIELD_NOT_FOUND`, `AMBIGUOUS_REFERENCE_TO_FIELDS`, `INVALID_EXTRACT_BASE_FIELD_TYPE`
 */
export function fieldOf(child: ResolvedExpression, name: string, analysis: Analysis): ResolvedExpression {
  if (child.type.kind === "struct") {
    return { ...fieldAt(child, findField(child.type as StructType, name, analysis).ordinal), name };
  }
  if (child.type.kind === "array") {
    const { elementType, containsNull } = child.type as ArrayType;
    if (elementType.kind === "struct") {
      const { field, ordinal } = findField(elementType as StructType, name, analysis);
      const type = new ArrayOf(field.dataType, containsNull || field.nullable);
      return { kind: "field", child, name: field.name, ordinal, type, nullable: child.nullable };
    }
  }
  return extract(child, literal(STRING, name), analysis);
}

/** Parts of `a.b.c` beyond the column are fields of it. */
export function fieldsOf(match: ColumnMatch, analysis: Analysis): ResolvedExpression {
  return match.fields.reduce<ResolvedExpression>((child, field) => fieldOf(child, field, analysis), match.column);
}

/** `child[key]`, where the key is no constant name of a field. */
function extract(child: ResolvedExpression, key: ResolvedExpression, analysis: Analysis): ResolvedExpression {
  if (child.type.kind === "array") return applyFunction("getarrayitem", [child, key], analysis);
  if (child.type.kind === "map") return applyFunction("getmapvalue", [child, key], analysis);
  if (child.type.kind === "struct") {
    throw sparkError("INVALID_EXTRACT_FIELD_TYPE", { extraction: shown(key, analysis) });
  }
  throw sparkError("INVALID_EXTRACT_BASE_FIELD_TYPE", { base: shown(child, analysis), other: shownType(child.type) });
}

/** `array[i]`, `map[key]`, `struct['field']`. */
export function resolveExtract(expression: ExtractExpression, names: Names, analysis: Analysis): ResolvedExpression {
  const child = analysis.expression(expression.child, names, analysis);
  const key = analysis.expression(expression.extraction, names, analysis);
  const isName = key.kind === "literal" && key.type.kind === "string" && key.value !== null;
  const structs =
    child.type.kind === "struct" ||
    (child.type.kind === "array" && (child.type as ArrayType).elementType.kind === "struct");
  return isName && structs ? fieldOf(child, key.value as string, analysis) : extract(child, key, analysis);
}
