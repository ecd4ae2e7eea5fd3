import { sparkError } from "../../common/index.ts";
import { duckDbType, NullType, StructField, StructType } from "../../types/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { ResolvedColumn, ResolvedDeduplicate } from "../plan/index.ts";
import { eventTimeColumn, eventTimeSql, notBehind, timeColumn } from "./event-time.ts";
import { type OperatorBatch, type OperatorWork, operatorProgress, type StatefulOperator } from "./operator.ts";
import { defaultStore, type StateStore, storeSql, structSql } from "./state-store.ts";
import { type StatePlace, StateTable } from "./state-table.ts";

const keyColumn = (index: number): string => `k${index}`;

const countsSchema = new StructType()
  .add("input", "long")
  .add("late", "long")
  .add("added", "long")
  .add("passed", "long")
  .add("removed", "long");

/**
 * Gives each key out once, with the first of its rows. Keys stay for good, but where one of them is a time with a watermark: such a key goes
 * when the watermark has passed it, since rows of it would be late. Within the watermark, every key goes when the watermark has passed the
 * time of its row by the delay.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.StreamingDeduplicateExec
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.StreamingDeduplicateWithinWatermarkExec
 */
export class DeduplicateOperator implements StatefulOperator {
  readonly name: string;
  readonly #columns: readonly ResolvedColumn[];
  readonly #keys: readonly ResolvedColumn[];
  readonly #withinWatermark: boolean;
  readonly #table: StateTable;
  readonly #changes: string;
  /** SQL of a row's time, by which it is late, and of the one by which its key leaves the state. */
  readonly #time: string | undefined;
  readonly #expiry: string | undefined;
  #total = 0n;

  constructor(place: StatePlace, node: ResolvedDeduplicate) {
    this.#withinWatermark = node.withinWatermark;
    this.name = this.#withinWatermark ? "dedupeWithinWatermark" : "dedupe";
    this.#columns = node.output;
    this.#keys = node.keys;
    const time = eventTimeColumn(node.output);
    this.#time = time && eventTimeSql(time);
    if (this.#withinWatermark) {
      if (time?.watermarkDelay === undefined)
        throw sparkError("INTERNAL_ERROR", { message: "dropDuplicatesWithinWatermark without a watermark" });
      this.#expiry = `${this.#time} + ${time.watermarkDelay}`;
    } else {
      const key = eventTimeColumn(this.#keys.map(({ id }) => node.output.find((column) => column.id === id)!));
      this.#expiry = key && eventTimeSql(key);
    }
    this.#changes = `operator_${place.operatorId}_changes`;
    const types = this.#keys.map(({ type }) => duckDbType(type));
    this.#table = new StateTable(
      place,
      [
        ...types.map((type, index) => ({ name: keyColumn(index), type })),
        ...(this.#expiry === undefined ? [] : [{ name: timeColumn, type: "BIGINT" }]),
      ],
      `${this.name} by (${this.#keys.map(({ name, type }) => `${name}: ${type.simpleString()}`).join(", ")})`,
    );
  }

  async open(connection: Connection): Promise<void> {
    if (await this.#table.open(connection)) this.#total = await this.#table.count(connection);
  }

  wantsBatch(watermark: number, last: number): boolean {
    return watermark > last;
  }

  outputWatermark(watermark: number): number {
    return watermark;
  }

  stores(): readonly StateStore[] {
    const key = new StructType(this.#keys.map(({ name, type }) => new StructField(name, type)));
    const value = this.#withinWatermark
      ? new StructType().add("expiresAtMicros", "long")
      : new StructType().add("__dummy__", new NullType());
    const keySql = structSql(
      key,
      this.#keys.map((_, index) => keyColumn(index)),
    );
    const valueSql = structSql(value, [this.#withinWatermark ? timeColumn : "NULL"]);
    const sql = (database: string) => storeSql(keySql, valueSql, `SELECT * FROM ${this.#table.nameIn(database)}`);
    return [{ name: defaultStore, key, value, sql }];
  }

  plan(batch: OperatorBatch): OperatorWork {
    const changes = this.#changes;
    const { sqlName } = this.#table;
    const isNew = "NOT late AND NOT known";
    const evicted = this.#expiry === undefined ? "false" : notBehind(timeColumn, batch.eviction);
    const changesSql = (input: string) => this.#changesSql(input, batch.late);
    const output = this.#columns.map(({ id }) => `c${id}`);
    let counts = { input: 0n, late: 0n, added: 0n, passed: 0n, removed: 0n };
    const spent = { updates: 0, commit: 0 };
    return {
      outputSql: `SELECT ${output.length > 0 ? output.join(", ") : "NULL"} FROM ${changes} WHERE ${isNew}`,
      get inputRows() {
        return [Number(counts.input)];
      },
      explain: ([input]) => changesSql(input!),
      run: async ([input], { clock, connection, signal }) => {
        const begun = clock.monotonic();
        const statement = `CREATE OR REPLACE TEMP TABLE ${changes} AS ${changesSql(input!)}`;
        await connection.run(statement, signal === undefined ? {} : { signal });
        const rows = (condition: string) => `CAST(coalesce(sum(n) FILTER (WHERE ${condition}), 0) AS BIGINT)`;
        const keys = (condition: string) => `count(*) FILTER (WHERE ${condition})`;
        const stored =
          this.#expiry === undefined || this.#total === 0n
            ? "CAST(0 AS BIGINT)"
            : `(SELECT count(*) FROM ${sqlName} WHERE ${evicted})`;
        const counted = [rows("true"), rows("late"), keys(isNew), keys(`${isNew} AND ${evicted}`), stored];
        const [row] = await readRows(connection, `SELECT ${counted.join(", ")} FROM ${changes}`, countsSchema);
        counts = {
          input: row!.input!,
          late: row!.late!,
          added: row!.added!,
          passed: row!.passed!,
          removed: row!.removed!,
        };
        spent.updates = clock.monotonic() - begun;
      },
      stateSql: () => {
        const keys = [...this.#keys.map(({ id }) => `c${id}`), ...(this.#expiry === undefined ? [] : [timeColumn])];
        const kept = this.#expiry === undefined ? isNew : `${isNew} AND (${evicted}) IS NOT true`;
        return [
          ...(counts.removed > 0n ? [`DELETE FROM ${sqlName} WHERE ${evicted}`] : []),
          ...(counts.added > counts.passed
            ? [`INSERT INTO ${sqlName} SELECT ${keys.join(", ")} FROM ${changes} WHERE ${kept}`]
            : []),
        ];
      },
      committed: (commitMs) => {
        this.#total += counts.added - counts.passed - counts.removed;
        spent.commit = commitMs;
      },
      progress: () =>
        operatorProgress(this.name, {
          total: this.#total,
          updated: counts.added,
          removed: counts.removed + counts.passed,
          dropped: counts.late,
          memoryBytes: this.#table.bytesOf(this.#total),
          updatesMs: spent.updates,
          commitMs: spent.commit,
          custom: { numDroppedDuplicateRows: Number(counts.input - counts.late - counts.added) },
        }),
    };
  }

  /**
   * A row for each new key of the batch with the columns of its first row, `n`, the rows that it stands for, and when it leaves the state. Rows
   * that come late, and those whose key the state knows, are counted only, which saves making groups of what is given out no more.
   */
  #changesSql(input: string, late: number): string {
    const keys = [...new Set(this.#keys.map(({ id }) => `c${id}`))];
    const isLate = this.#time === undefined ? "false" : `coalesce(${notBehind(this.#time, late)}, false)`;
    const expiry = this.#expiry === undefined ? [] : [`${this.#expiry} AS ${timeColumn}`];
    const sameKey = this.#keys.map(({ id }, index) => `s.${keyColumn(index)} IS NOT DISTINCT FROM p.c${id}`);
    const known =
      this.#total === 0n
        ? "false"
        : `EXISTS (SELECT 1 FROM ${this.#table.sqlName} s WHERE ${sameKey.length > 0 ? sameKey.join(" AND ") : "true"})`;
    const marked = `SELECT *, ${[`${isLate} AS late`, `${known} AS known`, ...expiry].join(", ")} FROM (${input}) p`;
    const hidden = keys.map((key) => `CASE WHEN late OR known THEN NULL ELSE ${key} END AS ${key}`);
    const rows = hidden.length === 0 ? marked : `SELECT * REPLACE (${hidden.join(", ")}) FROM (${marked})`;
    const others = [...this.#columns.map(({ id }) => `c${id}`), ...(expiry.length > 0 ? [timeColumn] : [])];
    const firsts = others.filter((name) => !keys.includes(name)).map((name) => `first(${name}) AS ${name}`);
    const groups = [...keys, "late", "known"];
    return `SELECT ${[...groups, ...firsts, "count(*) AS n"].join(", ")} FROM (${rows}) GROUP BY ${groups.join(", ")}`;
  }
}
