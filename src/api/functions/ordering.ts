import { type Column, toColumn } from "../column.ts";
import type { DataFrame } from "../dataframe/dataframe.ts";
import type { Arg } from "./invoke.ts";

/** Where nulls come in an order, and tables that every worker gets. */

/** Ascending, nulls first. */
export const ascNullsFirst = (col: Arg): Column => toColumn(col).ascNullsFirst();
/** Ascending, nulls last. */
export const ascNullsLast = (col: Arg): Column => toColumn(col).ascNullsLast();
/** Descending, nulls first. */
export const descNullsFirst = (col: Arg): Column => toColumn(col).descNullsFirst();
/** Descending, nulls last. */
export const descNullsLast = (col: Arg): Column => toColumn(col).descNullsLast();
/** A table that is small enough for every worker of a cluster to have it whole; the embedded engine takes no notice. */
export const broadcast = <Row>(df: DataFrame<Row>): DataFrame<Row> => df.hint("broadcast");
