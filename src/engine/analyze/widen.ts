import { asNullable } from "../../types/index.ts";
import type { SelectItem } from "./select-list.ts";

/** Spark calls all that a stream's state gives nullable, so that a query can change its mind and still read its state. */
export function widened(item: SelectItem): SelectItem {
  const { column } = item;
  return { ...item, column: { ...column, nullable: true, type: asNullable(column.type) } };
}
