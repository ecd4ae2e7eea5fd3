import { type DataFrame, decodeColumns } from "../../api/index.ts";
import { rowsOfColumns } from "../cells.ts";
import type { Cell } from "../wire.ts";

const zoneSetting = "spark.sql.session.timeZone";

/** The zone in which a session shows times. */
export const zoneOf = (frame: Pick<DataFrame, "sparkSession">): Promise<string> =>
  frame.sparkSession.conf.get(zoneSetting);

/** All rows of a small frame as cells. */
export async function readAll(frame: DataFrame): Promise<Cell[][]> {
  const [schema, zone] = [await frame.schema(), await zoneOf(frame)];
  const rows: Cell[][] = [];
  for await (const bytes of frame.toArrowIterator())
    for (const row of rowsOfColumns(await decodeColumns(bytes, schema), schema, zone)) rows.push(row);
  return rows;
}
