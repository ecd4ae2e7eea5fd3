import { doubleText, floatText } from "./number-text.ts";
import { dayText, timestampText } from "./time-text.ts";
import { bytesOf, nodeOf, type VariantNode } from "./variant-bytes.ts";

/**
 * A value of type VARIANT: JSON whose numbers, dates and bytes have types, in Spark's binary form.
 *
 * @see org.apache.spark.types.variant.Variant
 */
export class Variant {
  readonly value: Uint8Array;
  readonly metadata: Uint8Array;

  constructor(value: Uint8Array, metadata: Uint8Array) {
    this.value = value;
    this.metadata = metadata;
  }

  /**
   * The value as JSON text.
   *
   * @param zone - in which instants are shown; UTC where missing
   */
  toJson(zone = "UTC"): string {
    return variantJson(nodeOf(this), zone);
  }

  toString(): string {
    return this.toJson();
  }
}

/** A variant of a tree. */
export function variantOf(node: VariantNode): Variant {
  const { value, metadata } = bytesOf(node);
  return new Variant(value, metadata);
}

/** A decimal without the zeros behind its point. */
export function strippedDecimal(unscaled: bigint, scale: number): readonly [unscaled: bigint, scale: number] {
  let [digits, places] = [unscaled, scale];
  while (places > 0 && digits % 10n === 0n) {
    digits /= 10n;
    places--;
  }
  return [digits, places];
}

function decimalText(unscaled: bigint, scale: number): string {
  const [value, places] = strippedDecimal(unscaled, scale);
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  const sign = value < 0n ? "-" : "";
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The text of a value that holds no others: what a cast to STRING gives. */
export function variantText(node: VariantNode, zone: string): string {
  switch (node.kind) {
    case "string":
      return node.value;
    case "boolean":
    case "whole":
      return String(node.value);
    case "double":
      return doubleText(node.value);
    case "float":
      return floatText(node.value);
    case "decimal":
      return decimalText(node.unscaled, node.scale);
    case "date":
      return dayText(node.value);
    case "timestamp":
      return timestampText(node.value, zone);
    case "timestamp_ntz":
      return timestampText(node.value);
    case "binary":
      return Buffer.from(node.value).toString("base64");
    default:
      return variantJson(node, zone);
  }
}

/** The JSON of a variant; what JSON has no form for is text. */
export function variantJson(node: VariantNode, zone: string): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "boolean":
    case "whole":
    case "decimal":
      return variantText(node, zone);
    case "double":
    case "float":
      return Number.isFinite(node.value) ? variantText(node, zone) : `"${variantText(node, zone)}"`;
    case "array":
      return `[${node.items.map((item) => variantJson(item, zone)).join(",")}]`;
    case "object": {
      const fields = sortedFields(node.fields).map(
        ([key, item]) => `${JSON.stringify(key)}:${variantJson(item, zone)}`,
      );
      return `{${fields.join(",")}}`;
    }
    default:
      return JSON.stringify(variantText(node, zone));
  }
}

/** Fields in the order in which variants keep them: that of their names. */
export function sortedFields(fields: ReadonlyMap<string, VariantNode>): (readonly [string, VariantNode])[] {
  return [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
