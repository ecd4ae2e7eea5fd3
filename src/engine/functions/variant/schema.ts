import { quoteIfNeeded, sortedFields, strippedDecimal, type VariantNode } from "../../../types/index.ts";

/** What values of a variant have in common. */
type Schema =
  | { readonly kind: "void" | "variant" | "leaf"; readonly text: string }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: Schema }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Schema> };

const nothing: Schema = { kind: "void", text: "VOID" };
const anything: Schema = { kind: "variant", text: "VARIANT" };
const leaf = (text: string): Schema => ({ kind: "leaf", text });
const longDigits = 20;

export function schemaOf(node: VariantNode): Schema {
  switch (node.kind) {
    case "null":
      return nothing;
    case "boolean":
      return leaf("BOOLEAN");
    case "whole":
      return leaf("BIGINT");
    case "decimal": {
      const [unscaled, scale] = strippedDecimal(node.unscaled, node.scale);
      const digits = unscaled.toString().replace("-", "").length;
      return { kind: "decimal", precision: Math.max(digits, scale), scale };
    }
    case "array":
      return { kind: "array", element: node.items.map(schemaOf).reduce(merged, nothing) };
    case "object":
      return { kind: "object", fields: new Map(sortedFields(node.fields).map(([key, item]) => [key, schemaOf(item)])) };
    default:
      return leaf(
        {
          double: "DOUBLE",
          float: "FLOAT",
          date: "DATE",
          timestamp: "TIMESTAMP",
          timestamp_ntz: "TIMESTAMP_NTZ",
          binary: "BINARY",
          string: "STRING",
        }[node.kind],
      );
  }
}

/** The schema of values of either kind. */
export function merged(a: Schema, b: Schema): Schema {
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "array" && b.kind === "array") return { kind: "array", element: merged(a.element, b.element) };
  if (a.kind === "object" && b.kind === "object") {
    const fields = new Map(a.fields);
    for (const [key, field] of b.fields) fields.set(key, fields.has(key) ? merged(fields.get(key)!, field) : field);
    return { kind: "object", fields: new Map([...fields].sort(([x], [y]) => (x < y ? -1 : 1))) };
  }
  const [left, right] = [asDecimal(a), asDecimal(b)];
  if (left !== undefined && right !== undefined && (a.kind === "decimal" || b.kind === "decimal")) {
    const scale = Math.max(left.scale, right.scale);
    const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
    return whole + scale > 38 ? leaf("DOUBLE") : { kind: "decimal", precision: whole + scale, scale };
  }
  if (schemaText(a) === schemaText(b)) return a;
  const isNumber = (schema: Schema): boolean => asDecimal(schema) !== undefined || schemaText(schema) === "DOUBLE";
  return isNumber(a) && isNumber(b) ? leaf("DOUBLE") : anything;
}

function asDecimal(schema: Schema): { readonly precision: number; readonly scale: number } | undefined {
  if (schema.kind === "decimal") return schema;
  return schema.kind === "leaf" && schema.text === "BIGINT" ? { precision: longDigits, scale: 0 } : undefined;
}

export function schemaText(schema: Schema): string {
  switch (schema.kind) {
    case "decimal":
      return `DECIMAL(${schema.precision},${schema.scale})`;
    case "array":
      return `ARRAY<${schemaText(schema.element)}>`;
    case "object":
      return `OBJECT<${[...schema.fields].map(([key, field]) => `${quoteIfNeeded(key)}: ${schemaText(field)}`).join(", ")}>`;
    default:
      return schema.text;
  }
}

/** The schema that all of several values have. */
export function commonSchema(nodes: readonly VariantNode[]): string {
  return schemaText(nodes.map(schemaOf).reduce(merged, nothing));
}
