import { type DataType, formatValue, type SparkType, type StructType } from "../types/index.ts";
import type { Cell, ColumnInfo } from "./wire.ts";

/** The columns of a schema as pages see them. */
export const columnsOf = (schema: StructType): ColumnInfo[] =>
  schema.fields.map(({ name, dataType }) => columnInfo(name, dataType));

export const columnInfo = (name: string, type: DataType): ColumnInfo => ({
  name,
  type: type.simpleString(),
  kind: kindOf(type as SparkType),
});

function kindOf(type: SparkType): ColumnInfo["kind"] {
  switch (type.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "float":
    case "double":
    case "decimal":
      return "number";
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return "time";
    case "boolean":
      return "boolean";
    case "struct":
      return isWindow(type) ? "time" : "text";
    default:
      return "text";
  }
}

/** What `window` gives: charts place it by its start. */
const isWindow = ({ fields }: StructType): boolean =>
  fields.map(({ name }) => name).join() === "start,end" &&
  fields.every(({ dataType }) => kindOf(dataType as SparkType) === "time");

/** Characters of a text that a page gets; more of them nobody reads, and downloads have them all. */
const longest = 5_000;

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** A function that turns values of a type into cells; made once for a column. */
export function cellsOf(type: DataType, zone: string): (value: unknown) => Cell {
  const orNull =
    <T>(cell: (value: T) => Cell) =>
    (value: unknown): Cell =>
      value === null || value === undefined ? null : cell(value as T);
  switch ((type as SparkType).kind) {
    case "byte":
    case "short":
    case "integer":
    case "boolean":
    case "decimal":
      return orNull((value: string | number | boolean) => value);
    case "string":
    case "char":
    case "varchar":
      return orNull(cut);
    case "long":
      return orNull((value: bigint) => {
        const number = Number(value);
        return Number.isSafeInteger(number) ? number : String(value);
      });
    case "double":
      return orNull((value: number) => (Number.isFinite(value) ? value : String(value)));
    case "float":
      // The shortest text that is this float: 0.1 and not 0.10000000149011612.
      return orNull((value: number) =>
        Number.isFinite(value) ? Number(formatValue(value, type, { zone })) : String(value),
      );
    case "binary":
      return orNull((value: Uint8Array) => cut(Buffer.from(value.subarray(0, longest)).toString("hex")));
    default:
      return orNull((value) => cut(formatValue(value, type, { zone, style: "cast" })));
  }
}

/** Columns of values, cut to some rows and turned over. */
export function rowsOfColumns(
  columns: readonly (readonly unknown[])[],
  schema: StructType,
  zone: string,
  count: number = columns[0]?.length ?? 0,
): Cell[][] {
  const cells = schema.fields.map(({ dataType }) => cellsOf(dataType, zone));
  return Array.from({ length: count }, (_, row) => columns.map((column, at) => cells[at]!(column[row])));
}
