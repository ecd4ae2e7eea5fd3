import { sparkError } from "../../common/index.ts";
import type { ResolvedColumn } from "../plan/index.ts";

/** The column of state tables that has a row's event time in microseconds since the epoch; NULL for rows without one. */
export const timeColumn = "t";

/** The event time of a column with a watermark, in microseconds: of a window of time its end. */
export const eventTimeSql = (column: ResolvedColumn, sql: string = `c${column.id}`): string =>
  `epoch_us(${instantSql(column, sql)})`;

/** {@link eventTimeSql} in whole milliseconds. */
export function eventMillisSql(column: ResolvedColumn): string {
  const time = instantSql(column, `c${column.id}`);
  // DuckDB leaves parts of a millisecond out, which before the epoch is the wrong way; done by the book it takes four times as long.
  return `CASE WHEN epoch_us(${time}) < 0 THEN CAST(floor(epoch_us(${time}) / 1000) AS BIGINT) ELSE epoch_ms(${time}) END`;
}

const instantSql = (column: ResolvedColumn, sql: string): string =>
  column.type.kind === "struct" ? `struct_extract(${sql}, 'end')` : sql;

/** The column that has a watermark. @throws SparkException `MULTIPLE_EVENT_TIME_COLUMNS` where there are several */
export function eventTimeColumn(columns: readonly ResolvedColumn[]): ResolvedColumn | undefined {
  const timed = columns.filter((column) => column.watermarkDelay !== undefined);
  if (new Set(timed.map((column) => column.id)).size > 1) {
    const eventTimeCols = timed.map((column) => `\`${column.name}\``).join(", ");
    throw sparkError("MULTIPLE_EVENT_TIME_COLUMNS", { eventTimeCols });
  }
  return timed[0];
}

/** The condition that a time in microseconds is not behind a watermark in milliseconds. */
export const notBehind = (time: string, watermark: number): string => `${time} <= ${BigInt(watermark) * 1000n}`;
