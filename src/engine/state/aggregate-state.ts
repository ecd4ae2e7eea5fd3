import { sparkError } from "../../common/index.ts";
import { duckDbType, quoteIdentifier, quoteString, StructType } from "../../types/index.ts";
import { aggregateSqlParts, expressionSql } from "../compile/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { AggregateState, ExpressionSettings, ResolvedAggregate } from "../plan/index.ts";

/** Partial rows are folded together when this many batches have added theirs; measured best between 32 and 128. */
const batchesPerCompaction = 64;

/** Column names in the state table. */
const keyColumn = (index: number): string => `k${index}`;
const stateColumn = (aggregate: number, part: number): string => `a${aggregate}_${part}`;
/** Rows of the input that a partial row stands for. */
const rowsColumn = "n";
/** The batch that a row came from; aggregates that depend on order merge along it. */
const sequenceColumn = "seq";

/**
 * The state of one streaming aggregation in a table of the checkpoint: for each key the partial columns of every aggregate. A batch
 * appends its partial rows; reading merges the rows of a key, and now and then a compaction makes them one.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.StateStoreSaveExec
 */
export class AggregateStateTable {
  readonly #aggregate: ResolvedAggregate;
  readonly #settings: ExpressionSettings;
  readonly #states: readonly AggregateState[];
  readonly #table: string;
  readonly #name: string;
  readonly #database: string;
  /** Batches whose rows were appended since the last compaction; also a bound for rows per key. */
  #appended = 0;
  #rows = 0n;
  #keys = 0n;

  /**
   * @param database - the checkpoint's database
   * @param operatorId - the aggregation's number in the query
   * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for an aggregate that cannot be kept between batches
   */
  constructor(database: string, operatorId: number, aggregate: ResolvedAggregate, settings: ExpressionSettings) {
    this.#aggregate = aggregate;
    this.#settings = settings;
    this.#database = database;
    this.#name = `state_${operatorId}`;
    this.#table = `${quoteIdentifier(database)}.${quoteIdentifier(this.#name)}`;
    this.#states = aggregate.aggregates.map(({ expression: call }) => {
      const state = call.function.state?.(aggregateSqlParts(call, settings), call, settings);
      if (state === undefined || call.distinct) {
        throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
          feature: `the aggregate ${call.name}${call.distinct ? " (DISTINCT)" : ""} in a stream`,
          hint: "Use an aggregate that can be kept between micro-batches, or compute it in foreachBatch.",
        });
      }
      return state;
    });
  }

  /** Keys in the state after the last batch. */
  get keyCount(): bigint {
    return this.#keys;
  }

  /** An estimate from the number of rows and the width of their columns, in bytes. */
  get memoryUsedBytes(): bigint {
    return this.#rows * BigInt(16 * (this.#columns().length + 1));
  }

  get isEmpty(): boolean {
    return this.#rows === 0n;
  }

  /**
   * Makes the table, or takes up the one of an earlier run.
   *
   * @throws SparkException `STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE` where the stored state is of another aggregation
   */
  async open(connection: Connection): Promise<void> {
    const columns = this.#columns();
    const here = `database_name = ${quoteString(this.#database)} AND table_name = ${quoteString(this.#name)}`;
    const [table] = await readRows(
      connection,
      `SELECT comment FROM duckdb_tables() WHERE ${here}`,
      new StructType().add("comment", "string"),
    );
    if (table === undefined) {
      await connection.run(
        `CREATE TABLE ${this.#table} (${columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`,
      );
      // The printed aggregation stands beside the state, so that a changed query is refused also where the types agree.
      await connection.run(`COMMENT ON TABLE ${this.#table} IS ${quoteString(this.#signature())}`);
      return;
    }
    if (table.comment !== this.#signature()) {
      throw sparkError("STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE", {
        storedKeySchema: String(table.comment),
        newKeySchema: this.#signature(),
      });
    }
    const keys = `(SELECT count(*) FROM (SELECT DISTINCT ${this.#keyList()} FROM ${this.#table}))`;
    const [counts] = await readRows(
      connection,
      `SELECT count(*), ${keys}, count(DISTINCT ${sequenceColumn}) FROM ${this.#table}`,
      new StructType().add("n", "long").add("keys", "long").add("batches", "long"),
    );
    this.#rows = counts?.n ?? 0n;
    this.#keys = counts?.keys ?? 0n;
    this.#appended = Number(counts?.batches ?? 0n);
  }

  /** A query that folds rows of the aggregation's input into a row per key. `input` yields columns `c<id>`. */
  partialSql(input: string, batchId: number): string {
    const settings = this.#settings;
    const keys = this.#aggregate.keys.map(
      ({ expression }, index) =>
        `CAST(${expressionSql(expression, settings)} AS ${duckDbType(expression.type)}) AS ${keyColumn(index)}`,
    );
    const parts = this.#states.flatMap((state, aggregate) =>
      state.partial.map((sql, part) => `CAST(${sql} AS ${state.columns[part]}) AS ${stateColumn(aggregate, part)}`),
    );
    const groups = this.#aggregate.keys.map((_, index) => index + 1);
    return `SELECT ${[...keys, ...parts, `count(*) AS ${rowsColumn}`, `CAST(${batchId} AS BIGINT) AS ${sequenceColumn}`].join(", ")} FROM (${input})${
      groups.length > 0 ? ` GROUP BY ${groups.join(", ")}` : ""
    }`;
  }

  /** A query without rows in the layout of {@link partialSql}. */
  emptySql(): string {
    return `SELECT * FROM ${this.#table} LIMIT 0`;
  }

  /**
   * A query that gives the aggregation's result, columns `c<id>` of its output.
   *
   * @param partial - the table with the partial rows of the running batch
   * @param only - `changed`: only keys that stand in `partial`, as update mode wants
   */
  resultSql(partial: string, only: "all" | "changed"): string {
    const merged = this.isEmpty ? `SELECT * FROM ${partial}` : this.#mergedSql(this.#rowsSql(partial, only));
    const keys = this.#aggregate.keys.map(({ column }, index) => `${keyColumn(index)} AS c${column.id}`);
    const results = this.#aggregate.aggregates.map(({ column, expression }, aggregate) => {
      const state = this.#states[aggregate]!;
      const columns = state.columns.map((_, part) => stateColumn(aggregate, part));
      return `CAST(${state.final(columns)} AS ${duckDbType(expression.type)}) AS c${column.id}`;
    });
    return `SELECT ${[...keys, ...results].join(", ")} FROM (${merged})`;
  }

  /** Counts what the batch's partial rows bring, before they are appended. */
  async measure(
    connection: Connection,
    partial: string,
  ): Promise<{ inputRows: bigint; updated: bigint; added: bigint }> {
    const fresh = this.isEmpty
      ? "count(*)"
      : `(SELECT count(*) FROM (SELECT ${this.#keyList()} FROM ${partial} p WHERE NOT EXISTS (SELECT 1 FROM ${this.#table} s WHERE ${this.#sameKey("s", "p")})))`;
    const [row] = await readRows(
      connection,
      `SELECT CAST(coalesce(sum(${rowsColumn}), 0) AS BIGINT), count(*), ${fresh} FROM ${partial}`,
      new StructType().add("input", "long").add("updated", "long").add("added", "long"),
    );
    return { inputRows: row?.input ?? 0n, updated: row?.updated ?? 0n, added: row?.added ?? 0n };
  }

  /**
   * Statements that add a batch's partial rows, and make the rows of each key one where many batches have added theirs; for the
   * transaction that commits the batch.
   */
  commitSql(partial: string, added: bigint): string[] {
    const append = `INSERT INTO ${this.#table} SELECT * FROM ${partial}`;
    if (!this.#compacts(added)) return [append];
    const all = `SELECT * FROM ${this.#table} UNION ALL SELECT * FROM ${partial}`;
    return [
      `CREATE OR REPLACE TEMP TABLE state_compaction AS ${this.#mergedSql(all)}`,
      `DELETE FROM ${this.#table}`,
      `INSERT INTO ${this.#table} SELECT * FROM state_compaction`,
      "DROP TABLE state_compaction",
    ];
  }

  /** Takes note that {@link commitSql} has been committed. */
  committed(counts: { readonly updated: bigint; readonly added: bigint }): void {
    const compacted = this.#compacts(counts.added);
    this.#keys += counts.added;
    this.#rows = compacted ? this.#keys : this.#rows + counts.updated;
    this.#appended = compacted ? 1 : this.#appended + 1;
  }

  #compacts(added: bigint): boolean {
    return this.#appended + 1 >= batchesPerCompaction && this.#rows > this.#keys + added;
  }

  #columns(): { name: string; type: string }[] {
    return [
      ...this.#aggregate.keys.map(({ expression }, index) => ({
        name: keyColumn(index),
        type: duckDbType(expression.type),
      })),
      ...this.#states.flatMap((state, aggregate) =>
        state.columns.map((type, part) => ({ name: stateColumn(aggregate, part), type })),
      ),
      { name: rowsColumn, type: "BIGINT" },
      { name: sequenceColumn, type: "BIGINT" },
    ];
  }

  /** What must stay the same for the state to be of use: keys, aggregates and the layout of their columns. */
  #signature(): string {
    const keys = this.#aggregate.keys.map(({ expression }) => expression.type.simpleString());
    const aggregates = this.#aggregate.aggregates.map(
      ({ expression }, index) => `${expression.function.name}(${this.#states[index]!.columns.join(", ")})`,
    );
    return `keys (${keys.join(", ")}) aggregates (${aggregates.join(", ")})`;
  }

  #rowsSql(partial: string, only: "all" | "changed"): string {
    const stored =
      only === "all"
        ? `SELECT * FROM ${this.#table}`
        : `SELECT s.* FROM ${this.#table} s WHERE EXISTS (SELECT 1 FROM ${partial} p WHERE ${this.#sameKey("s", "p")})`;
    return `${stored} UNION ALL SELECT * FROM ${partial}`;
  }

  #mergedSql(rows: string): string {
    const keys = this.#aggregate.keys.map((_, index) => keyColumn(index));
    const merged = this.#states.flatMap((state, aggregate) =>
      state
        .merge(
          state.columns.map((_, part) => stateColumn(aggregate, part)),
          sequenceColumn,
        )
        .map((sql, part) => `CAST(${sql} AS ${state.columns[part]}) AS ${stateColumn(aggregate, part)}`),
    );
    const counters = [
      `CAST(sum(${rowsColumn}) AS BIGINT) AS ${rowsColumn}`,
      `max(${sequenceColumn}) AS ${sequenceColumn}`,
    ];
    return `SELECT ${[...keys, ...merged, ...counters].join(", ")} FROM (${rows})${keys.length > 0 ? ` GROUP BY ${keys.join(", ")}` : ""}`;
  }

  #keyList(): string {
    const keys = this.#aggregate.keys.map((_, index) => keyColumn(index));
    return keys.length > 0 ? keys.join(", ") : "1";
  }

  #sameKey(left: string, right: string): string {
    const terms = this.#aggregate.keys.map(
      (_, index) => `${left}.${keyColumn(index)} IS NOT DISTINCT FROM ${right}.${keyColumn(index)}`,
    );
    return terms.length > 0 ? terms.join(" AND ") : "true";
  }
}
