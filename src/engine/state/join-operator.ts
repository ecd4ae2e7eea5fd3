import { sparkError } from "../../common/index.ts";
import { LongType, StructType } from "../../types/index.ts";
import { compileRelation } from "../compile/index.ts";
import type { Connection } from "../duckdb/index.ts";
import type {
  ExpressionSettings,
  ResolvedColumn,
  ResolvedJoin,
  ResolvedRelation,
  ScanRelation,
} from "../plan/index.ts";
import { expressionText } from "./expression-text.ts";
import { type JoinCondition, readJoinCondition, type Sides } from "./join-condition.ts";
import { JoinSide, rowIdColumn, type SideCounts } from "./join-side.ts";
import {
  type OperatorBatch,
  type OperatorWork,
  operatorProgress,
  type StatefulOperator,
  type WorkContext,
} from "./operator.ts";
import type { StateStore } from "./state-store.ts";
import type { StatePlace } from "./state-table.ts";

const nothing: SideCounts = { input: 0n, late: 0n, kept: 0n, removed: 0n, passing: 0n };

/**
 * A join of two streams. Each side keeps its rows; a batch joins the new rows of the left with what the right has kept, and the new
 * rows of the right with all of the left. Rows leave when the watermark says that no partner can come any more; outer joins give them out
 * then, if they have found none.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.join.StreamingSymmetricHashJoinExec
 */
export class JoinOperator implements StatefulOperator {
  readonly name = "symmetricHashJoin";
  readonly #join: ResolvedJoin;
  readonly #condition: JoinCondition;
  readonly #sides: Sides<JoinSide>;
  readonly #settings: ExpressionSettings;
  readonly #operatorId: number;
  /** Columns that number the rows of the sides in pairs. */
  readonly #ids: Sides<ResolvedColumn>;

  /** @throws SparkException `_LEGACY_ERROR_TEMP_3102` for a join without an equality */
  constructor(place: StatePlace, join: ResolvedJoin, settings: ExpressionSettings) {
    this.#join = join;
    this.#settings = settings;
    this.#operatorId = place.operatorId;
    this.#condition = readJoinCondition(join);
    if (this.#condition.keys.length === 0)
      throw sparkError("_LEGACY_ERROR_TEMP_3102", {
        msg: "A join of two streams needs an equality between them, such as left.id = right.id, beside other conditions.",
      });
    const ids = [...join.left.output, ...join.right.output].map(({ id }) => id);
    this.#ids = { left: rowId(Math.max(0, ...ids) + 1), right: rowId(Math.max(0, ...ids) + 2) };
    const side = (name: "left" | "right") => {
      const columns = join[name].output;
      const keys = this.#condition.keys.map(
        (key) => `${expressionText(key[name], columns)}: ${key[name].type.simpleString()}`,
      );
      const signature = `${join.type} join, ${name}: ${columns.map(({ name, type }) => `${name} ${type.simpleString()}`).join(", ")}; keys ${keys.join(", ")}`;
      const options = {
        columns,
        conditions: this.#condition.alone[name],
        // Rows that come out anyway do so when their time is over, also those without a key.
        required: this.#preserves(name) ? [] : this.#condition.required[name],
        bound: this.#condition.bounds[name],
        remembersMatches: this.#preserves(name),
      };
      return new JoinSide(place, name, signature, options, settings);
    };
    this.#sides = { left: side("left"), right: side("right") };
  }

  async open(connection: Connection): Promise<void> {
    await this.#sides.left.open(connection);
    await this.#sides.right.open(connection);
  }

  wantsBatch(watermark: number, last: number): boolean {
    const { left, right } = this.#condition.bounds;
    return (left !== undefined || right !== undefined) && watermark > last;
  }

  /** Rows wait for partners, so what comes out may be as old as what is still kept. */
  outputWatermark(watermark: number): number | undefined {
    const { left, right } = this.#condition.bounds;
    const kept = [left, right].flatMap((bound) => (bound === undefined ? [] : [watermark + bound.offset]));
    return kept.length === 0 ? undefined : Math.max(0, Math.min(watermark, ...kept));
  }

  stores(): readonly StateStore[] {
    const { keys } = this.#condition;
    const keysOf = (side: "left" | "right") => keys.map((key) => key[side]);
    return [...this.#sides.left.stores(keysOf("left")), ...this.#sides.right.stores(keysOf("right"))];
  }

  plan(batch: OperatorBatch): OperatorWork {
    const { left, right } = this.#sides;
    const { late, eviction } = batch;
    const isInner = this.#join.type === "inner";
    const pairs = `operator_${this.#operatorId}_pairs`;
    const output = `operator_${this.#operatorId}_output`;
    const matches = { left: this.#matchesSql(pairs, "left"), right: this.#matchesSql(pairs, "right") };
    const done = this.#join.type === "leftSemi" ? matches.left : undefined;
    let counts: Sides<SideCounts> = { left: nothing, right: nothing };
    const spent = { updates: 0, commit: 0 };
    return {
      outputSql: isInner ? this.#outputSql(pairs, eviction) : `SELECT * FROM ${output}`,
      get inputRows() {
        return [Number(counts.left.input), Number(counts.right.input)];
      },
      explain: () => this.#pairsSql(),
      run: async ([leftInput, rightInput], { clock, connection, signal }: WorkContext) => {
        const options = signal === undefined ? {} : { signal };
        const begun = clock.monotonic();
        await connection.run(left.takeSql(leftInput!, late), options);
        await connection.run(right.takeSql(rightInput!, late), options);
        await connection.run(`CREATE OR REPLACE TEMP TABLE ${pairs} AS ${this.#pairsSql()}`, options);
        // Pairs are all that comes out of an inner join.
        if (!isInner)
          await connection.run(
            `CREATE OR REPLACE TEMP TABLE ${output} AS ${this.#outputSql(pairs, eviction)}`,
            options,
          );
        counts = {
          left: await left.measure(connection, eviction, done),
          right: await right.measure(connection, eviction),
        };
        spent.updates = clock.monotonic() - begun;
      },
      stateSql: () => [
        ...left.stateSql(counts.left, eviction, matches.left, done),
        ...right.stateSql(counts.right, eviction, matches.right),
      ],
      committed: (commitMs) => {
        left.committed(counts.left);
        right.committed(counts.right);
        spent.commit = commitMs;
      },
      progress: () =>
        operatorProgress(this.name, {
          total: left.storedRows + right.storedRows,
          // Spark puts rows of the left into the state for those of the right to find, also where their time is over.
          updated: counts.left.kept + counts.right.kept - counts.right.passing,
          removed: counts.left.removed + counts.left.passing + counts.right.removed,
          dropped: counts.left.late + counts.right.late,
          memoryBytes: left.storedBytes + right.storedBytes,
          updatesMs: spent.updates,
          commitMs: spent.commit,
        }),
    };
  }

  /** Whether rows of the side come out also without a partner. */
  #preserves(side: "left" | "right"): boolean {
    return this.#join.type === "full" || this.#join.type === side;
  }

  /** The pairs that this batch brings: columns of both sides, and the rows' numbers. */
  #pairsSql(): string {
    const { left, right } = this.#sides;
    const stored = right.storedSql();
    const withNewRight = this.#joinSql(left.allSql(), right.newSql());
    return stored === undefined ? withNewRight : `${this.#joinSql(left.newSql(), stored)} UNION ALL ${withNewRight}`;
  }

  #joinSql(left: string, right: string): string {
    const side = (name: "left" | "right", id: number): ScanRelation => {
      const output = [...this.#join[name].output, this.#ids[name]];
      const source = { format: "state", options: {}, paths: [], schema: new StructType(), streaming: false };
      return { kind: "scan", id, source, output };
    };
    const scans = { left: side("left", 0), right: side("right", 1) };
    const { condition } = this.#join;
    const join: ResolvedRelation = {
      kind: "join",
      ...scans,
      type: condition === undefined ? "cross" : "inner",
      lateral: false,
      ...(condition && { condition }),
      output: [...scans.left.output, ...scans.right.output],
    };
    const rows = [left, right] as const;
    const ids = [this.#ids.left, this.#ids.right] as const;
    const numbered = (index: number) =>
      `SELECT * EXCLUDE (${rowIdColumn}), ${rowIdColumn} AS c${ids[index]!.id} FROM (${rows[index]})`;
    return compileRelation(join, numbered, this.#settings);
  }

  #matchesSql(pairs: string, side: "left" | "right"): string {
    return `SELECT c${this.#ids[side].id} FROM ${pairs}`;
  }

  #outputSql(pairs: string, eviction: number): string {
    const { left, right } = this.#sides;
    const columns = this.#join.output.map(({ id }) => `c${id}`);
    const list = columns.length === 0 ? `1 AS ${rowIdColumn}` : columns.join(", ");
    if (this.#join.type === "leftSemi")
      return `SELECT ${list} FROM (${left.allSql()}) WHERE ${rowIdColumn} IN (${this.#matchesSql(pairs, "left")})`;
    const queries = [`SELECT ${list} FROM ${pairs}`];
    for (const name of ["left", "right"] as const) {
      if (!this.#preserves(name)) continue;
      const side = name === "left" ? left : right;
      const own = new Set(this.#join[name].output.map(({ id }) => id));
      const items = this.#join.output.map(({ id }) => (own.has(id) ? `c${id}` : `NULL AS c${id}`));
      queries.push(`SELECT ${items.join(", ")} FROM (${side.forsakenSql(this.#matchesSql(pairs, name), eviction)})`);
    }
    return queries.join(" UNION ALL ");
  }
}

const rowId = (id: number): ResolvedColumn => ({
  kind: "column",
  id,
  name: rowIdColumn,
  qualifier: [],
  type: new LongType(),
  nullable: false,
});
