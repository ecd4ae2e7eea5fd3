import { StructType } from "../../types/index.ts";
import { readRows } from "../duckdb/index.ts";
import type { ResolvedWatermark } from "../plan/index.ts";
import { eventMillisSql, type StageWork } from "../state/index.ts";
import type { EventTimes } from "./watermark-tracker.ts";

const timesSchema = new StructType().add("n", "long").add("max", "long").add("min", "long").add("avg", "double");

/** What a `withWatermark` does in one batch: it keeps the rows, and knows their event times when they are computed. */
export interface WatermarkWork extends StageWork {
  /** Undefined where no row passed. */
  readonly eventTimes: EventTimes | undefined;
}

/**
 * A `withWatermark`: rows pass, and their event times are observed.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.EventTimeWatermarkExec
 */
export class WatermarkStage {
  /** Milliseconds. */
  readonly delayMs: number;
  readonly #node: ResolvedWatermark;
  readonly #table: string;

  /** @param number - sets the stage's table apart from those of others */
  constructor(node: ResolvedWatermark, number: number) {
    this.#node = node;
    this.#table = `watermark_${number}_rows`;
    this.delayMs = Number(node.delay / 1000n);
  }

  plan(): WatermarkWork {
    const table = this.#table;
    // Spark takes a row without a time for one of the epoch.
    const time = `coalesce(${eventMillisSql(this.#node.column)}, 0)`;
    let rows = 0;
    let eventTimes: EventTimes | undefined;
    return {
      outputSql: `SELECT * FROM ${table}`,
      get inputRows() {
        return [rows];
      },
      get eventTimes() {
        return eventTimes;
      },
      explain: ([input]) => input!,
      run: async ([input], { connection, signal }) => {
        const options = signal === undefined ? {} : { signal };
        await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${input}`, options);
        const sql = `SELECT count(*), max(${time}), min(${time}), avg(${time}) FROM ${table}`;
        const [seen] = await readRows(connection, sql, timesSchema);
        rows = Number(seen!.n);
        eventTimes =
          rows === 0
            ? undefined
            : { max: Number(seen!.max), min: Number(seen!.min), avg: Math.trunc(seen!.avg as number) };
      },
    };
  }
}
