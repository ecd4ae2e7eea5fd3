import duckdb, { type Connection } from "@duckdb/node-bindings";
import type { StructType } from "../../types/index.ts";
import { sparkErrorOf } from "./errors.ts";
import { logicalType } from "./logical-type.ts";
import { writeVector } from "./write-vector.ts";

/** A table by the parts of its name, unquoted. */
export interface TableName {
  readonly database?: string;
  readonly schema?: string;
  readonly table: string;
}

/** Adds rows to a table by columns; see `Connection.appendColumns`. */
export function appendColumns(
  connection: Connection,
  name: TableName | string,
  schema: StructType,
  columns: readonly (readonly unknown[])[],
): void {
  const rows = columns[0]?.length ?? 0;
  if (rows === 0) return;
  const table = typeof name === "string" ? { table: name } : name;
  const types = schema.fields.map((field) => logicalType(field.dataType));
  const size = duckdb.vector_size();
  try {
    const appender = duckdb.appender_create_ext(connection, table.database ?? null, table.schema ?? null, table.table);
    try {
      for (let from = 0; from < rows; from += size) {
        const count = Math.min(size, rows - from);
        const chunk = duckdb.create_data_chunk(types);
        duckdb.data_chunk_set_size(chunk, count);
        schema.fields.forEach((field, i) => {
          const column = columns[i]!;
          const part = count === column.length ? column : column.slice(from, from + count);
          writeVector(duckdb.data_chunk_get_vector(chunk, i), field.dataType, part);
        });
        duckdb.append_data_chunk(appender, chunk);
      }
    } catch (error) {
      // What was appended so far must not reach the table when the appender is closed.
      duckdb.appender_clear(appender);
      throw error;
    } finally {
      duckdb.appender_close_sync(appender);
    }
  } catch (error) {
    throw sparkErrorOf(error);
  }
}
