import { ArrayType, type DataType, StructField, StructType } from "../../../types/index.ts";

/** A schema with what files have beside, and the names of that. */
export interface Widened {
  readonly schema: StructType;
  /** Names with those of the structs that they are in: `user.age`. */
  readonly added: readonly string[];
}

/** Adds the fields that were found to those that are known, behind them. A name in other letter case is no new one. */
export function widen(known: StructType, found: StructType, place = ""): Widened {
  const added: string[] = [];
  const fields = known.fields.map((field) => {
    const other = found.fields.find(({ name }) => name === field.name);
    if (other === undefined) return field;
    const { dataType, added: inner } = widenType(field.dataType, other.dataType, `${place}${field.name}.`);
    added.push(...inner);
    return inner.length === 0 ? field : new StructField(field.name, dataType, field.nullable, field.metadata);
  });
  const names = new Set(known.names.map((name) => name.toLowerCase()));
  for (const field of found.fields) {
    if (names.has(field.name.toLowerCase())) continue;
    names.add(field.name.toLowerCase());
    fields.push(field);
    added.push(place + field.name);
  }
  return { schema: new StructType(fields), added };
}

function widenType(
  known: DataType,
  found: DataType,
  place: string,
): { readonly dataType: DataType; readonly added: readonly string[] } {
  if (known instanceof StructType && found instanceof StructType) {
    const { schema, added } = widen(known, found, place);
    return { dataType: schema, added };
  }
  if (known instanceof ArrayType && found instanceof ArrayType) {
    const { dataType, added } = widenType(known.elementType, found.elementType, place);
    return { dataType: new ArrayType(dataType, known.containsNull), added };
  }
  return { dataType: known, added: [] };
}
