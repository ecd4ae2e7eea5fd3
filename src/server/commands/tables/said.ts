import { StringType, StructField, StructType } from "../../../types/index.ts";

/** What a statement says, as a table. */
export interface Said {
  readonly schema: StructType;
  readonly rows: readonly (readonly unknown[])[];
}

/** Columns of text that is always there; one with a comment is given as a pair. */
export const texts = (...columns: readonly (string | readonly [name: string, comment: string])[]): StructType =>
  new StructType(
    columns.map((column) =>
      typeof column === "string"
        ? new StructField(column, new StringType(), false)
        : new StructField(column[0], new StringType(), false, { comment: column[1] }),
    ),
  );

export const nothing: Said = { schema: new StructType(), rows: [] };
