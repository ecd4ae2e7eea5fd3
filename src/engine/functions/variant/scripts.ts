import { sparkError } from "../../../common/index.ts";
import {
  ArrayType,
  nodeOf,
  StructField,
  StructType,
  sortedFields,
  Variant,
  type VariantNode,
  variantJson,
  variantOf,
  variantText,
} from "../../../types/index.ts";
import { type Script, script } from "../script.ts";
import { booleanType, intType, stringType, variantType } from "../type-rules.ts";
import { appended, deleted, inserted, replaced, withoutNulls } from "./edit.ts";
import { decimalNode, parseJson, readJson } from "./parse.ts";
import { pathSteps, valueAt } from "./path.ts";
import { commonSchema } from "./schema.ts";

const list = new ArrayType(variantType, true);
const texts = new ArrayType(stringType, true);
const entries = new ArrayType(
  new StructType([new StructField("key", stringType, true), new StructField("value", variantType, true)]),
  true,
);
const rows = new ArrayType(
  new StructType([
    new StructField("pos", intType, true),
    new StructField("key", stringType, true),
    new StructField("value", variantType, true),
  ]),
  true,
);

/** @throws SparkException `MALFORMED_VARIANT` */
function tree(variant: Variant): VariantNode {
  try {
    return nodeOf(variant);
  } catch (error) {
    throw sparkError("MALFORMED_VARIANT", {}, { cause: error });
  }
}

/** The tree of a value that SQL gives as text, by its kind of type; NULL is a null of JSON. */
function leaf(kind: string, text: string | null): VariantNode {
  if (text === null) return { kind: "null" };
  switch (kind) {
    case "boolean":
      return { kind, value: text === "true" };
    case "byte":
    case "short":
    case "integer":
    case "long":
      return { kind: "whole", value: BigInt(text) };
    case "float":
    case "double":
      return { kind, value: text.endsWith("inf") ? Number(text.replace("inf", "Infinity")) : Number(text) };
    case "decimal":
      return decimalNode(text)!;
    case "date":
      return { kind, value: Number(text) };
    case "timestamp":
    case "timestamp_ntz":
      return { kind, value: BigInt(text) };
    case "binary":
      return { kind, value: Buffer.from(text, "base64") };
    default:
      return { kind: "string", value: text };
  }
}

const whole = /^(?:byte|short|integer|long)$/;

/** The text from which a cast to a kind of type reads a variant; null for the null of JSON. */
function scalarText(node: VariantNode, kind: string, zone: string): string | null {
  if (node.kind === "null") return null;
  if (kind === "binary") {
    if (node.kind === "binary") return Buffer.from(node.value).toString("hex");
    return node.kind === "string" ? Buffer.from(node.value, "utf8").toString("hex") : null;
  }
  if (whole.test(kind)) {
    if (node.kind === "boolean") return node.value ? "1" : "0";
    if (node.kind === "double" || node.kind === "float")
      return Number.isFinite(node.value) ? BigInt(Math.trunc(node.value)).toString() : String(node.value);
    if (node.kind === "decimal") return (node.unscaled / 10n ** BigInt(node.scale)).toString();
  }
  if (kind === "boolean" && node.kind === "whole") return String(node.value !== 0n);
  if (kind === "boolean" && (node.kind === "double" || node.kind === "float")) return String(node.value !== 0);
  if (node.kind === "boolean" && /^(?:double|float|decimal)$/.test(kind)) return node.value ? "1" : "0";
  return variantText(node, zone);
}

function at(variant: Variant, path: string, functionName: string): Variant | null {
  const steps = pathSteps(path);
  if (steps === undefined) throw sparkError("INVALID_VARIANT_GET_PATH", { path, functionName: `\`${functionName}\`` });
  const found = valueAt(tree(variant), steps);
  return found === undefined ? null : variantOf(found);
}

/** A change of a tree under two names: one raises errors, the other gives NULL for them. */
function edits<Args extends readonly unknown[]>(
  name: string,
  params: Script["params"],
  edit: (node: VariantNode, ...args: Args) => VariantNode | undefined,
): readonly Script[] {
  const call = (variant: Variant, ...args: Args): Variant | null => {
    const given = args.map((arg) => (arg instanceof Variant ? tree(arg) : arg)) as unknown as Args;
    const node = edit(tree(variant), ...given);
    return node === undefined ? null : variantOf(node);
  };
  const tolerant = (variant: Variant, ...args: Args): Variant | null => {
    try {
      return call(variant, ...args);
    } catch (error) {
      if (error instanceof Error && "condition" in error && error.condition !== "INVALID_VARIANT_PATH") return null;
      throw error;
    }
  };
  const types = [variantType, ...params];
  return [
    script(`js_${name}`, types, variantType, call as never),
    script(`js_try_${name}`, types, variantType, tolerant as never),
  ];
}

interface Row {
  readonly pos: number;
  readonly key: string | null;
  readonly value: Variant;
}

function rowsOf(variant: Variant): readonly Row[] {
  const node = tree(variant);
  if (node.kind === "array") return node.items.map((item, pos) => ({ pos, key: null, value: variantOf(item) }));
  if (node.kind !== "object") return [];
  return sortedFields(node.fields).map(([key, item], pos) => ({ pos, key, value: variantOf(item) }));
}

export const variantScripts: readonly Script[] = [
  script("js_parse_json", [stringType], variantType, (text: string) => variantOf(parseJson(text))),
  script("js_try_parse_json", [stringType], variantType, (text: string) => {
    const node = readJson(text);
    return node === undefined ? null : variantOf(node);
  }),
  script("js_variant_get", [variantType, stringType, stringType], variantType, at),
  script(
    "js_variant_scalar",
    [variantType, stringType, stringType],
    stringType,
    (v: Variant, kind: string, zone: string) => scalarText(tree(v), kind, zone),
  ),
  script("js_variant_json", [variantType, stringType], stringType, (v: Variant, zone: string) =>
    variantJson(tree(v), zone),
  ),
  script("js_variant_items", [variantType], list, (v: Variant) => {
    const node = tree(v);
    return node.kind === "array" ? node.items.map(variantOf) : null;
  }),
  script("js_variant_field", [variantType, stringType], variantType, (v: Variant, name: string) => {
    const node = tree(v);
    const field = node.kind === "object" ? node.fields.get(name) : undefined;
    return field === undefined ? null : variantOf(field);
  }),
  script("js_variant_entries", [variantType], entries, (v: Variant) => {
    const node = tree(v);
    return node.kind === "object"
      ? sortedFields(node.fields).map(([key, item]) => ({ key, value: variantOf(item) }))
      : null;
  }),
  script("js_variant_rows", [variantType], rows, rowsOf),
  script(
    "js_variant_leaf",
    [stringType, stringType],
    variantType,
    (kind: string, text: string | null) => variantOf(leaf(kind, text)),
    {
      nulls: true,
    },
  ),
  script(
    "js_variant_array",
    [list],
    variantType,
    (items: readonly Variant[] | null) =>
      variantOf(items === null ? { kind: "null" } : { kind: "array", items: items.map(tree) }),
    { nulls: true },
  ),
  script(
    "js_variant_object",
    [texts, list],
    variantType,
    (keys: readonly string[] | null, values: readonly Variant[] | null) =>
      variantOf(
        keys === null || values === null
          ? { kind: "null" }
          : { kind: "object", fields: new Map(keys.map((key, i) => [key, tree(values[i]!)])) },
      ),
    { nulls: true },
  ),
  script("js_is_variant_null", [variantType], booleanType, (v: Variant) => tree(v).kind === "null"),
  script("js_is_valid_variant", [variantType], booleanType, (v: Variant) => {
    try {
      nodeOf(v);
      return true;
    } catch {
      return false;
    }
  }),
  script("js_schema_of_variants", [list], stringType, (all: readonly (Variant | null)[]) =>
    commonSchema(all.filter((v) => v !== null).map(tree)),
  ),
  ...edits("variant_insert", [stringType, variantType], inserted),
  ...edits("variant_set", [stringType, variantType, booleanType], replaced),
  ...edits("variant_array_append", [stringType, variantType], appended),
  ...edits("variant_delete", [texts], deleted),
  ...edits("variant_strip_nulls", [booleanType], withoutNulls),
];
