import duckdb from "@duckdb/node-bindings";
import { sparkError } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import { logicalType } from "./logical-type.ts";
import type { Chunk, Rows } from "./result.ts";
import { writeVector } from "./write-vector.ts";

/** Rows that are there already, as JavaScript values of the types that a schema's types declare: they need no query, only its form. */
export class ValueRows implements Rows {
  readonly #schema: StructType;
  readonly #rows: readonly (readonly unknown[])[];

  constructor(schema: StructType, rows: readonly (readonly unknown[])[]) {
    this.#schema = schema;
    this.#rows = rows;
  }

  expectTypes(schema: StructType): void {
    if (schema !== this.#schema && !schema.equals(this.#schema))
      throw sparkError("INTERNAL_ERROR", { message: "Rows are read under a schema that is not theirs." });
  }

  async *chunks(): AsyncGenerator<Chunk, void, undefined> {
    const { fields } = this.#schema;
    const types = fields.map(({ dataType }) => logicalType(dataType));
    const size = duckdb.vector_size();
    for (let from = 0; from < this.#rows.length; from += size) {
      const rows = this.#rows.slice(from, from + size);
      const chunk = duckdb.create_data_chunk(types);
      duckdb.data_chunk_set_size(chunk, rows.length);
      for (const [column, { dataType }] of fields.entries()) {
        const values = rows.map((row) => row[column]);
        writeVector(duckdb.data_chunk_get_vector(chunk, column), dataType, values);
      }
      yield { rowCount: rows.length, vector: (column) => duckdb.data_chunk_get_vector(chunk, column) };
    }
  }
}
