import { sparkError } from "../../../common/index.ts";
import { IntegerType, StructField, StructType } from "../../../types/index.ts";
import type { Binding } from "../source.ts";
import { TemporaryTable } from "../temporary-table.ts";
import { loadFiles } from "./load.ts";
import type { JsonScan } from "./scan.ts";

/**
 * Makes a scan of JSON files ready for a query.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN`, `INVALID_CORRUPT_RECORD_TYPE`
 */
export async function bindJson(scan: JsonScan): Promise<Binding> {
  checkCorruptRecord(scan);
  return bindExact(scan);
}

function checkCorruptRecord(scan: JsonScan): void {
  const name = scan.options.columnNameOfCorruptRecord;
  const corrupt = scan.columns.find((column) => column.name === name);
  if (corrupt === undefined) return;
  if (scan.columns.length === 1) throw sparkError("UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN");
  checkCorruptRecordType(name, corrupt.type);
}

export function checkCorruptRecordType(name: string, type: JsonScan["columns"][number]["type"]): void {
  if (type.kind === "string") return;
  throw sparkError("INVALID_CORRUPT_RECORD_TYPE", { columnName: `\`${name}\``, actualType: `"${type.sql()}"` });
}

/** All files through the parser of our own, into a table. */
async function bindExact(scan: JsonScan): Promise<Binding> {
  const numbered = scan.files.map((file, i) => [i, file] as const);
  if (scan.columns.length === 0 && scan.fileColumn === undefined) {
    let rows = 0;
    await loadFiles(scan, numbered, ([first]) => {
      rows += first!.length;
    });
    return { sql: `SELECT 1 FROM range(${rows})`, rows, release: async () => {} };
  }
  const { schema, sql } = outputOf(scan);
  const table = await TemporaryTable.create(scan.context.connection, schema);
  try {
    let rows = 0;
    await loadFiles(scan, numbered, (columns) => {
      rows += columns[0]!.length;
      table.append(columns.slice(0, schema.fields.length));
    });
    return { sql: sql(table.sqlName), rows, release: () => table.drop() };
  } catch (error) {
    await table.drop();
    throw error;
  }
}

/** Columns of a binding: those of the scan and the file's number. */
function outputOf(scan: JsonScan): { schema: StructType; sql: (from: string) => string } {
  const fields = scan.columns.map(({ id, type }) => new StructField(`c${id}`, type));
  if (scan.fileColumn !== undefined) fields.push(new StructField(`c${scan.fileColumn}`, new IntegerType()));
  const schema = new StructType(fields);
  return { schema, sql: (from) => `SELECT ${schema.names.join(", ")} FROM ${from}` };
}
