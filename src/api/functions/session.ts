import type { Column } from "../column.ts";
import type { Always } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, given, invoke, invokeGiven } from "./invoke.ts";

/** What is known of the session, of the query and of its files; errors on purpose. */

/** Null where a condition holds, else an error. */
export const assertTrue = <const A extends Arg>(col: A, errMsg?: string | Column): Column<Always<null, [ExprOf<A>]>> =>
  invokeGiven("assert_true", col, given(errMsg));
/** The catalog of the session. */
export const currentCatalog = (): Column<Always<string, []>> => invoke("current_catalog");
/** The database of the session. */
export const currentDatabase = (): Column<Always<string, []>> => invoke("current_database");
/** Where functions are looked for. */
export const currentPath = (): Column<Always<string, []>> => invoke("current_path");
/** The database of the session. */
export const currentSchema = (): Column<Always<string, []>> => invoke("current_schema");
/** Who runs the query. */
export const currentUser = (): Column<Always<string, []>> => invoke("current_user");
/** How long the block is that is read; -1 where none is. */
export const inputFileBlockLength = (): Column<Always<bigint, []>> => invoke("input_file_block_length");
/** Where the block begins that is read; -1 where none is. */
export const inputFileBlockStart = (): Column<Always<bigint, []>> => invoke("input_file_block_start");
/** An error with a message. */
export const raiseError = (errMsg: string | Column): Column<Always<null, []>> => invoke("raise_error", given(errMsg));
/** Who has connected. */
export const sessionUser = (): Column<Always<string, []>> => invoke("session_user");
/** The number of the partition. */
export const sparkPartitionId = (): Column<Always<number, []>> => invoke("spark_partition_id");
/** Who runs the query. */
export const user = (): Column<Always<string, []>> => invoke("user");
/** The version of Spark. */
export const version = (): Column<Always<string, []>> => invoke("version");
