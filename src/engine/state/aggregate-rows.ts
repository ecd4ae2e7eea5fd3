import { sparkError } from "../../common/index.ts";
import { duckDbType, LongType, StructField, StructType } from "../../types/index.ts";
import { aggregateSqlParts, expressionSql } from "../compile/index.ts";
import {
  type AggregateState,
  type BufferField,
  type ExpressionSettings,
  type ResolvedAggregate,
  type ResolvedColumn,
  type ResolvedExpression,
  settingsOf,
} from "../plan/index.ts";
import { collectedState } from "./collected-state.ts";
import { eventTimeColumn, eventTimeSql, timeColumn } from "./event-time.ts";
import { expressionText } from "./expression-text.ts";
import { structSql } from "./state-store.ts";
import type { StateColumn } from "./state-table.ts";

/** Column names in the state table. */
const keyColumn = (index: number): string => `k${index}`;
const stateColumn = (aggregate: number, part: number): string => `a${aggregate}_${part}`;
/** Which keys of a grouping set query a row leaves out. */
const groupingColumn = "g";
/** Rows of the input that a partial row stands for. */
export const rowsColumn = "n";
/** The batch that a row came from; aggregates that depend on order merge along it. */
export const sequenceColumn = "seq";

/**
 * The rows that keep an aggregation between batches: for each key the partial columns of every aggregate. This is their layout, and the SQL
 * that makes them of input rows, makes rows of one key one, and reads results out of them.
 */
export class AggregateRows {
  readonly columns: readonly StateColumn[];
  /** What must stay the same for stored rows to be of use: keys, aggregates and the layout of their columns. */
  readonly signature: string;
  /** Names of the columns that tell groups apart. */
  readonly keys: readonly string[];
  /** The place among `keys` of the one that is a session. */
  readonly session: number;
  /** The key that has a watermark. */
  readonly timeKey: ResolvedColumn | undefined;
  readonly #aggregate: ResolvedAggregate;
  readonly #settings: ExpressionSettings;
  readonly #states: readonly AggregateState[];

  /** @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for a grouping set that stands twice */
  constructor(aggregate: ResolvedAggregate, settings: ExpressionSettings) {
    this.#aggregate = aggregate;
    this.#settings = settings;
    this.#states = aggregate.aggregates.map(({ expression: call }) => {
      const state = call.distinct ? undefined : call.function.state;
      return (
        state?.(aggregateSqlParts(call, settings), call, settingsOf(call, settings)) ?? collectedState(call, settings)
      );
    });
    const sets = aggregate.groupingSets;
    if (sets !== undefined && new Set(sets.map((set) => [...set].sort().join())).size < sets.length) {
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: "a grouping set that stands twice in a stream's GROUPING SETS",
        hint: "Name each grouping set once.",
      });
    }
    this.keys = [
      ...aggregate.keys.map((_, index) => keyColumn(index)),
      ...(sets === undefined ? [] : [groupingColumn]),
    ];
    this.session = aggregate.keys.findIndex(
      ({ expression }) => expression.kind === "column" && expression.sessionWindow === true,
    );
    this.timeKey = eventTimeColumn(aggregate.keys.map((key) => key.column));
    const keyTypes = aggregate.keys.map(({ expression }) => duckDbType(expression.type));
    this.columns = [
      ...this.keys.map((name, index) => ({ name, type: keyTypes[index] ?? "BIGINT" })),
      ...this.#states.flatMap((state, at) =>
        state.columns.map((type, part) => ({ name: stateColumn(at, part), type })),
      ),
      { name: rowsColumn, type: "BIGINT" },
      { name: sequenceColumn, type: "BIGINT" },
      ...(this.timeKey === undefined ? [] : [{ name: timeColumn, type: "BIGINT" }]),
    ];
    const wordsOf = (expression: ResolvedExpression) => expressionText(expression, aggregate.input.output);
    const keys = aggregate.keys.map(({ expression }) => `${wordsOf(expression)}: ${expression.type.simpleString()}`);
    const calls = aggregate.aggregates.map(
      ({ expression }, index) => `${wordsOf(expression)}: ${this.#states[index]!.columns.join(", ")}`,
    );
    const grouping = sets === undefined ? "" : ` sets (${sets.map((set) => `(${set.join(", ")})`).join(", ")})`;
    this.signature = `keys (${keys.join(", ")})${grouping} aggregates (${calls.join(", ")})`;
  }

  /** A query that folds rows of the aggregation's input, columns `c<id>`, into a row per key. */
  partialSql(input: string, batchId: number): string {
    const { keys, groupingSets } = this.#aggregate;
    const keySql = keys.map(
      ({ expression }) => `CAST(${expressionSql(expression, this.#settings)} AS ${duckDbType(expression.type)})`,
    );
    const named = keySql.map((sql, index) => `${sql} AS ${keyColumn(index)}`);
    const parts = this.#states.flatMap((state, aggregate) =>
      state.partial.map((sql, part) => `CAST(${sql} AS ${state.columns[part]}) AS ${stateColumn(aggregate, part)}`),
    );
    const counters = [`count(*) AS ${rowsColumn}`, `CAST(${batchId} AS BIGINT) AS ${sequenceColumn}`];
    const folded = (keyItems: readonly string[], from: string, groupBy: string): string =>
      `SELECT ${[...keyItems, ...parts, ...counters].join(", ")} FROM (${from})${groupBy}`;
    if (groupingSets !== undefined) {
      const names = keys.map((_, index) => keyColumn(index));
      const sets = groupingSets.map((set) => `(${set.map((index) => names[index]).join(", ")})`).join(", ");
      const grouping = names.length === 0 ? "0" : `grouping(${names.join(", ")})`;
      // Spark has no row for all rows where there are none. Keys get columns of their own, since those of the input keep their values in the aggregates' arguments.
      const withKeys = `SELECT *, ${named.join(", ")} FROM (${input})`;
      const items = [...names, `CAST(${grouping} AS BIGINT) AS ${groupingColumn}`];
      return this.#timed(folded(items, withKeys, ` GROUP BY GROUPING SETS (${sets}) HAVING count(*) > 0`));
    }
    const places = keys.map((_, index) => index + 1).join(", ");
    return this.#timed(folded(named, input, places === "" ? "" : ` GROUP BY ${places}`));
  }

  /** A query that makes the rows of each key in `rows` one. */
  mergedSql(rows: string): string {
    const merged = this.#states.flatMap((state, aggregate) => {
      const columns = state.columns.map((_, part) => stateColumn(aggregate, part));
      return state
        .merge(columns, sequenceColumn)
        .map((sql, part) => `CAST(${sql} AS ${state.columns[part]}) AS ${columns[part]}`);
    });
    const counters = [
      `CAST(sum(${rowsColumn}) AS BIGINT) AS ${rowsColumn}`,
      `max(${sequenceColumn}) AS ${sequenceColumn}`,
      ...(this.timeKey === undefined ? [] : [`max(${timeColumn}) AS ${timeColumn}`]),
    ];
    const groups = this.keys.length > 0 ? ` GROUP BY ${this.keys.join(", ")}` : "";
    return `SELECT ${[...this.keys, ...merged, ...counters].join(", ")} FROM (${rows})${groups}`;
  }

  /** A query of the aggregation's result, columns `c<id>` of its output, from rows with one for each key. */
  resultSql(rows: string): string {
    const { keys, aggregates, groupingId } = this.#aggregate;
    const items = keys.map(({ column }, index) => `${keyColumn(index)} AS c${column.id}`);
    for (const [index, { column, expression }] of aggregates.entries()) {
      const state = this.#states[index]!;
      const columns = state.columns.map((_, part) => stateColumn(index, part));
      items.push(`CAST(${state.final(columns)} AS ${duckDbType(expression.type)}) AS c${column.id}`);
    }
    if (groupingId !== undefined)
      items.push(`CAST(${groupingColumn} AS ${duckDbType(groupingId.type)}) AS c${groupingId.id}`);
    return `SELECT ${items.length > 0 ? items.join(", ") : "NULL"} FROM (${rows})`;
  }

  /** The keys as readers of state see them: a column of SQL for each. */
  keyFields(): readonly BufferField[] {
    const { keys, groupingSets } = this.#aggregate;
    const fields = keys.map(({ column }, index) => ({ name: column.name, type: column.type, sql: keyColumn(index) }));
    const grouping = { name: "spark_grouping_id", type: new LongType(), sql: groupingColumn };
    return groupingSets === undefined ? fields : [...fields, grouping];
  }

  /** The aggregates as readers of state see them, from rows with one for each key. */
  bufferFields(): readonly BufferField[] {
    return this.#aggregate.aggregates.flatMap(({ expression: { function: called, type } }, index) => {
      const state = this.#states[index]!;
      const columns = state.columns.map((_, part) => stateColumn(index, part));
      return state.buffer?.(columns) ?? [{ name: called.name, type, sql: state.final(columns) }];
    });
  }

  /** The condition that two rows are of one key. */
  sameKey(left: string, right: string, keys: readonly string[] = this.keys): string {
    const terms = keys.map((key) => `${left}.${key} IS NOT DISTINCT FROM ${right}.${key}`);
    return terms.length > 0 ? terms.join(" AND ") : "true";
  }

  #timed(rows: string): string {
    if (this.timeKey === undefined) return rows;
    const index = this.#aggregate.keys.findIndex((key) => key.column === this.timeKey);
    return `SELECT *, ${eventTimeSql(this.timeKey, keyColumn(index))} AS ${timeColumn} FROM (${rows})`;
  }
}

/** Fields as one struct: its type, and SQL of it. */
export function structOf(fields: readonly BufferField[]): { readonly type: StructType; readonly sql: string } {
  const type = new StructType(fields.map((field) => new StructField(field.name, field.type)));
  return {
    type,
    sql: structSql(
      type,
      fields.map(({ sql }) => sql),
    ),
  };
}
