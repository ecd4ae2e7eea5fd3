import { StringType } from "../../types/index.ts";
import { rowsOf } from "../duckdb/index.ts";
import { prettyText } from "../functions/index.ts";
import { type NamedExpression, type ResolvedColumn, type ResolvedRelation, schemaOf } from "../plan/index.ts";
import type { ExecuteOptions, Executor } from "./executor.ts";
import { formatRows } from "./show-string.ts";

/** What `show` asks for. */
export interface ShowOptions extends ExecuteOptions {
  readonly numRows: number;
  /** Cells longer than this are cut; 0 for none, which also aligns to the left. */
  readonly truncate: number;
  readonly vertical: boolean;
}

/** Spark shows no more rows than an array of the JVM holds; a plan's limit is the same everywhere. */
const mostRows = 2147483632;

/** The first rows of a plan as a table of text. @see Dataset.showString of Spark */
export async function showString(executor: Executor, plan: ResolvedRelation, options: ShowOptions): Promise<string> {
  const numRows = Math.max(0, Math.min(options.numRows, mostRows));
  const limited: ResolvedRelation = {
    kind: "limit",
    input: plan,
    // One row more tells whether there are more.
    limit: BigInt(numRows + 1),
    offset: 0n,
    output: plan.output,
  };
  const items = plan.output.map(printable);
  const printed: ResolvedRelation = {
    kind: "project",
    input: limited,
    items,
    output: items.map((item) => item.column),
  };
  const { result } = await executor.execute(printed, options);
  const rows: string[][] = [];
  for await (const batch of rowsOf(result, schemaOf(printed)))
    for (const row of batch) rows.push(row.map((value) => (value === null ? "NULL" : String(value))));
  return formatRows({
    columnNames: plan.output.map((column) => column.name),
    rows: rows.slice(0, numRows),
    hasMoreRows: rows.length > numRows,
    numRows,
    truncate: options.truncate,
    vertical: options.vertical,
  });
}

/** A column as the text that a cell shows. */
function printable(column: ResolvedColumn): NamedExpression {
  const { name } = prettyText;
  const { nullable } = column;
  const shown = { kind: "call", function: prettyText, name, args: [column], type: text, nullable } as const;
  return { expression: shown, column: { ...column, type: text } };
}

const text = new StringType();
