import { quoteIdentifier } from "../../types/index.ts";
import type { BatchOffsets } from "../checkpoint/index.ts";
import { type Bindings, compileQuery, compileRelation } from "../compile/index.ts";
import { countRows } from "../duckdb/index.ts";
import { type Observations, runWithRebinding, shownSteps } from "../execute/index.ts";
import { inputsOf } from "../plan/index.ts";
import type { Binding } from "../sources/index.ts";
import type { OperatorWork, StateOperatorProgress } from "../state/index.ts";
import { isStageScan, streamingScans, topDown } from "./incremental-plan.ts";
import type { MicroBatchParts } from "./micro-batch.ts";
import { passesAllRows, propagateWatermark, type RunningStage } from "./stages.ts";
import type { WatermarkWork } from "./watermark-stage.ts";
import type { EventTimes } from "./watermark-tracker.ts";

/** What a batch did. */
export interface BatchResult {
  /** Rows read, for each source. */
  readonly inputRows: readonly number[];
  readonly outputRows: number;
  readonly observations: Observations;
  /** For each `withWatermark` of the plan; undefined where no row passed. */
  readonly eventTimes: readonly (EventTimes | undefined)[];
  /** Filled in when the batch is committed, since writing state belongs to the commit. */
  readonly stateOperators: () => readonly StateOperatorProgress[];
}

/**
 * A batch that is planned: `explain` gives its SQL, `run` computes it and hands it to the sink, `stateSql` writes its state in the commit's
 * transaction, `committed` takes note of that.
 */
export interface PlannedWork {
  explain(): string;
  /** @param signal - stops the batch, which then fails with `OPERATION_CANCELED` */
  run(signal: AbortSignal): Promise<BatchResult>;
  stateSql(): readonly string[];
  committed(commitMs: number): void;
}

/** What a batch is about. */
export interface BatchDescription {
  readonly offsets: BatchOffsets;
  /** The watermark of the batch before, in milliseconds since the epoch. */
  readonly previousWatermark: number;
  readonly bindings: Map<number, Binding>;
}

const rowsTable = "batch_rows";

type Work =
  | { readonly kind: "watermark"; readonly running: RunningStage; readonly work: WatermarkWork }
  | { readonly kind: "operator"; readonly running: RunningStage; readonly work: OperatorWork };

/** Plans a batch: the stages one after the other, then the query's result over them, which goes to the sink. */
export function planBatch(parts: MicroBatchParts, batch: BatchDescription): PlannedWork {
  const { plan, connection, clock, executor, schema, mode, settings, sink } = parts;
  const { offsets, bindings } = batch;
  const works = planStages(parts, batch);
  const operators = works.flatMap((each) => (each.kind === "operator" ? [each.work] : []));
  const stageSql = new Map(works.map(({ running, work }) => [running.stage.id, work.outputSql]));
  const over =
    (scans: Bindings): Bindings =>
    (id) =>
      stageSql.get(id) ?? scans(id);
  // Rows that come straight from a source are computed before the sink sees them: a reading that turns out wrong is repeated while
  // nothing was handed out.
  const readsSources = streamingScans(plan.output).some((scan) => !isStageScan(scan));
  const columns = plan.output.output.map((column) => `c${column.id} AS ${quoteIdentifier(column.name)}`);
  const outputSql = (scans: Bindings) => (readsSources ? compileRelation : compileQuery)(plan.output, scans, settings);
  return {
    explain: () => {
      const bound = over((id) => bindings.get(id)!.sql);
      const shown = works.map(({ running: { stage }, work }) => {
        const scans = shownSteps(stage.node, bound, settings);
        return work.explain(stageInputs(stage.node, scans, parts));
      });
      return [...shown, outputSql(shownSteps(plan.output, bound, settings))].join(";\n\n");
    },
    run: async (signal) => {
      const observations: Observations = new Map();
      const options = { connection, settings, observations, signal };
      await runWithRebinding(bindings, async (scans) => {
        observations.clear();
        for (const { running, work } of works) {
          const { node } = running.stage;
          await executor.withSteps(node, over(scans), options, (sqlOf) =>
            work.run(stageInputs(node, sqlOf, parts), { connection, clock, signal }),
          );
        }
        if (!readsSources) return;
        await executor.withSteps(plan.output, over(scans), options, (sqlOf) =>
          connection.run(`CREATE OR REPLACE TEMP TABLE ${rowsTable} AS ${outputSql(sqlOf)}`, { signal }),
        );
      });
      const inputRows = await countInput(parts, works, bindings);
      const toSink = (sql: string) =>
        sink.addBatch({ batchId: offsets.batchId, sql, schema, mode, connection, signal });
      const bound = over((id) => bindings.get(id)!.sql);
      const outputRows = readsSources
        ? await toSink(`SELECT ${columns.join(", ")} FROM ${rowsTable}`)
        : await executor.withSteps(plan.output, bound, options, (sqlOf) => toSink(outputSql(sqlOf)));
      for (const each of works) {
        if (each.kind === "operator" && givesAllRows(parts, each.running)) each.work.outputCounted?.(outputRows);
      }
      return {
        inputRows,
        outputRows,
        observations,
        eventTimes: works.flatMap((each) => (each.kind === "watermark" ? [each.work.eventTimes] : [])),
        stateOperators: () =>
          topDown(plan).flatMap((id) => {
            const found = works.find(({ running }) => running.stage.id === id);
            return found?.kind === "operator" ? [found.work.progress()] : [];
          }),
      };
    },
    stateSql: () => operators.flatMap((work) => work.stateSql()),
    committed: (commitMs) => {
      for (const work of operators) work.committed(commitMs);
    },
  };
}

function planStages(parts: MicroBatchParts, { offsets, previousWatermark, bindings }: BatchDescription): Work[] {
  const { stages } = parts;
  const late = propagateWatermark(stages, previousWatermark);
  const eviction = propagateWatermark(stages, offsets.metadata.watermark);
  return stages.map((running): Work => {
    if (running.kind === "watermark") return { kind: "watermark", running, work: running.watermark.plan() };
    const { id, node } = running.stage;
    const { batchId, timestamp } = offsets;
    const work = running.operator.plan({
      batchId,
      timestamp,
      late: late.get(id)!,
      eviction: eviction.get(id)!,
      inputIsCounted: streamingScans(node).every((scan) => bindings.get(scan.id)?.rows !== undefined),
      outputIsCounted: givesAllRows(parts, running),
    });
    return { kind: "operator", running, work };
  });
}

/** Whether the sink counts the very rows that come out of a stage. */
function givesAllRows({ plan: { output }, sink }: MicroBatchParts, { stage }: RunningStage): boolean {
  return sink.countsRows === true && passesAllRows(output) && streamingScans(output).some(({ id }) => id === stage.id);
}

/** SQL of what goes into a stage: the relations below an operator; a `withWatermark` names its columns itself. */
function stageInputs(node: RunningStage["stage"]["node"], sqlOf: Bindings, { settings }: MicroBatchParts): string[] {
  const inputs = node.kind === "watermark" ? [node] : inputsOf(node);
  return inputs.map((input) => compileRelation(input, sqlOf, settings));
}

/** Hands the sink what the state holds after a restart, as the last committed batch left it. */
export async function publishState(parts: MicroBatchParts): Promise<void> {
  const { plan, connection, executor, schema, mode, settings, sink, stages } = parts;
  const stored = new Map(
    stages.map((running) => [
      running.stage.id,
      running.kind === "operator" ? running.operator.storedSql?.() : undefined,
    ]),
  );
  if (streamingScans(plan.output).some((scan) => stored.get(scan.id) === undefined)) return;
  const bindings = await executor.bindLeaves(plan.output, { connection, settings });
  try {
    const sqlOf = (id: number) => stored.get(id) ?? bindings.get(id)!.sql;
    await executor.withSteps(plan.output, sqlOf, { connection, settings }, (bound) =>
      sink.addBatch({ batchId: -1, sql: compileQuery(plan.output, bound, settings), schema, mode, connection }),
    );
  } finally {
    for (const binding of bindings.values()) await binding.release();
  }
}

/** Rows that each source gave to the batch: as the source says, as a stage that got all of them has counted, or else counted anew. */
function countInput(
  { plan, connection }: MicroBatchParts,
  works: readonly Work[],
  bindings: ReadonlyMap<number, Binding>,
): Promise<number[]> {
  const counted = new Map<number, number>();
  for (const { running, work } of works) {
    for (const [index, input] of inputsOf(running.stage.node).entries()) {
      const [scan, second] = streamingScans(input);
      const rows = work.inputRows[index];
      if (scan && !second && rows !== undefined && passesAllRows(input)) counted.set(scan.id, rows);
    }
  }
  return Promise.all(
    plan.sources.map((scan) => {
      const binding = bindings.get(scan.id)!;
      return binding.rows ?? counted.get(scan.id) ?? countRows(connection, binding.sql);
    }),
  );
}
