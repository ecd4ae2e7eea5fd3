import { duckDbType } from "../../types/index.ts";
import type { ScanRelation } from "../plan/index.ts";
import type { Binding } from "../sources/index.ts";

/** No rows of a source: what a batch reads that has none of it. */
export function emptyBinding({ output }: ScanRelation): Binding {
  const columns = output.map((column) => `CAST(NULL AS ${duckDbType(column.type)}) AS c${column.id}`);
  return {
    sql: `SELECT ${columns.length > 0 ? columns.join(", ") : "NULL"} LIMIT 0`,
    rows: 0,
    release: async () => {},
  };
}
