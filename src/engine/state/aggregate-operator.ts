import { StructType } from "../../types/index.ts";
import { type Connection, countOf, readRows } from "../duckdb/index.ts";
import type { ExpressionSettings, ResolvedAggregate } from "../plan/index.ts";
import { AggregateRows, rowsColumn, sequenceColumn, structOf } from "./aggregate-rows.ts";
import { notBehind, timeColumn } from "./event-time.ts";
import {
  type OperatorBatch,
  type OperatorWork,
  operatorProgress,
  type StatefulOperator,
  type WorkContext,
} from "./operator.ts";
import { defaultStore, type StateStore, storeSql } from "./state-store.ts";
import { type StatePlace, StateTable } from "./state-table.ts";

/** Partial rows are folded together when this many batches have added theirs; measured best between 32 and 128. */
const batchesPerCompaction = 64;

/** What an aggregation gives out: keys that the watermark has passed, keys that changed, or all. */
export type AggregateMode = "append" | "update" | "complete";

const countsSchema = new StructType()
  .add("input", "long")
  .add("late", "long")
  .add("updated", "long")
  .add("added", "long");
const evictedSchema = new StructType().add("stored", "long").add("partial", "long").add("keys", "long");

interface Counts {
  readonly input: bigint;
  readonly late: bigint;
  readonly updated: bigint;
  readonly added: bigint;
  /** What the watermark has passed: rows of the table, rows of the batch, keys of both. */
  readonly evicted: { readonly stored: bigint; readonly partial: bigint; readonly keys: bigint };
}

const nothing: Counts = {
  input: 0n,
  late: 0n,
  updated: 0n,
  added: 0n,
  evicted: { stored: 0n, partial: 0n, keys: 0n },
};

/**
 * An aggregation. A batch folds its rows into a partial row for each key and appends these to the state; reading merges the rows of a
 * key, and now and then a compaction makes them one. Keys with an event time leave the state when the watermark has passed them.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.StateStoreSaveExec
 */
export class AggregateOperator implements StatefulOperator {
  readonly name = "stateStoreSave";
  readonly #rows: AggregateRows;
  readonly #table: StateTable;
  readonly #mode: AggregateMode;
  readonly #operatorId: number;
  /** Batches whose rows were appended since the last compaction; also a bound for rows per key. */
  #appended = 0;
  #stored = 0n;
  #keys = 0n;

  /** @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for a grouping set that stands twice */
  constructor(place: StatePlace, aggregate: ResolvedAggregate, mode: AggregateMode, settings: ExpressionSettings) {
    this.#rows = new AggregateRows(aggregate, settings);
    this.#table = new StateTable(place, this.#rows.columns, this.#rows.signature);
    this.#mode = mode;
    this.#operatorId = place.operatorId;
  }

  async open(connection: Connection): Promise<void> {
    if (!(await this.#table.open(connection))) return;
    const { sqlName } = this.#table;
    const keys = `(SELECT count(*) FROM (SELECT DISTINCT ${this.#keyList()} FROM ${sqlName}))`;
    const [counts] = await readRows(
      connection,
      `SELECT count(*), ${keys}, count(DISTINCT ${sequenceColumn}) FROM ${sqlName}`,
      new StructType().add("n", "long").add("keys", "long").add("batches", "long"),
    );
    this.#stored = counts?.n ?? 0n;
    this.#keys = counts?.keys ?? 0n;
    this.#appended = Number(counts?.batches ?? 0n);
  }

  wantsBatch(watermark: number, last: number): boolean {
    return this.#mode !== "complete" && watermark > last;
  }

  outputWatermark(watermark: number): number {
    return watermark;
  }

  storedSql(): string | undefined {
    return this.#stored === 0n
      ? undefined
      : this.#rows.resultSql(this.#rows.mergedSql(`SELECT * FROM ${this.#table.sqlName}`));
  }

  stores(): readonly StateStore[] {
    const key = structOf(this.#rows.keyFields());
    const value = structOf(this.#rows.bufferFields());
    const sql = (database: string) => {
      const merged = this.#rows.mergedSql(`SELECT * FROM ${this.#table.nameIn(database)}`);
      // Without keys there is a row also of no rows.
      return storeSql(key.sql, value.sql, merged, ` WHERE ${rowsColumn} IS NOT NULL`);
    };
    return [{ name: defaultStore, key: key.type, value: value.type, sql }];
  }

  plan(batch: OperatorBatch): OperatorWork {
    const partial = `operator_${this.#operatorId}_partial`;
    const closed = `operator_${this.#operatorId}_closed`;
    const evicts = this.#mode !== "complete" && this.#rows.timeKey !== undefined;
    const evicted = evicts ? notBehind(timeColumn, batch.eviction) : undefined;
    const late = evicts ? notBehind(timeColumn, batch.late) : undefined;
    // In complete mode there is a row for each key.
    const countsOutput = this.#mode === "complete" && batch.inputIsCounted && batch.outputIsCounted;
    let counts = nothing;
    let removed = 0n;
    const spent = { updates: 0, removals: 0, commit: 0 };
    const foldSql = (input: string) => this.#rows.partialSql(input, batch.batchId);
    const closedSql = () =>
      this.#rows.mergedSql(`${this.#evictedStored(evicted!)}SELECT * FROM ${partial} WHERE ${evicted}`);
    const outputSql =
      this.#mode === "append" ? this.#rows.resultSql(`SELECT * FROM ${closed}`) : this.#resultSql(partial);
    return {
      outputSql,
      get inputRows() {
        return [countsOutput ? undefined : Number(counts.input)];
      },
      explain: ([input]) =>
        this.#mode === "append" && evicts ? `${foldSql(input!)};\n\n${closedSql()}` : foldSql(input!),
      run: async ([input], { clock, connection, signal }: WorkContext) => {
        const options = signal === undefined ? {} : { signal };
        const begun = clock.monotonic();
        const fold = `CREATE OR REPLACE TEMP TABLE ${partial} AS ${foldSql(input!)}`;
        const keys = await countOf(await connection.query(fold, options));
        // Where others count what comes in and goes out, a batch is spared a statement, which is a fifth of a small one.
        counts = countsOutput
          ? { ...nothing, updated: keys }
          : { ...nothing, ...(await this.#measure(connection, partial, late)) };
        if (counts.late > 0n) await connection.run(`DELETE FROM ${partial} WHERE ${late}`, options);
        spent.updates = clock.monotonic() - begun;
        if (evicted === undefined) {
          if (this.#mode === "append")
            await connection.run(`CREATE OR REPLACE TEMP TABLE ${closed} AS SELECT * FROM ${partial} LIMIT 0`);
          return;
        }
        counts = { ...counts, evicted: await this.#measureEvicted(connection, partial, evicted) };
        removed = counts.evicted.keys;
        if (this.#mode === "append")
          await connection.run(`CREATE OR REPLACE TEMP TABLE ${closed} AS ${closedSql()}`, options);
        spent.removals = clock.monotonic() - begun - spent.updates;
      },
      outputCounted: (rows) => {
        if (countsOutput) counts = { ...counts, added: BigInt(rows) - this.#keys };
      },
      stateSql: () => this.#stateSql(partial, evicted, counts),
      committed: (commitMs) => {
        this.#committed(counts);
        spent.commit = commitMs;
      },
      progress: () =>
        operatorProgress(this.name, {
          total: this.#keys,
          updated: counts.updated,
          removed,
          dropped: counts.late,
          memoryBytes: this.#table.bytesOf(this.#stored),
          updatesMs: spent.updates,
          removalsMs: spent.removals,
          commitMs: spent.commit,
        }),
    };
  }

  /** The result with this batch's rows, columns `c<id>`. */
  #resultSql(partial: string): string {
    const fresh = `SELECT * FROM ${partial}`;
    if (this.#stored === 0n) return this.#rows.resultSql(fresh);
    const { sqlName } = this.#table;
    const sameKey = this.#rows.sameKey("s", "p");
    const stored =
      this.#mode === "complete"
        ? `SELECT * FROM ${sqlName}`
        : `SELECT s.* FROM ${sqlName} s WHERE EXISTS (SELECT 1 FROM ${partial} p WHERE ${sameKey})`;
    return this.#rows.resultSql(this.#rows.mergedSql(`${stored} UNION ALL ${fresh}`));
  }

  #evictedStored(evicted: string): string {
    return this.#stored === 0n ? "" : `SELECT * FROM ${this.#table.sqlName} WHERE ${evicted} UNION ALL `;
  }

  /** Counts what the batch's partial rows bring. */
  async #measure(connection: Connection, partial: string, late: string | undefined): Promise<Omit<Counts, "evicted">> {
    const timely = late === undefined ? "true" : `(${late}) IS NOT true`;
    const inTime = `count(*) FILTER (WHERE ${timely})`;
    const stored = `SELECT 1 FROM ${this.#table.sqlName} s WHERE ${this.#rows.sameKey("s", "p")}`;
    const fresh =
      this.#stored === 0n ? inTime : `(SELECT count(*) FROM ${partial} p WHERE ${timely} AND NOT EXISTS (${stored}))`;
    const input = `CAST(coalesce(sum(${rowsColumn}), 0) AS BIGINT)`;
    const sql = `SELECT ${input}, count(*) - ${inTime}, ${inTime}, ${fresh} FROM ${partial}`;
    const [row] = await readRows(connection, sql, countsSchema);
    return { input: row!.input!, late: row!.late!, updated: row!.updated!, added: row!.added! };
  }

  async #measureEvicted(connection: Connection, partial: string, evicted: string): Promise<Counts["evicted"]> {
    const stored = this.#evictedStored(evicted);
    const both = `${stored.replace("SELECT *", `SELECT ${this.#keyList()}`)}SELECT ${this.#keyList()} FROM ${partial} WHERE ${evicted}`;
    const inTable =
      this.#stored === 0n ? "CAST(0 AS BIGINT)" : `(SELECT count(*) FROM ${this.#table.sqlName} WHERE ${evicted})`;
    const inBatch = `(SELECT count(*) FROM ${partial} WHERE ${evicted})`;
    const sql = `SELECT ${inTable}, ${inBatch}, (SELECT count(*) FROM (SELECT DISTINCT * FROM (${both})))`;
    const [row] = await readRows(connection, sql, evictedSchema);
    return { stored: row!.stored!, partial: row!.partial!, keys: row!.keys! };
  }

  /** Appends the batch's rows, or makes the rows of each key one where many batches have added theirs, and removes what is done with. */
  #stateSql(partial: string, evicted: string | undefined, counts: Counts): readonly string[] {
    const { sqlName } = this.#table;
    const kept = evicted === undefined ? "" : ` WHERE (${evicted}) IS NOT true`;
    if (!this.#compacts(counts)) {
      const append = `INSERT INTO ${sqlName} SELECT * FROM ${partial}${kept}`;
      return counts.evicted.stored > 0n ? [`DELETE FROM ${sqlName} WHERE ${evicted}`, append] : [append];
    }
    const all = `SELECT * FROM ${sqlName}${kept} UNION ALL SELECT * FROM ${partial}${kept}`;
    return [
      `CREATE OR REPLACE TEMP TABLE state_compaction AS ${this.#rows.mergedSql(all)}`,
      `DELETE FROM ${sqlName}`,
      `INSERT INTO ${sqlName} SELECT * FROM state_compaction`,
      "DROP TABLE state_compaction",
    ];
  }

  #committed(counts: Counts): void {
    const compacted = this.#compacts(counts);
    const { evicted } = counts;
    this.#keys += counts.added - evicted.keys;
    this.#stored = compacted ? this.#keys : this.#stored + counts.updated - evicted.stored - evicted.partial;
    this.#appended = compacted ? 1 : this.#appended + 1;
  }

  #compacts({ added, evicted }: Counts): boolean {
    return (
      this.#appended + 1 >= batchesPerCompaction && this.#stored - evicted.stored > this.#keys + added - evicted.keys
    );
  }

  #keyList(): string {
    return this.#rows.keys.length > 0 ? this.#rows.keys.join(", ") : "1";
  }
}
