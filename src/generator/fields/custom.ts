import type { DataType, ValueOf } from "../../types/index.ts";
import { type Draw, encoding, Field } from "../field.ts";

/**
 * Values of any type from a function, which is called once for each record.
 *
 * @example
 * ```ts
 * field.custom(new DoubleType(), ({ faker }) => faker.location.latitude());
 * ```
 */
export function custom<Type extends DataType, Value extends ValueOf<Type> | null>(
  type: Type,
  generate: (draw: Draw) => Value,
): Field<Value> {
  return new Field(type, () => encoding(type, generate));
}
