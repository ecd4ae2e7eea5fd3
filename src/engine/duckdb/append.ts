import duckdb, { type Connection, type Vector } from "@duckdb/node-bindings";
import type { DataType, StructType } from "../../types/index.ts";
import { sparkErrorOf } from "./errors.ts";
import { logicalType } from "./logical-type.ts";
import { writeVector } from "./write-vector.ts";

/** A table by the parts of its name, unquoted. */
export interface TableName {
  readonly database?: string;
  readonly schema?: string;
  readonly table: string;
}

/** Values of a column that are written into vectors part by part. */
export interface ColumnSource {
  readonly length: number;
  /** Writes the values `from … from + count`; `from` is a multiple of the vector size. */
  write(vector: Vector, from: number, count: number): void;
}

/** A column of JavaScript values, as `Connection.appendColumns` takes them. */
export function valueColumn(type: DataType, values: readonly unknown[]): ColumnSource {
  return {
    length: values.length,
    write(vector, from, count) {
      writeVector(vector, type, count === values.length ? values : values.slice(from, from + count));
    },
  };
}

/** Adds rows to a table by columns of equal length. */
export function appendColumns(
  connection: Connection,
  name: TableName | string,
  schema: StructType,
  columns: readonly ColumnSource[],
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
        for (const [i, column] of columns.entries()) column.write(duckdb.data_chunk_get_vector(chunk, i), from, count);
        duckdb.append_data_chunk(appender, chunk);
      }
    } catch (error) {
      // What was not handed over yet must not reach the table when the appender is closed.
      duckdb.appender_clear(appender);
      throw error;
    } finally {
      duckdb.appender_close_sync(appender);
    }
  } catch (error) {
    throw sparkErrorOf(error);
  }
}
