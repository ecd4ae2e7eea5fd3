import type { ReadRelation, TableRelation } from "../plan/index.ts";

/** Formats of files that may stand in front of a path in place of a table's name. */
const formats: ReadonlySet<string> = new Set(["json", "csv", "parquet", "text", "orc"]);

// A read is known by the object that it is, and the same table is asked for before analysis and in it.
const reads = new WeakMap<TableRelation, ReadRelation>();

/**
 * The files that SQL names as a table by their format and path, as in ``SELECT * FROM json.`data/in` ``.
 *
 * @see org.apache.spark.sql.catalyst.analysis.ResolveSQLOnFile
 */
export function fileTable(table: TableRelation): ReadRelation | undefined {
  const [format, path] = table.name;
  if (table.name.length !== 2 || !formats.has(format!.toLowerCase()) || table.streaming) return undefined;
  let read = reads.get(table);
  if (read === undefined) {
    const { options, planId } = table;
    read = {
      kind: "read",
      format: format!.toLowerCase(),
      paths: [path!],
      options,
      streaming: false,
      ...(planId !== undefined && { planId }),
    };
    reads.set(table, read);
  }
  return read;
}
