import { duckDbType, StructField, StructType } from "../../types/index.ts";
import { expressionSql } from "../compile/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { ExpressionSettings, ResolvedColumn, ResolvedExpression } from "../plan/index.ts";
import { eventTimeColumn, eventTimeSql, timeColumn } from "./event-time.ts";
import type { JoinBound } from "./join-condition.ts";
import { type StateStore, storeSql, structSql } from "./state-store.ts";
import { type StatePlace, StateTable } from "./state-table.ts";

/** The number of a row among those of its side. */
export const rowIdColumn = "row_id";
/** Whether a row has found a partner. */
const matchedColumn = "matched";
/** Columns of a batch's new rows: whether a row came too late, and whether it may have a partner at all. */
const lateColumn = "late";
const eligibleColumn = "eligible";

/** How the rows of one side are kept. */
export interface JoinSideOptions {
  readonly columns: readonly ResolvedColumn[];
  /** A row that fails one of these has no partner. */
  readonly conditions: readonly ResolvedExpression[];
  /** A row for which one of these is NULL has no partner. */
  readonly required: readonly ResolvedExpression[];
  readonly bound: JoinBound | undefined;
  /** Whether it matters that a row has found a partner: its side shows rows without one, or each row once. */
  readonly remembersMatches: boolean;
}

/** What a side's new rows came to. */
export interface SideCounts {
  readonly input: bigint;
  readonly late: bigint;
  /** New rows that join the state. */
  readonly kept: bigint;
  /** Rows of earlier batches that leave it. */
  readonly removed: bigint;
  /** Those among the kept that leave it in the same batch. */
  readonly passing: bigint;
}

const countsSchema = new StructType()
  .add("input", "long")
  .add("late", "long")
  .add("kept", "long")
  .add("removed", "long")
  .add("passing", "long");

/** One side of a join of two streams: the rows that may still find a partner, and those that a batch brings. */
export class JoinSide {
  /** The temporary table with the batch's rows. */
  readonly newRows: string;
  readonly #options: JoinSideOptions;
  readonly #settings: ExpressionSettings;
  readonly #table: StateTable;
  readonly #name: "left" | "right";
  #stored = 0n;
  #nextId = 0n;

  constructor(
    place: StatePlace,
    name: "left" | "right",
    signature: string,
    options: JoinSideOptions,
    settings: ExpressionSettings,
  ) {
    this.#options = options;
    this.#settings = settings;
    this.#name = name;
    this.newRows = `operator_${place.operatorId}_${name}`;
    const columns = [
      ...options.columns.map(({ id, type }) => ({ name: `c${id}`, type: duckDbType(type) })),
      { name: rowIdColumn, type: "BIGINT" },
      { name: matchedColumn, type: "BOOLEAN" },
      { name: timeColumn, type: "BIGINT" },
    ];
    // Ids of columns differ between runs of the same query.
    const named = columns.map(({ name, type }, index) => ({ name: /^c\d+$/.test(name) ? `v${index}` : name, type }));
    // Rows that go again after a batch or two are not worth the work of making them small.
    const stored = options.bound === undefined ? named : named.map((column) => ({ ...column, compressed: false }));
    this.#table = new StateTable(place, stored, signature, name);
  }

  async open(connection: Connection): Promise<void> {
    if (!(await this.#table.open(connection))) return;
    const sql = `SELECT count(*), coalesce(max(${rowIdColumn}) + 1, 0) FROM ${this.#table.sqlName}`;
    const [row] = await readRows(connection, sql, new StructType().add("n", "long").add("next", "long"));
    this.#stored = row!.n!;
    this.#nextId = row!.next!;
  }

  get storedRows(): bigint {
    return this.#stored;
  }

  get storedBytes(): bigint {
    return this.#table.bytesOf(this.#stored);
  }

  /**
   * The side's rows in Spark's two stores: how many there are of each key, and each under its key and a number.
   *
   * @param keys - the side's part of the join's equalities
   */
  stores(keys: readonly ResolvedExpression[]): readonly StateStore[] {
    const { columns } = this.#options;
    const keyFields = keys.map(({ type }, index) => new StructField(`field${index}`, type));
    const key = new StructType(keyFields);
    const indexed = new StructType([...keyFields]).add("index", "long");
    const count = new StructType().add("value", "long");
    const row = new StructType(columns.map(({ name, type }) => new StructField(name, type))).add("matched", "boolean");
    const names = keyFields.map(({ name }) => name);
    const places = keys.map((_, index) => index + 1).join(", ");
    const rowsSql = (database: string) => {
      const values = columns.map(({ id }, index) => `v${index} AS c${id}`);
      const items = keys.map((each, index) => `${expressionSql(each, this.#settings)} AS field${index}`);
      const stored = `SELECT ${[...values, ...extraColumns].join(", ")} FROM ${this.#table.nameIn(database)}`;
      return `SELECT ${[...items, "*"].join(", ")} FROM (${stored})`;
    };
    return [
      {
        name: `${this.#name}-keyToNumValues`,
        key,
        value: count,
        sql: (database) =>
          storeSql(
            structSql(key, names),
            structSql(count, ["n"]),
            `SELECT ${names.join(", ")}, count(*) AS n FROM (${rowsSql(database)}) GROUP BY ${places}`,
          ),
      },
      {
        name: `${this.#name}-keyWithIndexToValue`,
        key: indexed,
        value: row,
        sql: (database) => {
          const index = `row_number() OVER (PARTITION BY ${names.join(", ")} ORDER BY ${rowIdColumn}) - 1`;
          // Where nobody asks whether a row has found a partner, nobody knows.
          const matched = this.#options.remembersMatches ? matchedColumn : "NULL";
          const values = [...columns.map(({ id }) => `c${id}`), matched];
          return storeSql(structSql(indexed, [...names, index]), structSql(row, values), rowsSql(database));
        },
      },
    ];
  }

  /** SQL that takes in the rows of a batch: numbered, with their time and whether they count. */
  takeSql(input: string, lateWatermark: number): string {
    const { columns, bound, conditions, required } = this.#options;
    const eventTime = eventTimeColumn(columns);
    const late = eventTime === undefined ? "false" : `${eventTimeSql(eventTime)} <= ${micros(lateWatermark)}`;
    const eligible = [
      ...conditions.map((condition) => expressionSql(condition, this.#settings)),
      ...required.map((value) => `(${expressionSql(value, this.#settings)}) IS NOT NULL`),
    ];
    const items = [
      ...columns.map(({ id }) => `c${id}`),
      `row_number() OVER () - 1 + ${this.#nextId} AS ${rowIdColumn}`,
      `false AS ${matchedColumn}`,
      `${bound === undefined ? "CAST(NULL AS BIGINT)" : this.#timeSql(bound)} AS ${timeColumn}`,
      `coalesce(${late}, false) AS ${lateColumn}`,
      `${eligible.length === 0 ? "true" : `coalesce(${eligible.map((each) => `(${each})`).join(" AND ")}, false)`} AS ${eligibleColumn}`,
    ];
    return `CREATE OR REPLACE TEMP TABLE ${this.newRows} AS SELECT ${items.join(", ")} FROM (${input})`;
  }

  /** A query of the rows of this batch that may have partners, with {@link rowIdColumn}. */
  newSql(): string {
    return `SELECT ${this.#list()} FROM ${this.newRows} WHERE NOT ${lateColumn} AND ${eligibleColumn}`;
  }

  /** A query of the rows of earlier batches; undefined where there are none. @param unmatched - only those without a partner so far */
  storedSql(unmatched = false): string | undefined {
    if (this.#stored === 0n) return undefined;
    const items = [...this.#options.columns.map(({ id }, index) => `v${index} AS c${id}`), ...extraColumns];
    return `SELECT ${items.join(", ")} FROM ${this.#table.sqlName}${unmatched ? ` WHERE NOT ${matchedColumn}` : ""}`;
  }

  /** Both of {@link storedSql} and {@link newSql}. */
  allSql(unmatched = false): string {
    const stored = this.storedSql(unmatched);
    return stored === undefined ? this.newSql() : `${stored} UNION ALL ${this.newSql()}`;
  }

  /**
   * A query of rows that will never have a partner: those that cannot have one, and those whose time is over.
   *
   * @param matches - a query of the ids that found one in this batch
   */
  forsakenSql(matches: string, watermark: number): string {
    const never = `SELECT ${this.#list()} FROM ${this.newRows} WHERE NOT ${lateColumn} AND NOT ${eligibleColumn}`;
    const over = this.#over(watermark);
    if (over === undefined) return never;
    return `${never} UNION ALL SELECT * FROM (${this.allSql(true)}) WHERE ${over} AND ${rowIdColumn} NOT IN (${matches})`;
  }

  /**
   * Counts what the batch brings and takes.
   *
   * @param done - a query of the ids of rows that have come out for good, where a row does once
   */
  async measure(connection: Connection, watermark: number, done?: string): Promise<SideCounts> {
    const leaves = this.#leaves(watermark, done);
    const counted = (rows: string) =>
      leaves === undefined ? "CAST(0 AS BIGINT)" : `(SELECT count(*) FROM ${rows} WHERE ${leaves})`;
    const removed = this.#stored === 0n ? "CAST(0 AS BIGINT)" : counted(this.#table.sqlName);
    const kept = `count(*) FILTER (WHERE ${this.#kept(done)})`;
    const sql = `SELECT count(*), count(*) FILTER (WHERE ${lateColumn}), ${kept}, ${removed}, ${counted(`(SELECT * FROM ${this.newRows} WHERE ${this.#kept(done)})`)} FROM ${this.newRows}`;
    const [row] = await readRows(connection, sql, countsSchema);
    return { input: row!.input!, late: row!.late!, kept: row!.kept!, removed: row!.removed!, passing: row!.passing! };
  }

  /**
   * Statements that bring the side to the end of the batch.
   *
   * @param matches - a query of the ids that found a partner in this batch
   * @param done - as for {@link measure}
   */
  stateSql(counts: SideCounts, watermark: number, matches: string, done?: string): string[] {
    const { sqlName } = this.#table;
    const leaves = this.#leaves(watermark, done);
    const statements: string[] = [];
    if (counts.removed > 0n) statements.push(`DELETE FROM ${sqlName} WHERE ${leaves}`);
    const remembers = this.#options.remembersMatches;
    if (remembers && this.#stored > 0n)
      statements.push(
        `UPDATE ${sqlName} SET ${matchedColumn} = true WHERE NOT ${matchedColumn} AND ${rowIdColumn} IN (${matches})`,
      );
    if (counts.kept > counts.passing) {
      const matched = remembers ? `${rowIdColumn} IN (${matches})` : "false";
      const items = [...this.#options.columns.map(({ id }) => `c${id}`), rowIdColumn, matched, timeColumn];
      const stays = leaves === undefined ? "" : ` AND (${leaves}) IS NOT true`;
      statements.push(
        `INSERT INTO ${sqlName} SELECT ${items.join(", ")} FROM ${this.newRows} WHERE ${this.#kept(done)}${stays}`,
      );
    }
    return statements;
  }

  /** Takes note that {@link stateSql} has been committed. */
  committed({ input, kept, removed, passing }: SideCounts): void {
    this.#stored += kept - removed - passing;
    this.#nextId += input;
  }

  /** The condition that a new row joins the state. */
  #kept(done: string | undefined): string {
    const wanted = done === undefined ? "" : ` AND ${rowIdColumn} NOT IN (${done})`;
    return `NOT ${lateColumn} AND ${eligibleColumn}${wanted}`;
  }

  /** The condition that a row leaves the state; undefined where none does. */
  #leaves(watermark: number, done: string | undefined): string | undefined {
    const over = this.#over(watermark);
    const came = done === undefined ? undefined : `${rowIdColumn} IN (${done})`;
    return over === undefined ? came : came === undefined ? over : `(${over} OR ${came})`;
  }

  /** The condition that a row's time is over; undefined where that never is. */
  #over(watermark: number): string | undefined {
    const { bound } = this.#options;
    return bound && `${timeColumn} <= ${micros(watermark + bound.offset)}`;
  }

  #timeSql({ time }: JoinBound): string {
    const sql = `(${expressionSql(time, this.#settings)})`;
    return `epoch_us(${time.type.kind === "struct" ? `struct_extract(${sql}, 'end')` : sql})`;
  }

  #list(): string {
    return [...this.#options.columns.map(({ id }) => `c${id}`), ...extraColumns].join(", ");
  }
}

const extraColumns = [rowIdColumn, matchedColumn, timeColumn];

const micros = (milliseconds: number): bigint => BigInt(milliseconds) * 1000n;
