import type { Column } from "../column.ts";
import { type Arg, given, invoke, invokeGiven } from "./invoke.ts";

/** What is known of the session, of the query and of its files; errors on purpose. */

/** Null where a condition holds, else an error. */
export const assertTrue = (col: Arg, errMsg?: string | Column): Column =>
  invokeGiven("assert_true", col, given(errMsg));
/** The catalog of the session. */
export const currentCatalog = (): Column => invoke("current_catalog");
/** The database of the session. */
export const currentDatabase = (): Column => invoke("current_database");
/** Where functions are looked for. */
export const currentPath = (): Column => invoke("current_path");
/** The database of the session. */
export const currentSchema = (): Column => invoke("current_schema");
/** Who runs the query. */
export const currentUser = (): Column => invoke("current_user");
/** How long the block is that is read; -1 where none is. */
export const inputFileBlockLength = (): Column => invoke("input_file_block_length");
/** Where the block begins that is read; -1 where none is. */
export const inputFileBlockStart = (): Column => invoke("input_file_block_start");
/** An error with a message. */
export const raiseError = (errMsg: string | Column): Column => invoke("raise_error", given(errMsg));
/** Who has connected. */
export const sessionUser = (): Column => invoke("session_user");
/** The number of the partition. */
export const sparkPartitionId = (): Column => invoke("spark_partition_id");
/** Who runs the query. */
export const user = (): Column => invoke("user");
/** The version of Spark. */
export const version = (): Column => invoke("version");
