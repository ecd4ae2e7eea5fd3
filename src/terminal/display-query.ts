import type { DataFrame, DataStreamWriter, OutputMode, SparkSession, StreamingQuery, Trigger } from "../api/index.ts";
import { SparkException } from "../common/index.ts";
import type { Relation } from "../protocol/index.ts";
import { type DataType, quoteName, type SparkType } from "../types/index.ts";

/** How {@link startIntoMemory} starts. */
export interface StartOptions {
  readonly queryName?: string;
  readonly outputMode?: OutputMode;
  readonly trigger?: Trigger;
  readonly checkpointLocation?: string;
}

/** A query into a table in memory. */
export interface MemoryQuery {
  readonly query: StreamingQuery;
  readonly table: string;
  readonly order: TableOrder;
}

/** How a table's rows stand: in the order in which they came, in that of the frame, or in none that would last from batch to batch. */
export type TableOrder = "growing" | "sorted" | "none";

let unnamed = 0;

/** Starts a query into a table in memory; without a checkpoint of the user's, its state ends with it. */
export async function startIntoMemory<R>(frame: DataFrame<R>, options: StartOptions): Promise<MemoryQuery> {
  unnamed += options.queryName === undefined ? 1 : 0;
  const table = options.queryName ?? `display_${unnamed}`;
  const { trigger, checkpointLocation } = options;
  let writer: DataStreamWriter<R> = frame.writeStream.format("memory").queryName(table);
  if (trigger !== undefined) writer = writer.trigger(trigger);
  if (checkpointLocation !== undefined) writer = writer.option("checkpointLocation", checkpointLocation);
  const startAs = async (mode: OutputMode): Promise<MemoryQuery> => ({
    query: await writer.outputMode(mode).start(),
    table,
    order: mode !== "complete" ? "growing" : isSorted(frame.relation) ? "sorted" : "none",
  });
  if (options.outputMode !== undefined) return startAs(options.outputMode);
  try {
    return await startAs("complete");
  } catch (error) {
    // The engine knows whether a plan aggregates, also where it is SQL text.
    if (!(error instanceof SparkException) || error.condition !== "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION")
      throw error;
    return startAs("append");
  }
}

/** Which part of a table is read, and how it is written. */
export interface TablePart {
  readonly rows: number;
  readonly truncate: boolean | number;
  /** The newest rows of one that grows; the first of others, by all columns from the left where they have no order. */
  readonly order: TableOrder;
}

/** A part of a table as `show()` writes it, line by line, and how many rows the table has. */
export async function readTable(
  spark: SparkSession,
  name: string,
  { rows, truncate, order }: TablePart,
): Promise<{ readonly table: readonly string[]; readonly total: number }> {
  const table = spark.table(quoteName(name));
  const total = await table.count();
  const columns = order === "none" ? (await table.schema()).fields.filter(({ dataType }) => isPlain(dataType)) : [];
  const sorted = columns.length === 0 ? table : table.sort(...columns.map((column) => quoteName(column.name)));
  const part = order === "growing" && total > rows ? table.offset(total - rows) : sorted;
  return { table: (await part.showString(rows, truncate)).trimEnd().split("\n"), total };
}

/** Whether a value has an order, and one that is worth showing. */
const isPlain = (type: DataType): boolean => !["map", "interval", "array", "struct"].includes((type as SparkType).kind);

/** Whether a frame asks for an order of its rows: it sorts last of all that would mix them. */
function isSorted({ relType: { case: kind, value } }: Relation): boolean {
  if (kind === "sort") return true;
  if (kind === "sql") return /\border\s+by\b/i.test(value.query);
  const keepsOrder = kind === "project" || kind === "limit" || kind === "filter" || kind === "subqueryAlias";
  return keepsOrder && value.input !== undefined && isSorted(value.input);
}
