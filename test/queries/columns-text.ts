/** A type in the JSON form of Spark's schemas. */
type TypeJson =
  | string
  | { readonly type: "struct"; readonly fields: readonly FieldJson[] }
  | { readonly type: "array"; readonly elementType: TypeJson; readonly containsNull: boolean }
  | {
      readonly type: "map";
      readonly keyType: TypeJson;
      readonly valueType: TypeJson;
      readonly valueContainsNull: boolean;
    };

interface FieldJson {
  readonly name: string;
  readonly type: TypeJson;
  readonly nullable: boolean;
  readonly metadata?: object;
}

/**
 * A schema as one line that shows nullability everywhere: `a: integer!, l: array<string>` has an `a` that is never NULL, and a list that
 * may be, as may its elements.
 */
export function columnsText(schema: unknown): string {
  return fieldsText((schema as { readonly fields: readonly FieldJson[] }).fields);
}

const fieldsText = (fields: readonly FieldJson[]): string =>
  fields
    .map(({ metadata = {}, name, nullable, type }) => {
      const more = Object.keys(metadata).length === 0 ? "" : ` ${JSON.stringify(metadata)}`;
      return `${name}: ${typeText(type, nullable)}${more}`;
    })
    .join(", ");

function typeText(type: TypeJson, nullable: boolean): string {
  const end = nullable ? "" : "!";
  if (typeof type === "string") return `${type}${end}`;
  switch (type.type) {
    case "struct":
      return `struct<${fieldsText(type.fields)}>${end}`;
    case "array":
      return `array<${typeText(type.elementType, type.containsNull)}>${end}`;
    case "map":
      return `map<${typeText(type.keyType, false)}, ${typeText(type.valueType, type.valueContainsNull)}>${end}`;
  }
}
