import { sparkError } from "../../../common/index.ts";
import { quoteIfNeeded, quoteString, sortedFields, type VariantNode } from "../../../types/index.ts";
import type { CallSite, ResolvedExpression, ScalarFunction } from "../../plan/index.ts";
import { constantOf, constantText, isFoldable } from "../constant.ts";
import { scalar } from "../define.ts";
import { isTrue, optionsOf } from "../options.ts";
import { anything, of } from "../parameters.ts";
import { mismatch, notFoldable, type PrintCall } from "../refusal.ts";
import { stringType } from "../type-rules.ts";
import { readJson } from "../variant/parse.ts";

const print: PrintCall = ([json]) => `schema_of_json(${json})`;
const known = ["allowunquotedfieldnames", "allowsinglequotes"];

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

/**
 * The schema of a constant JSON text.
 *
 * @throws SparkException `DATATYPE_MISMATCH.*` for what is no constant, `MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION`
 */
export function jsonSchema(call: Pick<CallSite, "args"> & Partial<CallSite>): string {
  const site = call as CallSite;
  const [json] = call.args as [ResolvedExpression];
  if (!isFoldable(json)) throw notFoldable(site, print, 0, "json", stringType);
  if (constantOf(json) === null) throw mismatch(site, print, "UNEXPECTED_NULL", { exprName: "json" });
  const options = optionsOf("schema_of_json", call.args[1], known);
  const source = constantText(json) ?? "";
  const node = readJson(strict(source, isTrue(options, "allowunquotedfieldnames")));
  if (node === undefined)
    throw sparkError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord: source, failFastMode: "FAILFAST" });
  return typeText(node);
}

export const schemaOfJson: ScalarFunction = scalar({
  name: "schema_of_json",
  params: [of(stringType), anything],
  optional: 1,
  coerce(call, types) {
    jsonSchema(call);
    return types;
  },
  type: stringType,
  nullable: false,
  sql: (_args, call) => quoteString(jsonSchema(call)),
  print,
});
