import { quoteIdentifier } from "../../types/index.ts";
import type { BatchOffsets } from "../checkpoint/index.ts";
import { compileQuery, compileRelation } from "../compile/index.ts";
import { countRows, type Observations, runWithRebinding, shownSteps } from "../execute/index.ts";
import type { Binding } from "../sources/index.ts";
import type { AggregateStateTable } from "../state/index.ts";
import type { MicroBatchParts } from "./micro-batch.ts";
import type { StateOperatorProgress } from "./progress.ts";

/** What a batch did. */
export interface BatchResult {
  /** Rows read, for each source. */
  readonly inputRows: readonly number[];
  readonly outputRows: number;
  readonly observations: Observations;
  /** Filled in when the batch is committed, since writing state belongs to the commit. */
  readonly stateOperators: () => readonly StateOperatorProgress[];
}

/**
 * A batch that is planned: `explain` gives its SQL, `run` computes it and hands it to the sink, `stateSql` writes its state in the commit's transaction,
 * `committed` takes note of that.
 */
export interface PlannedWork {
  explain(): string;
  /** @param signal - stops the batch, which then fails with `OPERATION_CANCELED` */
  run(signal: AbortSignal): Promise<BatchResult>;
  stateSql(): readonly string[];
  committed(commitMs: number): void;
}

export type AddBatch = (parts: MicroBatchParts, offsets: BatchOffsets, bindings: Map<number, Binding>) => PlannedWork;

const rowsTable = "batch_rows";
const partialTable = "batch_partial";

/** A batch of a query without state: its rows are computed once and handed to the sink. */
export const addStatelessBatch: AddBatch = (parts, offsets, bindings) => {
  const { plan, connection, executor, schema, mode, settings, sink } = parts;
  const rowsOf = (sqlOf: (id: number) => string) => compileRelation(plan.output, sqlOf, settings);
  return {
    explain: () => rowsOf(shownSteps(plan.output, (id) => bindings.get(id)!.sql, settings)),
    run: async (signal) => {
      const observations: Observations = new Map();
      // Computed before the sink sees it: a fast reading that turns out wrong is repeated here, where nothing was handed out yet.
      await runWithRebinding(bindings, (scans) =>
        executor.withSteps(plan.output, scans, { connection, settings, observations, signal }, (sqlOf) =>
          connection.run(`CREATE OR REPLACE TEMP TABLE ${rowsTable} AS ${rowsOf(sqlOf)}`, { signal }),
        ),
      );
      const inputRows = await countInput(parts, bindings);
      const columns = plan.output.output.map((column) => `c${column.id} AS ${quoteIdentifier(column.name)}`);
      const sql = `SELECT ${columns.join(", ")} FROM ${rowsTable}`;
      const outputRows = await sink.addBatch({ batchId: offsets.batchId, sql, schema, mode, connection, signal });
      return { inputRows, outputRows, observations, stateOperators: () => [] };
    },
    stateSql: () => [],
    committed: () => {},
  };
};

/** A batch of an aggregation: its rows are folded into a partial row per key, which joins the state when the batch commits. */
export const addAggregateBatch =
  (state: AggregateStateTable): AddBatch =>
  (parts, offsets, bindings) => {
    const { plan, connection, executor, schema, mode, settings, sink, clock } = parts;
    let counts = { inputRows: 0n, updated: 0n, added: 0n };
    const spent = { updates: 0, commit: 0 };
    const boundSql = (id: number) => bindings.get(id)!.sql;
    const partialSql = (sqlOf: (id: number) => string) =>
      state.partialSql(compileRelation(plan.aggregate!.input, sqlOf, settings), offsets.batchId);
    const resultBindings = () => {
      const stateSql = state.resultSql(partialTable, mode === "update" ? "changed" : "all");
      return (id: number) => (id === plan.stateScanId ? stateSql : boundSql(id));
    };
    const resultSql = (sqlOf: (id: number) => string) => compileQuery(plan.output, sqlOf, settings);
    return {
      explain: () => {
        const partial = partialSql(shownSteps(plan.aggregate!.input, boundSql, settings));
        return `${partial};\n\n${resultSql(shownSteps(plan.output, resultBindings(), settings))}`;
      },
      run: async (signal) => {
        const observations: Observations = new Map();
        const options = { connection, settings, observations, signal };
        const begun = clock.monotonic();
        await runWithRebinding(bindings, (scans) =>
          executor.withSteps(plan.aggregate!.input, scans, options, (sqlOf) =>
            connection.run(`CREATE OR REPLACE TEMP TABLE ${partialTable} AS ${partialSql(sqlOf)}`, { signal }),
          ),
        );
        counts = await state.measure(connection, partialTable);
        spent.updates = clock.monotonic() - begun;
        const inputRows = plan.countsInput ? [Number(counts.inputRows)] : await countInput(parts, bindings);
        const outputRows = await executor.withSteps(plan.output, resultBindings(), options, (sqlOf) =>
          sink.addBatch({ batchId: offsets.batchId, sql: resultSql(sqlOf), schema, mode, connection, signal }),
        );
        return {
          inputRows,
          outputRows,
          observations,
          stateOperators: () => [
            {
              operatorName: "stateStoreSave",
              numRowsTotal: Number(state.keyCount),
              numRowsUpdated: Number(counts.updated),
              allUpdatesTimeMs: Math.round(spent.updates),
              numRowsRemoved: 0,
              allRemovalsTimeMs: 0,
              commitTimeMs: Math.round(spent.commit),
              memoryUsedBytes: Number(state.memoryUsedBytes),
              numRowsDroppedByWatermark: 0,
              numShufflePartitions: 1,
              numStateStoreInstances: 1,
              customMetrics: {},
            },
          ],
        };
      },
      stateSql: () => state.commitSql(partialTable, counts.added),
      committed: (commitMs) => {
        state.committed(counts);
        spent.commit = commitMs;
      },
    };
  };

/** Hands the sink what the state holds after a restart, as the last committed batch left it. */
export async function publishState(parts: MicroBatchParts, state: AggregateStateTable): Promise<void> {
  if (state.isEmpty) return;
  const { plan, connection, executor, schema, mode, settings, sink } = parts;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${partialTable} AS ${state.emptySql()}`);
  const bindings = await executor.bindLeaves(plan.output, { connection, settings });
  try {
    const sqlOf = (id: number) =>
      id === plan.stateScanId ? state.resultSql(partialTable, "all") : bindings.get(id)!.sql;
    await executor.withSteps(plan.output, sqlOf, { connection, settings }, (bound) =>
      sink.addBatch({ batchId: -1, sql: compileQuery(plan.output, bound, settings), schema, mode, connection }),
    );
  } finally {
    for (const binding of bindings.values()) await binding.release();
  }
}

/** Rows that each source gave to the batch. */
function countInput({ plan, connection }: MicroBatchParts, bindings: ReadonlyMap<number, Binding>): Promise<number[]> {
  return Promise.all(
    plan.sources.map((scan) => {
      const binding = bindings.get(scan.id)!;
      return binding.rows ?? countRows(connection, binding.sql);
    }),
  );
}
