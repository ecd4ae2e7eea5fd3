import { sparkError } from "../../../common/index.ts";
import { quoteIfNeeded, sortedFields, type VariantNode } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { isTrue } from "../options.ts";
import { type SchemaOf, schemaOf } from "../schema-of.ts";
import { readJson } from "../variant/parse.ts";

/** The type of JSON in Spark's words; what is only null is text. */
function typeText(node: VariantNode | undefined): string {
  switch (node?.kind) {
    case "boolean":
      return "BOOLEAN";
    case "whole":
      return "BIGINT";
    case "decimal":
      return node.scale === 0 ? `DECIMAL(${node.unscaled.toString().replace("-", "").length},0)` : "DOUBLE";
    case "double":
      return "DOUBLE";
    case "array":
      return `ARRAY<${typeText(node.items.reduce<VariantNode | undefined>(common, undefined))}>`;
    case "object":
      return `STRUCT<${sortedFields(node.fields)
        .map(([key, item]) => `${quoteIfNeeded(key)}: ${typeText(item)}`)
        .join(", ")}>`;
    default:
      return "STRING";
  }
}

const text: VariantNode = { kind: "string", value: "" };

/** A value whose type both have. */
function common(a: VariantNode | undefined, b: VariantNode): VariantNode {
  if (a === undefined || a.kind === "null") return b;
  if (b.kind === "null") return a;
  if (a.kind === "object" && b.kind === "object") {
    const fields = new Map(a.fields);
    for (const [key, item] of b.fields) fields.set(key, common(fields.get(key), item));
    return { kind: "object", fields };
  }
  if (a.kind === "array" && b.kind === "array") return { kind: "array", items: [...a.items, ...b.items] };
  if (typeText(a) === typeText(b)) return a;
  const numbers = ["whole", "decimal", "double"];
  return numbers.includes(a.kind) && numbers.includes(b.kind) ? { kind: "double", value: 0 } : text;
}

/** Text with quotes around names and single quotes made double, where the options allow such JSON. */
export function strict(json: string, unquoted: boolean): string {
  const doubled = json.replace(/"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'/g, (whole, inner?: string) =>
    inner === undefined ? whole : JSON.stringify(inner.replaceAll("\\'", "'")),
  );
  return unquoted
    ? doubled.replace(
        /("(?:[^"\\]|\\.)*")|([{,]\s*)([A-Za-z_$][\w$]*)(?=\s*:)/g,
        (whole, quoted?: string, open?: string, name?: string) => (quoted === undefined ? `${open}"${name}"` : whole),
      )
    : doubled;
}

const found = schemaOf("schema_of_json", "json", ["allowunquotedfieldnames", "allowsinglequotes"], (json, options) => {
  const node = readJson(strict(json, isTrue(options, "allowunquotedfieldnames")));
  if (node === undefined)
    throw sparkError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord: json, failFastMode: "FAILFAST" });
  return typeText(node);
});

export const jsonSchema: SchemaOf["schema"] = found.schema;
export const schemaOfJson: ScalarFunction = found.function;
