import type { Column } from "../column.ts";
import type { Options } from "../plan/options.ts";
import type { Always } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, given, invoke, optionsColumn } from "./invoke.ts";

/** Records of CSV in text. */

/** A struct read from a record, by a schema in DDL or a column such as {@link schemaOfCsv} gives. */
export const fromCsv = <const A extends Arg>(
  col: A,
  schema: string | Column,
  options: Options = {},
): Column<Always<unknown, [ExprOf<A>]>> => invoke("from_csv", col, given(schema), ...optionsColumn(options));
/** The schema of a record, as DDL. */
export const schemaOfCsv = (csv: string | Column, options: Options = {}): Column<Always<string, []>> =>
  invoke("schema_of_csv", given(csv), ...optionsColumn(options));
/** The record of a struct. */
export const toCsv = <const A extends Arg>(col: A, options: Options = {}): Column<Always<string | null, [ExprOf<A>]>> =>
  invoke("to_csv", col, ...optionsColumn(options));
