import { Buffer } from "node:buffer";
import { type DataType, formatValue } from "../../types/index.ts";

/** A constant as automatic column names show it: numbers and text bare, bytes, dates and times as SQL writes them. */
export function literalName(type: DataType, value: unknown, timeZone: string): string {
  if (value === null || value === undefined) return "NULL";
  const text = () => formatValue(value, type, { zone: timeZone, style: "cast" });
  switch (type.kind) {
    case "binary":
      return `X'${Buffer.from(value as Uint8Array)
        .toString("hex")
        .toUpperCase()}'`;
    case "date":
      return `DATE '${text()}'`;
    case "timestamp":
      return `TIMESTAMP '${text()}'`;
    case "timestamp_ntz":
      return `TIMESTAMP_NTZ '${text()}'`;
    case "interval":
      return `INTERVAL '${text()}'`;
    default:
      return text();
  }
}
