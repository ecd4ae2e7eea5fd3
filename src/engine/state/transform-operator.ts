import type { GroupBatch, GroupOutcome, LocalGroupProgram, StoredState, StoredTimer } from "../../protocol/index.ts";
import { duckDbType, NullType, quoteString, StructField, StructType } from "../../types/index.ts";
import { type Connection, readRows, rowsOf } from "../duckdb/index.ts";
import { type ResolvedColumn, type ResolvedGroupProgram, schemaOf } from "../plan/index.ts";
import { eventTimeColumn, eventTimeSql, notBehind } from "./event-time.ts";
import {
  type OperatorBatch,
  type OperatorWork,
  operatorProgress,
  type StatefulOperator,
  type WorkContext,
} from "./operator.ts";
import { defaultStore, type StateStore, storeSql, structSql } from "./state-store.ts";
import { type StatePlace, StateTable } from "./state-table.ts";

/** A value: group, variable, item, text and when it goes. */
const stateColumns = [
  { name: "g", type: "VARCHAR" },
  { name: "s", type: "VARCHAR" },
  { name: "k", type: "VARCHAR" },
  { name: "v", type: "VARCHAR" },
  { name: "x", type: "BIGINT" },
];
const timerColumns = [
  { name: "g", type: "VARCHAR" },
  { name: "t", type: "BIGINT" },
];
const variableColumns = [
  { name: "s", type: "VARCHAR" },
  { name: "kind", type: "VARCHAR" },
];
const variablesSchema = new StructType().add("variable", "string").add("kind", "string");
const stateSchema = new StructType()
  .add("group", "string")
  .add("variable", "string")
  .add("item", "string")
  .add("value", "string")
  .add("expires", "long");
const timerSchema = new StructType().add("group", "string").add("at", "long");
const timerChangeSchema = new StructType().add("group", "string").add("at", "long").add("stays", "boolean");
const groupsSchema = new StructType().add("group", "string");
const inputSchema = new StructType().add("all", "long").add("late", "long");
const sizesSchema = new StructType().add("matched", "long").add("expired", "long").add("due", "long");

const isOneOf = (variables: readonly string[]): string => `s IN (${variables.map(quoteString).join(", ")})`;

/** The condition of values that have expired, or whose variable was deleted. */
const goneSql = (timestamp: number, deleted: readonly string[]): string =>
  deleted.length === 0 ? `x <= ${timestamp}` : `(x <= ${timestamp} OR ${isOneOf(deleted)})`;

async function* noRows(): AsyncGenerator<never, void, undefined> {}

const nothing = { input: 0n, late: 0n, matched: 0n, expired: 0n };

/**
 * A program in JavaScript over the groups of a stream's rows. A batch gives it its rows and reads the states of their groups, and of those
 * whose timers are due, at once; what the program changes joins the state when the batch commits.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.transformwithstate.TransformWithStateExec
 */
export class TransformOperator implements StatefulOperator {
  readonly name = "transformWithStateExec";
  readonly #program: LocalGroupProgram;
  readonly #node: ResolvedGroupProgram;
  readonly #states: StateTable;
  readonly #timers: StateTable;
  /** Names and kinds of the state variables, which stay what they are. */
  readonly #variables: StateTable;
  readonly #prefix: string;
  /** The event time by which rows are late. */
  readonly #time: ResolvedColumn | undefined;
  #total = 0n;
  #due: number | undefined;
  #kinds: ReadonlyMap<string, string> = new Map();

  constructor(place: StatePlace, node: ResolvedGroupProgram) {
    this.#node = node;
    this.#program = node.program;
    this.#prefix = `operator_${place.operatorId}`;
    const { outputMode, timeMode } = node.program;
    const signature = `transformWithState in ${outputMode} mode, time mode ${timeMode}`;
    this.#states = new StateTable(place, stateColumns, signature);
    this.#timers = new StateTable(place, timerColumns, signature, "timers");
    this.#variables = new StateTable(place, variableColumns, signature, "variables");
    this.#time = timeMode === "eventTime" ? eventTimeColumn(node.inputs[0]!.output) : undefined;
  }

  async open(connection: Connection): Promise<void> {
    await this.#timers.open(connection);
    if (await this.#variables.open(connection)) {
      const rows = await readRows(connection, `SELECT s, kind FROM ${this.#variables.sqlName}`, variablesSchema);
      this.#kinds = new Map(rows.map(({ variable, kind }) => [variable!, kind!]));
    }
    if (!(await this.#states.open(connection))) return;
    const sql = `SELECT (SELECT count(*) FROM ${this.#states.sqlName}), CAST(0 AS BIGINT), (SELECT min(t) FROM ${this.#timers.sqlName})`;
    const [row] = await readRows(connection, sql, sizesSchema);
    this.#total = row!.matched!;
    this.#due = row!.due === null ? undefined : Number(row!.due);
  }

  wantsBatch(watermark: number, last: number): boolean {
    return this.#program.timeMode === "eventTime" && watermark > last;
  }

  dueAt(): number | undefined {
    return this.#program.timeMode === "processingTime" ? this.#due : undefined;
  }

  outputWatermark(watermark: number): number | undefined {
    return this.#program.eventTimeColumn === undefined ? undefined : watermark;
  }

  /** A program's values are text of JavaScript's values, so this is what is shown of them, all variables in one store. */
  stores(): readonly StateStore[] {
    const key = new StructType().add("group", "string").add("variable", "string").add("item", "string");
    const value = new StructType().add("value", "string").add("expirationMs", "long");
    const timerKey = new StructType().add("group", "string").add("expiryTimestampMs", "long");
    const timerValue = new StructType().add("__dummy__", new NullType());
    const rowsOf = (table: StateTable, database: string) => `SELECT * FROM ${table.nameIn(database)}`;
    return [
      {
        name: defaultStore,
        key,
        value,
        sql: (database) =>
          storeSql(structSql(key, ["g", "s", "k"]), structSql(value, ["v", "x"]), rowsOf(this.#states, database)),
      },
      {
        name: "timers",
        key: timerKey,
        value: timerValue,
        sql: (database) =>
          storeSql(structSql(timerKey, ["g", "t"]), structSql(timerValue, ["NULL"]), rowsOf(this.#timers, database)),
      },
    ];
  }

  plan(batch: OperatorBatch): OperatorWork {
    const output = `${this.#prefix}_output`;
    const changes = `${this.#prefix}_changes`;
    const timerChanges = `${this.#prefix}_timer_changes`;
    let outcome: GroupOutcome = {
      rows: [],
      states: [],
      timers: [],
      variables: this.#kinds,
      deleted: [],
      metrics: {},
    };
    let counts = nothing;
    let due: number | undefined;
    const spent = { updates: 0, commit: 0 };
    const written = () => BigInt(outcome.states.filter(({ value }) => value !== null).length);
    return {
      outputSql: `SELECT * FROM ${output}`,
      get inputRows() {
        return [Number(counts.input)];
      },
      explain: ([input]) => `SELECT transformWithState(*) FROM (${input})`,
      run: async (inputs, context) => {
        const { clock, connection } = context;
        const begun = clock.monotonic();
        const { all, late } = await this.#take(inputs[0]!, batch.late, context);
        outcome = await this.#program.run(this.#groupBatch(batch, inputs[1], context));
        await this.#store(connection, { output, changes, timerChanges }, outcome);
        const gone = goneSql(batch.timestamp, outcome.deleted);
        const sizes = await this.#measure(connection, { changes, timerChanges }, gone);
        counts = { input: all, late, matched: sizes.matched, expired: sizes.expired };
        due = sizes.due;
        spent.updates = clock.monotonic() - begun;
      },
      stateSql: () => this.#stateSql(changes, timerChanges, outcome, counts.expired, batch.timestamp),
      committed: (commitMs) => {
        this.#total += written() - counts.matched - counts.expired;
        this.#due = due;
        this.#kinds = outcome.variables;
        spent.commit = commitMs;
      },
      progress: () =>
        operatorProgress(this.name, {
          total: this.#total,
          updated: written(),
          removed: BigInt(outcome.states.length) - written() + counts.expired,
          dropped: counts.late,
          memoryBytes: this.#states.bytesOf(this.#total),
          updatesMs: spent.updates,
          commitMs: spent.commit,
          custom: { ...outcome.metrics, numValuesRemovedDueToTTLExpiry: Number(counts.expired) },
        }),
    };
  }

  /** Keeps the rows that came in time. */
  async #take(
    input: string,
    late: number,
    { connection, signal }: WorkContext,
  ): Promise<{ readonly all: bigint; readonly late: bigint }> {
    const rows = `${this.#prefix}_rows`;
    const isLate = this.#time === undefined ? "false" : `coalesce(${notBehind(eventTimeSql(this.#time), late)}, false)`;
    const options = signal === undefined ? {} : { signal };
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${rows} AS SELECT *, ${isLate} AS late FROM (${input})`,
      options,
    );
    const counted = `SELECT count(*), count(*) FILTER (WHERE late) FROM ${rows}`;
    const [row] = await readRows(connection, counted, inputSchema);
    return { all: row!.all!, late: row!.late! };
  }

  #groupBatch(batch: OperatorBatch, initial: string | undefined, { connection, signal }: WorkContext): GroupBatch {
    const options = signal === undefined ? {} : { signal };
    const [rowsNode, initialNode] = this.#node.inputs;
    const tuples = async function* (node: typeof rowsNode, from: string) {
      const schema = schemaOf(node!);
      const columns = node!.output.map(({ id }) => `c${id}`).join(", ") || "NULL";
      yield* rowsOf(await connection.query(`SELECT ${columns} FROM ${from}`, options), schema);
    };
    const hasInitial = initialNode !== undefined && initial !== undefined && batch.batchId === 0;
    return {
      batchId: batch.batchId,
      timestamp: batch.timestamp,
      watermark: batch.eviction,
      outputMode: this.#program.outputMode,
      columns: rowsNode!.output.map(({ name }) => name),
      rows: () => tuples(rowsNode, `${this.#prefix}_rows WHERE NOT late`),
      initialColumns: initialNode?.output.map(({ name }) => name) ?? [],
      initialRows: () => (hasInitial ? tuples(initialNode, `(${initial})`) : noRows()),
      due: () => this.#dueTimers(connection, batch),
      variables: this.#kinds,
      load: (groups) => this.#load(connection, groups),
    };
  }

  /** Timers that the batch's time, or its watermark, has come to. */
  async #dueTimers(connection: Connection, batch: OperatorBatch): Promise<readonly StoredTimer[]> {
    const { timeMode } = this.#program;
    if (timeMode === "none") return [];
    const now = timeMode === "eventTime" ? batch.eviction : batch.timestamp;
    const sql = `SELECT g, t FROM ${this.#timers.sqlName} WHERE t <= ${now} ORDER BY t, g`;
    const rows = await readRows(connection, sql, timerSchema);
    return rows.map(({ group, at }) => ({ group: group!, at: Number(at) }));
  }

  async #load(connection: Connection, groups: readonly string[]): ReturnType<GroupBatch["load"]> {
    const asked = `${this.#prefix}_groups`;
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${asked} (g VARCHAR)`);
    connection.appendColumns(asked, groupsSchema, [groups]);
    const of = (table: StateTable) => `SELECT * FROM ${table.sqlName} SEMI JOIN ${asked} USING (g)`;
    const states = await readRows(connection, of(this.#states), stateSchema);
    const timers = this.#program.timeMode === "none" ? [] : await readRows(connection, of(this.#timers), timerSchema);
    return {
      states: states.map(
        ({ group, variable, item, value, expires }): StoredState => ({
          group: group!,
          variable: variable!,
          item: item!,
          value: value!,
          expires: expires === null ? null : Number(expires),
        }),
      ),
      timers: timers.map(({ group, at }) => ({ group: group!, at: Number(at) })),
    };
  }

  async #store(
    connection: Connection,
    {
      output,
      changes,
      timerChanges,
    }: { readonly output: string; readonly changes: string; readonly timerChanges: string },
    { rows, states, timers }: GroupOutcome,
  ): Promise<void> {
    const columns = this.#node.output;
    const list = columns.map(({ id, type }) => `c${id} ${duckDbType(type)}`);
    const table = (name: string, described: string) =>
      connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${described})`);
    await table(output, list.join(", ") || "nothing BOOLEAN");
    const schema = new StructType(columns.map(({ id, type }) => new StructField(`c${id}`, type)));
    connection.appendRows(output, schema, rows);
    await table(changes, stateColumns.map(({ name, type }) => `${name} ${type}`).join(", "));
    const changed = states.map(({ group, variable, item, value, expires }) => [group, variable, item, value, expires]);
    connection.appendRows(changes, stateSchema, changed);
    await table(timerChanges, "g VARCHAR, t BIGINT, stays BOOLEAN");
    connection.appendRows(
      timerChanges,
      timerChangeSchema,
      timers.map(({ group, at, stays }) => [group, at, stays]),
    );
  }

  /** What the commit will find: values that are replaced or go, values that expire, and the next timer behind it. */
  async #measure(
    connection: Connection,
    { changes, timerChanges }: { readonly changes: string; readonly timerChanges: string },
    gone: string,
  ): Promise<{ readonly matched: bigint; readonly expired: bigint; readonly due: number | undefined }> {
    const stored = this.#states.sqlName;
    const matched = `SELECT count(*) FROM ${stored} SEMI JOIN ${changes} USING (g, s, k)`;
    const expired = `SELECT count(*) FROM (SELECT * FROM ${stored} WHERE ${gone}) ANTI JOIN ${changes} USING (g, s, k)`;
    const timers = `SELECT t FROM ${this.#timers.sqlName} ANTI JOIN ${timerChanges} USING (g, t) UNION ALL SELECT t FROM ${timerChanges} WHERE stays`;
    const sql = `SELECT (${matched}), (${expired}), (SELECT min(t) FROM (${timers}))`;
    const [row] = await readRows(connection, sql, sizesSchema);
    return { matched: row!.matched!, expired: row!.expired!, due: row!.due === null ? undefined : Number(row!.due) };
  }

  /** Statements for state variables that are new, or deleted. */
  #variablesSql({ deleted, variables }: GroupOutcome): string[] {
    const changed =
      deleted.length > 0 ||
      variables.size !== this.#kinds.size ||
      [...variables].some(([name, kind]) => this.#kinds.get(name) !== kind);
    if (!changed) return [];
    const rows = [...variables].map(([name, kind]) => `(${quoteString(name)}, ${quoteString(kind)})`);
    return [
      ...(deleted.length > 0 ? [`DELETE FROM ${this.#states.sqlName} WHERE ${isOneOf(deleted)}`] : []),
      `DELETE FROM ${this.#variables.sqlName}`,
      ...(rows.length > 0 ? [`INSERT INTO ${this.#variables.sqlName} VALUES ${rows.join(", ")}`] : []),
    ];
  }

  #stateSql(
    changes: string,
    timerChanges: string,
    outcome: GroupOutcome,
    expired: bigint,
    timestamp: number,
  ): string[] {
    const [states, timers] = [this.#states.sqlName, this.#timers.sqlName];
    const statements: string[] = this.#variablesSql(outcome);
    if (outcome.states.length > 0)
      statements.push(
        `DELETE FROM ${states} t USING ${changes} n WHERE t.g = n.g AND t.s = n.s AND t.k = n.k`,
        `INSERT INTO ${states} SELECT * FROM ${changes} WHERE v IS NOT NULL`,
      );
    if (expired > 0n) statements.push(`DELETE FROM ${states} WHERE x <= ${timestamp}`);
    if (outcome.timers.length > 0)
      statements.push(
        `DELETE FROM ${timers} o USING ${timerChanges} n WHERE o.g = n.g AND o.t = n.t`,
        `INSERT INTO ${timers} SELECT g, t FROM ${timerChanges} WHERE stays`,
      );
    return statements;
  }
}
