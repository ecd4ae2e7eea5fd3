import { NullType, StructType } from "../../types/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { ResolvedLimit } from "../plan/index.ts";
import { type OperatorWork, operatorProgress, type StatefulOperator } from "./operator.ts";
import { defaultStore, type StateStore, storeSql, structSql } from "./state-store.ts";
import { type StatePlace, StateTable } from "./state-table.ts";

const countSchema = new StructType().add("n", "long");

/**
 * The first rows of a stream: the state is how many were given out.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.StreamingGlobalLimitExec
 */
export class LimitOperator implements StatefulOperator {
  readonly name = "globalLimit";
  readonly #limit: bigint;
  readonly #table: StateTable;
  readonly #rows: string;
  #given = 0n;

  constructor(place: StatePlace, { limit }: ResolvedLimit) {
    this.#limit = limit ?? 0n;
    this.#table = new StateTable(place, [{ name: "n", type: "BIGINT" }], "limit");
    this.#rows = `operator_${place.operatorId}_rows`;
  }

  async open(connection: Connection): Promise<void> {
    if (!(await this.#table.open(connection))) return;
    const sql = `SELECT coalesce(max(n), 0) FROM ${this.#table.sqlName}`;
    const [row] = await readRows(connection, sql, countSchema);
    this.#given = row!.n!;
  }

  wantsBatch(): boolean {
    return false;
  }

  outputWatermark(watermark: number): number {
    return watermark;
  }

  stores(): readonly StateStore[] {
    const key = new StructType().add("key", new NullType());
    const value = new StructType().add("value", "long");
    const sql = (database: string) =>
      storeSql(structSql(key, ["NULL"]), structSql(value, ["n"]), `SELECT n FROM ${this.#table.nameIn(database)}`);
    return [{ name: defaultStore, key, value, sql }];
  }

  plan(): OperatorWork {
    const first = (input: string) => `SELECT * FROM (${input}) LIMIT ${this.#limit - this.#given}`;
    let added = 0n;
    const spent = { updates: 0, commit: 0 };
    return {
      outputSql: `SELECT * FROM ${this.#rows}`,
      // The rows behind the limit are not looked at.
      inputRows: [undefined],
      explain: ([input]) => first(input!),
      run: async ([input], { clock, connection, signal }) => {
        const begun = clock.monotonic();
        const statement = `CREATE OR REPLACE TEMP TABLE ${this.#rows} AS ${first(input!)}`;
        await connection.run(statement, signal === undefined ? {} : { signal });
        const [row] = await readRows(connection, `SELECT count(*) FROM ${this.#rows}`, countSchema);
        added = row!.n!;
        spent.updates = clock.monotonic() - begun;
      },
      stateSql: () => [
        `DELETE FROM ${this.#table.sqlName}`,
        `INSERT INTO ${this.#table.sqlName} VALUES (${this.#given + added})`,
      ],
      committed: (commitMs) => {
        this.#given += added;
        spent.commit = commitMs;
      },
      progress: () =>
        operatorProgress(this.name, {
          total: 1n,
          updated: added > 0n ? 1n : 0n,
          removed: 0n,
          dropped: 0n,
          memoryBytes: this.#table.bytesOf(1n),
          updatesMs: spent.updates,
          commitMs: spent.commit,
        }),
    };
  }
}
