import {
  type DataType,
  doubleText,
  floatText,
  formatValue,
  type SparkType,
  type Timestamp,
} from "../../src/types/index.ts";

/** A value as JSON that loses nothing: the same for the same value, whoever computed it. */
export type Canonical = null | boolean | string | readonly Canonical[];

/**
 * Writes a value of a type. Numbers become text, since JSON has neither NaN nor 64-bit integers; structs become the list of their
 * fields and maps the list of their entries.
 *
 * @param approximate - doubles are cut to 12 digits
 */
export function canonical(value: unknown, type: DataType, approximate: boolean): Canonical {
  if (value === null || value === undefined) return null;
  const inner = (part: unknown, of: DataType) => canonical(part, of, approximate);
  const t = type as SparkType;
  switch (t.kind) {
    case "boolean":
      return value as boolean;
    case "float":
      return floatText(value as number);
    case "double":
      return doubleText(approximate ? Number((value as number).toPrecision(12)) : (value as number));
    case "timestamp":
      return (value as Timestamp).toISOString();
    case "timestamp_ntz":
      return (value as Timestamp).toISOString().replace("Z", "");
    case "array":
      return (value as unknown[]).map((element) => inner(element, t.elementType));
    case "map":
      return [...(value as Map<unknown, unknown>)].map(([key, item]) => [
        inner(key, t.keyType),
        inner(item, t.valueType),
      ]);
    case "struct":
      return t.fields.map((field) => inner((value as Record<string, unknown>)[field.name], field.dataType));
    default:
      return formatValue(value, type, { zone: "UTC" });
  }
}
