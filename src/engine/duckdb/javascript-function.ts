import duckdb, { type Connection, type DataChunk, type Vector } from "@duckdb/node-bindings";
import { SparkException, sparkError } from "../../common/index.ts";
import type { DataType } from "../../types/index.ts";
import { logicalType } from "./logical-type.ts";
import { readVector } from "./read-vector.ts";
import { writeVector } from "./write-vector.ts";

/**
 * A function of SQL that JavaScript computes, for what DuckDB has no expression for. DuckDB hands over the rows of a vector together, so a
 * row costs some tenths of a microsecond; the event loop has to be free meanwhile.
 */
export interface JavaScriptFunction {
  /** As compiled SQL calls it. */
  readonly name: string;
  readonly params: readonly DataType[];
  readonly type: DataType;
  /** Called for rows with a NULL argument too; otherwise such rows give NULL without a call. */
  readonly nulls?: boolean;
  /** Each call may give another value, so that none is computed beforehand or only once. */
  readonly volatile?: boolean;
  /**
   * Takes and gives values of the JavaScript types that the data types declare; null is NULL.
   *
   * @throws SparkException which the query then fails with; `TRY` of DuckDB makes NULL of it
   */
  call(...args: readonly unknown[]): unknown;
}

/** Makes functions known to every connection of the database. */
export function registerFunctions(connection: Connection, functions: readonly JavaScriptFunction[]): void {
  for (const definition of functions) register(connection, definition);
}

function register(connection: Connection, definition: JavaScriptFunction): void {
  const native = duckdb.create_scalar_function();
  duckdb.scalar_function_set_name(native, definition.name);
  for (const type of definition.params) duckdb.scalar_function_add_parameter(native, logicalType(type));
  duckdb.scalar_function_set_return_type(native, logicalType(definition.type));
  if (definition.nulls) duckdb.scalar_function_set_special_handling(native);
  if (definition.volatile) duckdb.scalar_function_set_volatile(native);
  duckdb.scalar_function_set_function(native, (info, input, output) => {
    try {
      evaluate(definition, input, output);
    } catch (error) {
      duckdb.scalar_function_set_error(info, messageOf(definition, error));
    }
  });
  duckdb.register_scalar_function(connection, native);
  duckdb.destroy_scalar_function_sync(native);
}

function evaluate(definition: JavaScriptFunction, input: DataChunk, output: Vector): void {
  const rows = duckdb.data_chunk_get_size(input);
  const columns = definition.params.map((type, i) => readVector(duckdb.data_chunk_get_vector(input, i), 0, rows, type));
  const values = new Array<unknown>(rows);
  for (let row = 0; row < rows; row++) {
    const args = columns.map((column) => column[row]);
    values[row] = !definition.nulls && args.includes(null) ? null : definition.call(...args);
  }
  writeVector(output, definition.type, values);
}

/** In the form in which queries raise errors on purpose, which {@link sparkErrorOf} reads. */
function messageOf(definition: JavaScriptFunction, error: unknown): string {
  const failure =
    error instanceof SparkException
      ? error
      : sparkError("INTERNAL_ERROR", { message: `${definition.name}: ${String(error)}` }, { cause: error });
  return `millrace:${JSON.stringify({ condition: failure.condition, parameters: failure.messageParameters })}`;
}
