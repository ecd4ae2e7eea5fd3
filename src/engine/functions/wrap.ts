import { type DataType, duckDbType } from "../../types/index.ts";

const widths: Readonly<Record<string, bigint>> = { byte: 8n, short: 16n, integer: 32n, long: 64n };

/** SQL of a HUGEINT as a whole number of a type that wraps around where it does not fit, as without ANSI. */
export function lowBits(sql: string, type: DataType): string {
  const bits = widths[type.kind]!;
  const [half, mask] = [1n << (bits - 1n), (1n << bits) - 1n];
  return `CAST((((${sql} & ${mask}) + ${half}) & ${mask}) - ${half} AS ${duckDbType(type)})`;
}
