import type { AggregateSql } from "../../plan/index.ts";

/** `DISTINCT ` where the call has it. */
export function distinct(parts: AggregateSql): string {
  return parts.distinct ? "DISTINCT " : "";
}

/** A DuckDB aggregate with the call's FILTER, a further condition where one is given, and its window. */
export function filtered(aggregate: string, parts: AggregateSql, condition?: string): string {
  const conditions = [parts.filter, condition].filter((text) => text !== undefined);
  const filter = conditions.length === 0 ? "" : ` FILTER (WHERE ${conditions.join(" AND ")})`;
  return aggregate + filter + parts.over;
}
