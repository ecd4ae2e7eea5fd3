import type { RowOfDdl, StructType } from "../../types/index.ts";
import type { Nullable, Row } from "./row.ts";

/** What stands for a schema: a StructType, something that has one (a record definition), or DDL text. */
export type SchemaLike = StructType<unknown> | { readonly schema: StructType<unknown> } | string;

/** The row type of a schema. Of text it is known where the text is in the program. */
export type RowOfSchema<S> =
  S extends StructType<infer R>
    ? R
    : S extends { readonly schema: StructType<infer R> }
      ? R
      : S extends string
        ? RowOfDdl<S>
        : Row;

/** The row type of what a source reads: files can lack any value. */
export type ReadRow<R> = string extends keyof R ? Row : Nullable<R>;
