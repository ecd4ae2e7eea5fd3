import type { DataType, ValueOf } from "../../types/index.ts";
import { Column, toColumn } from "../column.ts";
import type { Options } from "../plan/options.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, optionsColumn, value } from "./invoke.ts";

/**
 * A value read from JSON text; null for text that is none.
 *
 * @param schema - a type, its DDL text, or a column such as `schemaOfJson` gives
 */
export const fromJson = <const A extends Arg, const S extends DataType | string | Column>(
  col: A,
  schema: S,
  options: Options = {},
): Column<Always<(S extends DataType ? ValueOf<S> : unknown) | null, [ExprOf<A>]>> => {
  const type = typeof schema === "string" ? value(schema) : schema instanceof Column ? schema : value(schema.json());
  return invoke("from_json", col, type, ...optionsColumn(options));
};
/** The JSON text of a struct, map or array. */
export const toJson = <const A extends Arg>(col: A, options: Options = {}): Column<Call<string, [ExprOf<A>]>> =>
  invoke("to_json", col, ...optionsColumn(options));
/** What a path like `$.a.b` finds in JSON text, as text. */
export const getJsonObject = <const A extends Arg>(col: A, path: string): Column<Always<string | null, [ExprOf<A>]>> =>
  invoke("get_json_object", col, value(path));
/** Fields of a JSON object, as text; a column `c0`, `c1`, … each. */
export const jsonTuple = (col: Arg, ...fields: readonly [string, ...string[]]): Column =>
  invoke("json_tuple", col, ...fields.map(value));
/** How many elements a JSON array has. */
export const jsonArrayLength = <const A extends Arg>(col: A): Column<Always<number | null, [ExprOf<A>]>> =>
  invoke("json_array_length", col);
/** The keys of a JSON object. */
export const jsonObjectKeys = <const A extends Arg>(col: A): Column<Always<string[] | null, [ExprOf<A>]>> =>
  invoke("json_object_keys", col);
/** The schema of a JSON text, as DDL. */
export const schemaOfJson = (json: string | Column, options: Options = {}): Column =>
  invoke("schema_of_json", typeof json === "string" ? value(json) : toColumn(json), ...optionsColumn(options));
