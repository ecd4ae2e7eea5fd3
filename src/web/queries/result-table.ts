import type { SparkSession } from "../../api/index.ts";
import type { QuerySummary } from "../../monitor/index.ts";
import { type DataType, quoteName, type SparkType, type StructType } from "../../types/index.ts";
import { columnsOf } from "../cells.ts";
import { readAll } from "../sql/read-rows.ts";
import type { ResultTable } from "../wire.ts";

/** How much of a table is read, and in which order. */
export interface ResultOrder {
  /** Name of a column; by all of them from the left where absent. */
  readonly sort?: string | undefined;
  readonly descending?: boolean | undefined;
  readonly limit: number;
}

/** Rows of a result that a page gets at most. */
export const mostResultRows = 1000;
/** Values that it gets at most: of tables with many columns fewer rows, of which there are some in any case. */
const mostResultCells = 6_000;
const fewestRows = 20;

/** The table that a query keeps in memory, in an order that stays the same from batch to batch. */
export async function resultTable(query: QuerySummary, spark: SparkSession, order: ResultOrder): Promise<ResultTable> {
  const batchId = query.last?.batchId ?? null;
  const table = quoteName(query.name!);
  const schema = await (await spark.sql(`SELECT * FROM ${table}`)).schema();
  const positions = orderOf(schema, order);
  const by = positions.length === 0 ? "" : ` ORDER BY ${positions.join(", ")}`;
  const fitting = Math.max(fewestRows, Math.floor(mostResultCells / Math.max(1, schema.fields.length)));
  const limit = Math.min(order.limit, fitting);
  const frame = await spark.sql(`SELECT * FROM ${table}${by} LIMIT ${limit + 1}`);
  const rows = await readAll(frame);
  const truncated = rows.length > limit;
  return {
    runId: query.runId,
    columns: columnsOf(schema),
    rows: rows.slice(0, limit),
    total: truncated ? await spark.table(table).count() : rows.length,
    truncated,
    batchId,
  };
}

function orderOf({ fields }: StructType, { sort, descending = false }: ResultOrder): string[] {
  const direction = descending ? " DESC" : "";
  const sortable = fields.flatMap(({ name, dataType }, at) =>
    isSortable(dataType) ? [{ name, position: at + 1 }] : [],
  );
  const first = sortable.find(({ name }) => name === sort);
  const rest = sortable.filter((column) => column !== first).map(({ position }) => String(position));
  return first === undefined ? rest : [`${first.position}${direction}`, ...rest];
}

/** Spark orders neither maps nor what holds them. */
function isSortable(type: DataType): boolean {
  const t = type as SparkType;
  switch (t.kind) {
    case "map":
    case "interval":
      return false;
    case "array":
      return isSortable(t.elementType);
    case "struct":
      return t.fields.every(({ dataType }) => isSortable(dataType));
    default:
      return true;
  }
}
