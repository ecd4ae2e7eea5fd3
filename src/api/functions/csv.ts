import type { Column } from "../column.ts";
import type { Options } from "../plan/options.ts";
import { type Arg, given, invoke, optionsColumn } from "./invoke.ts";

/** Records of CSV in text. */

/** A struct read from a record, by a schema in DDL or a column such as {@link schemaOfCsv} gives. */
export const fromCsv = (col: Arg, schema: string | Column, options: Options = {}): Column =>
  invoke("from_csv", col, given(schema), ...optionsColumn(options));
/** The schema of a record, as DDL. */
export const schemaOfCsv = (csv: string | Column, options: Options = {}): Column =>
  invoke("schema_of_csv", given(csv), ...optionsColumn(options));
/** The record of a struct. */
export const toCsv = (col: Arg, options: Options = {}): Column => invoke("to_csv", col, ...optionsColumn(options));
