import { sparkError } from "../../common/index.ts";
import { dropsLateRows } from "../analyze/index.ts";
import type { ExpressionSettings, ResolvedRelation } from "../plan/index.ts";
import type { OutputMode } from "../sinks/index.ts";
import {
  AggregateOperator,
  DeduplicateOperator,
  JoinOperator,
  LimitOperator,
  SessionOperator,
  type StatefulOperator,
  TransformOperator,
} from "../state/index.ts";
import { type IncrementalPlan, isStageScan, type Stage, streamingScans, topDown } from "./incremental-plan.ts";
import { WatermarkStage } from "./watermark-stage.ts";

/** A stage of a plan with what computes it. */
export type RunningStage =
  | { readonly kind: "watermark"; readonly stage: Stage; readonly watermark: WatermarkStage }
  | { readonly kind: "operator"; readonly stage: Stage; readonly operator: StatefulOperator };

/** What operators are made of besides their relation. */
export interface StageContext {
  /** The checkpoint's database. */
  readonly database: string;
  readonly mode: OutputMode;
  readonly settings: ExpressionSettings;
}

/** Makes what computes the stages of a plan. @throws SparkException for operators that cannot keep state */
export function makeStages({ stages }: IncrementalPlan, context: StageContext): RunningStage[] {
  let operators = 0;
  return stages.map((stage): RunningStage => {
    if (stage.node.kind === "watermark" && readsWatermark(stage, stages))
      throw sparkError("_LEGACY_ERROR_TEMP_3076", {
        config: "spark.sql.streaming.statefulOperator.allowMultiple",
      });
    if (stage.node.kind === "watermark")
      return { kind: "watermark", stage, watermark: new WatermarkStage(stage.node, -stage.id) };
    const operator = operatorOf(stage, operators, { ...context, mode: modeOf(stage, stages, context.mode) });
    operators += 1;
    return { kind: "operator", stage, operator };
  });
}

/**
 * The mode in which an operator works. Below another that would count updates of a row as rows, or drop them as late, it gives out what is
 * final; in the other modes the rules have seen to that already.
 */
function modeOf(stage: Stage, stages: readonly Stage[], mode: OutputMode): OutputMode {
  if (mode !== "update") return mode;
  const feeds = (id: number): boolean =>
    stages.some(
      (above) =>
        streamingScans(above.node).some((scan) => scan.id === id) && (dropsLateRows(above.node) || feeds(above.id)),
    );
  return feeds(stage.id) ? "append" : mode;
}

/** Whether rows of another `withWatermark` come to the stage. */
function readsWatermark({ node }: Stage, stages: readonly Stage[]): boolean {
  const below = streamingScans(node).flatMap((scan) => stages.filter((stage) => stage.id === scan.id));
  return below.some((stage) => stage.node.kind === "watermark" || readsWatermark(stage, stages));
}

function operatorOf({ node }: Stage, operatorId: number, { database, mode, settings }: StageContext): StatefulOperator {
  const place = { database, operatorId };
  switch (node.kind) {
    case "aggregate":
      return node.keys.some(({ expression }) => expression.kind === "column" && expression.sessionWindow)
        ? new SessionOperator(place, node, mode, settings)
        : new AggregateOperator(place, node, mode, settings);
    case "deduplicate":
      return new DeduplicateOperator(place, node);
    case "limit":
      return new LimitOperator(place, node);
    case "join":
      return new JoinOperator(place, node, settings);
    case "groupProgram":
      return new TransformOperator(place, node);
    case "watermark":
      throw sparkError("INTERNAL_ERROR", { message: "a watermark is no stateful operator" });
  }
}

export const operatorsOf = (stages: readonly RunningStage[]): readonly StatefulOperator[] =>
  stages.flatMap((stage) => (stage.kind === "operator" ? [stage.operator] : []));

/** The operators in the order in which Spark numbers them: from the top of the plan down. */
export const operatorsFromTop = (plan: IncrementalPlan, stages: readonly RunningStage[]): readonly StatefulOperator[] =>
  topDown(plan).flatMap((id) => operatorsOf(stages.filter(({ stage }) => stage.id === id)));

/**
 * The watermark that each stage's input has where that of the sources is `origin`: operators on the way may hold rows back, so what is
 * late above them is another matter than below.
 *
 * @returns by stage id, milliseconds since the epoch
 * @see org.apache.spark.sql.execution.streaming.runtime.PropagateWatermarkSimulator
 */
export function propagateWatermark(stages: readonly RunningStage[], origin: number): ReadonlyMap<number, number> {
  const inputs = new Map<number, number>();
  const outputs = new Map<number, number | undefined>();
  for (const running of stages) {
    const { id, node } = running.stage;
    const below = streamingScans(node).flatMap((scan) => (isStageScan(scan) ? [outputs.get(scan.id)] : []));
    const input = Math.min(...below.filter((watermark) => watermark !== undefined));
    inputs.set(id, Number.isFinite(input) ? input : 0);
    outputs.set(id, running.kind === "watermark" ? origin : running.operator.outputWatermark(inputs.get(id)!));
  }
  return inputs;
}

/** Whether rows of a batch pass through the relation one by one, all of them. */
export function passesAllRows(plan: ResolvedRelation): boolean {
  if (plan.kind === "scan") return true;
  const passes = plan.kind === "project" || plan.kind === "pythonEval" || plan.kind === "observe";
  return passes && passesAllRows(plan.input);
}
