import { sparkError } from "../../common/index.ts";
import { StructType, TimestampType } from "../../types/index.ts";
import { joinedSessions } from "../compile/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { ExpressionSettings, ResolvedAggregate } from "../plan/index.ts";
import type { AggregateMode } from "./aggregate-operator.ts";
import { AggregateRows, rowsColumn, structOf } from "./aggregate-rows.ts";
import { notBehind, timeColumn } from "./event-time.ts";
import { type OperatorBatch, type OperatorWork, operatorProgress, type StatefulOperator } from "./operator.ts";
import { defaultStore, type StateStore, storeSql } from "./state-store.ts";
import { type StatePlace, StateTable } from "./state-table.ts";

const inputSchema = new StructType().add("input", "long").add("late", "long");
const countsSchema = new StructType()
  .add("joined", "long")
  .add("merged", "long")
  .add("closed", "long")
  .add("old", "long")
  .add("kept", "long")
  .add("absorbed", "long");

/**
 * An aggregation over sessions: windows that grow with the rows that fall into them. The state has a row for each session. A batch opens
 * one for each of its rows, joins those that meet, among them sessions of the state, and puts the whole in their place.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.SessionWindowStateStoreSaveExec
 */
export class SessionOperator implements StatefulOperator {
  readonly name = "sessionWindowStateStoreSaveExec";
  readonly #rows: AggregateRows;
  readonly #table: StateTable;
  readonly #mode: AggregateMode;
  readonly #operatorId: number;
  /** Keys beside the session. */
  readonly #others: readonly string[];
  readonly #session: string;
  #total = 0n;

  /** @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for sessions in ROLLUP, CUBE and GROUPING SETS */
  constructor(place: StatePlace, aggregate: ResolvedAggregate, mode: AggregateMode, settings: ExpressionSettings) {
    if (aggregate.groupingSets !== undefined) {
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: "session_window in ROLLUP, CUBE and GROUPING SETS of a stream",
        hint: "Group by the session and the keys, and roll up the result in foreachBatch.",
      });
    }
    this.#rows = new AggregateRows(aggregate, settings);
    this.#table = new StateTable(place, this.#rows.columns, `sessions of ${this.#rows.signature}`);
    this.#mode = mode;
    this.#operatorId = place.operatorId;
    this.#session = this.#rows.keys[this.#rows.session]!;
    this.#others = this.#rows.keys.filter((key) => key !== this.#session);
  }

  async open(connection: Connection): Promise<void> {
    if (await this.#table.open(connection)) this.#total = await this.#table.count(connection);
  }

  wantsBatch(watermark: number, last: number): boolean {
    return this.#mode !== "complete" && watermark > last;
  }

  outputWatermark(watermark: number): number {
    return watermark;
  }

  storedSql(): string | undefined {
    return this.#total === 0n ? undefined : this.#rows.resultSql(`SELECT * FROM ${this.#table.sqlName}`);
  }

  stores(): readonly StateStore[] {
    const keys = this.#rows.keyFields();
    const start = {
      name: "sessionStartTime",
      type: new TimestampType(),
      sql: `struct_extract(${this.#session}, 'start')`,
    };
    const key = structOf([...keys.filter(({ sql }) => sql !== this.#session), start]);
    const value = structOf([...keys, ...this.#rows.bufferFields()]);
    const sql = (database: string) => storeSql(key.sql, value.sql, `SELECT * FROM ${this.#table.nameIn(database)}`);
    return [{ name: defaultStore, key: key.type, value: value.type, sql }];
  }

  plan(batch: OperatorBatch): OperatorWork {
    const { sqlName } = this.#table;
    const table = (name: string) => `operator_${this.#operatorId}_${name}`;
    const [opened, ranges, merged] = [table("opened"), table("ranges"), table("merged")];
    const evicts = this.#mode !== "complete" && this.#rows.timeKey !== undefined;
    const evicted = evicts ? notBehind(timeColumn, batch.eviction) : "false";
    const late = evicts ? notBehind(timeColumn, batch.late) : "false";
    const openedSql = (input: string) => this.#rows.partialSql(input, batch.batchId);
    // Sessions of the state that a row of the batch may have joined.
    const [start, end] = ["start", "end"].map((bound) => `struct_extract(s.${this.#session}, '${bound}')`);
    const sameKeys = this.#rows.sameKey("s", "r", this.#others);
    const met = `EXISTS (SELECT 1 FROM ${ranges} r WHERE ${sameKeys} AND ${start} <= r.high AND ${end} >= r.low)`;
    const metRows = this.#total === 0n ? "" : ` UNION ALL SELECT s.* FROM ${sqlName} s WHERE ${met}`;
    const untouched = `SELECT s.* FROM ${sqlName} s WHERE NOT ${met}`;
    const mergedSql = this.#rows.mergedSql(
      joinedSessions(`SELECT * FROM ${opened}${metRows}`, this.#others, this.#session),
    );
    // Spark writes all sessions of a key of the batch anew, each under its start.
    const ofKeys = `EXISTS (SELECT 1 FROM ${ranges} r WHERE ${sameKeys})`;
    const sameStart = `struct_extract(m.${this.#session}, 'start') = ${start}`;
    const goesOn = `EXISTS (SELECT 1 FROM ${merged} m WHERE ${this.#rows.sameKey("s", "m", this.#others)} AND ${sameStart})`;
    let counts = { input: 0n, late: 0n, joined: 0n, merged: 0n, closed: 0n, old: 0n, kept: 0n, absorbed: 0n };
    const spent = { updates: 0, commit: 0 };
    const given = {
      append: `SELECT * FROM (${untouched}) WHERE ${evicted} UNION ALL SELECT * FROM ${merged} WHERE ${evicted}`,
      update: `SELECT * FROM ${merged}`,
      complete: `${untouched} UNION ALL SELECT * FROM ${merged}`,
    };
    return {
      outputSql: this.#rows.resultSql(given[this.#mode]),
      get inputRows() {
        return [Number(counts.input)];
      },
      explain: ([input]) => `${openedSql(input!)};\n\n${mergedSql}`,
      run: async ([input], { clock, connection, signal }) => {
        const begun = clock.monotonic();
        const options = signal === undefined ? {} : { signal };
        await connection.run(`CREATE OR REPLACE TEMP TABLE ${opened} AS ${openedSql(input!)}`, options);
        const total = `CAST(coalesce(sum(${rowsColumn}), 0) AS BIGINT)`;
        const counted = `SELECT ${total}, count(*) FILTER (WHERE ${late}) FROM ${opened}`;
        const [seen] = await readRows(connection, counted, inputSchema);
        if (seen!.late! > 0n) await connection.run(`DELETE FROM ${opened} WHERE ${late}`, options);
        const keys = this.#others.map((key) => `${key}, `).join("");
        const groups = this.#others.length > 0 ? ` GROUP BY ${this.#others.join(", ")}` : "";
        const bounds = `min(struct_extract(${this.#session}, 'start')) AS low, max(struct_extract(${this.#session}, 'end')) AS high`;
        await connection.run(
          `CREATE OR REPLACE TEMP TABLE ${ranges} AS SELECT ${keys}${bounds} FROM ${opened}${groups};\n` +
            `CREATE OR REPLACE TEMP TABLE ${merged} AS ${mergedSql}`,
          options,
        );
        const inTable = (condition: string) => `(SELECT count(*) FROM ${sqlName} s WHERE ${condition})`;
        const inBatch = (condition: string) => `(SELECT count(*) FROM ${merged} WHERE ${condition})`;
        const figures = [
          inTable(met),
          inBatch("true"),
          inBatch(evicted),
          inTable(`${evicted} AND NOT ${met}`),
          inTable(`${ofKeys} AND NOT ${met}`),
          inTable(`${met} AND NOT ${goesOn}`),
        ];
        const [row] = await readRows(connection, `SELECT ${figures.join(", ")}`, countsSchema);
        counts = {
          input: seen!.input!,
          late: seen!.late!,
          joined: row!.joined!,
          merged: row!.merged!,
          closed: row!.closed!,
          old: row!.old!,
          kept: row!.kept!,
          absorbed: row!.absorbed!,
        };
        spent.updates = clock.monotonic() - begun;
      },
      stateSql: () => [
        ...(counts.joined > 0n ? [`DELETE FROM ${sqlName} s WHERE ${met}`] : []),
        ...(counts.old > 0n ? [`DELETE FROM ${sqlName} WHERE ${evicted}`] : []),
        `INSERT INTO ${sqlName} SELECT * FROM ${merged} WHERE (${evicted}) IS NOT true`,
      ],
      committed: (commitMs) => {
        this.#total += counts.merged - counts.closed - counts.joined - counts.old;
        spent.commit = commitMs;
      },
      progress: () =>
        operatorProgress(this.name, {
          total: this.#total,
          updated: counts.merged + counts.kept,
          removed: counts.closed + counts.old + counts.absorbed,
          dropped: counts.late,
          memoryBytes: this.#table.bytesOf(this.#total),
          updatesMs: spent.updates,
          commitMs: spent.commit,
        }),
    };
  }
}
