import { sparkError } from "../../common/index.ts";
import {
  expressionsOf,
  inputsOf,
  type ResolvedAggregate,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedGroupProgram,
  type ResolvedJoin,
  type ResolvedRelation,
  type ResolvedWindow,
  someExpression,
  walk,
} from "../plan/index.ts";
import { isStreaming } from "./is-streaming.ts";
import { qualifiedName, windowName } from "./names.ts";
import { watermarkOf } from "./watermark.ts";

export type OutputMode = "append" | "update" | "complete";

const refusal = (msg: string): Error => sparkError("_LEGACY_ERROR_TEMP_3102", { msg });

const modeRefusal = (outputMode: OutputMode, operation: string): Error =>
  sparkError("STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION", { outputMode, operation });

function some(plan: ResolvedRelation, test: (plan: ResolvedRelation) => boolean): boolean {
  return test(plan) || inputsOf(plan).some((input) => some(input, test));
}

const isStreamingAggregate = (plan: ResolvedRelation): plan is ResolvedAggregate =>
  plan.kind === "aggregate" && isStreaming(plan);

const isStreamJoin = (plan: ResolvedRelation): plan is ResolvedJoin =>
  plan.kind === "join" && isStreaming(plan.left) && isStreaming(plan.right);

const hasWatermark = (expression: ResolvedExpression): boolean => watermarkOf(expression) !== undefined;

/** Whether the relation keeps state over event time, so that rows that come late to it are lost. */
function dropsLateRows(plan: ResolvedRelation): boolean {
  if (isStreamingAggregate(plan) || isStreamJoin(plan)) return true;
  if (plan.kind !== "deduplicate" || !isStreaming(plan)) return false;
  return plan.withinWatermark || plan.keys.some(hasWatermark);
}

/**
 * Refuses a plan with streams that is to run as a batch.
 *
 * @throws SparkException `_LEGACY_ERROR_TEMP_3102`
 */
export function checkBatch(plan: ResolvedRelation): void {
  if (!isStreaming(plan)) return;
  throw refusal("A query over a stream does not run as a batch: start it with writeStream … start().");
}

/**
 * Refuses what cannot run as a stream in this output mode.
 *
 * @throws SparkException `STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION`, `_LEGACY_ERROR_TEMP_3102`,
 *   `NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING`, `WRITE_STREAM_NOT_ALLOWED`
 * @see org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker
 */
export function checkStreaming(plan: ResolvedRelation, outputMode: OutputMode): void {
  if (!isStreaming(plan)) throw sparkError("WRITE_STREAM_NOT_ALLOWED");
  const aggregated = some(plan, isStreamingAggregate);
  checkLateRows(plan, outputMode);
  if (outputMode === "complete" && !aggregated) throw modeRefusal(outputMode, "no streaming aggregations");
  checkRelation(plan, outputMode);
}

/** What comes out of an aggregate that updates its results may be late for the next operation that keeps state. */
function checkLateRows(plan: ResolvedRelation, outputMode: OutputMode): void {
  if (outputMode === "append") return;
  const visit = (node: ResolvedRelation): void => {
    if (dropsLateRows(node) && inputsOf(node).some((input) => some(input, isStreamingAggregate))) {
      throw refusal(
        `In ${outputMode} mode a streaming aggregation cannot feed another operation that keeps state, which might ` +
          "drop its rows as late. Use append mode with a watermark, or write the first result out and read it again.",
      );
    }
    inputsOf(node).forEach(visit);
  };
  visit(plan);
}

function checkRelation(plan: ResolvedRelation, mode: OutputMode): void {
  for (const input of inputsOf(plan)) checkRelation(input, mode);
  if (!isStreaming(plan)) return;
  checkExpressions(plan);
  switch (plan.kind) {
    case "aggregate":
      checkAggregate(plan, mode);
      return;
    case "join":
      checkJoin(plan, mode);
      return;
    case "sort":
      if (mode === "complete" && some(plan.input, isStreamingAggregate)) return;
      throw refusal("A stream is sorted only behind an aggregation in complete mode.");
    case "limit":
      if (plan.offset > 0n) throw refusal("OFFSET is not supported on streams.");
      if (mode === "update") throw refusal("LIMIT is not supported on streams in update mode.");
      return;
    case "groupProgram":
      checkGroupProgram(plan, mode);
      return;
    case "tail":
      throw refusal("tail is not supported on streams.");
    case "sample":
      throw refusal("Sampling is not supported on streams.");
    case "union":
      if (plan.inputs.every(isStreaming)) return;
      throw refusal("A stream and a batch cannot be united.");
    case "setOperation":
      if (plan.operation === "intersect") throw refusal("INTERSECT is not supported on streams.");
      if (isStreaming(plan.right)) throw refusal("EXCEPT takes no stream on its right side.");
      return;
    case "deduplicate":
      if (!plan.withinWatermark || plan.input.output.some(hasWatermark)) return;
      throw refusal("dropDuplicatesWithinWatermark needs a watermark: call withWatermark before it.");
    default:
      return;
  }
}

function checkGroupProgram({ inputs: [input, initial], program }: ResolvedGroupProgram, mode: OutputMode): void {
  if (program.outputMode !== mode)
    throw refusal(
      `transformWithState was made for ${program.outputMode} mode and cannot run in ${mode} mode: give both the same.`,
    );
  if (program.timeMode === "eventTime" && !input!.output.some(hasWatermark))
    throw refusal("Event time in transformWithState needs a watermark: call withWatermark before groupByKey.");
  if (initial !== undefined && isStreaming(initial)) throw refusal("An initial state cannot be a stream.");
}

function checkAggregate(plan: ResolvedAggregate, mode: OutputMode): void {
  if (plan.aggregates.some((item) => item.expression.distinct)) {
    throw refusal("Distinct aggregates are not supported on streams. Consider approx_count_distinct.");
  }
  if (mode === "update" && plan.keys.some(({ expression }) => expression.kind === "column" && expression.sessionWindow))
    throw modeRefusal(mode, "session window streaming aggregations");
  if (mode === "append" && !plan.keys.some((key) => hasWatermark(key.expression))) {
    throw modeRefusal(mode, "streaming aggregations without watermark");
  }
}

const joinNames = {
  inner: "Inner",
  cross: "Cross",
  left: "LeftOuter",
  right: "RightOuter",
  full: "FullOuter",
  leftSemi: "LeftSemi",
  leftAnti: "LeftAnti",
} as const;

function checkJoin(plan: ResolvedJoin, mode: OutputMode): void {
  const [left, right] = [isStreaming(plan.left), isStreaming(plan.right)];
  const name = joinNames[plan.type];
  if (left && right) {
    checkStreamJoin(plan, mode, name);
    return;
  }
  const keepsRight = plan.type === "right" || plan.type === "full";
  const keepsLeft = plan.type !== "inner" && plan.type !== "cross" && plan.type !== "right";
  if (left && keepsRight) throw refusal(`A ${name} join takes no stream on the left beside a batch on the right.`);
  if (right && keepsLeft) throw refusal(`A ${name} join takes no stream on the right beside a batch on the left.`);
}

function checkStreamJoin(plan: ResolvedJoin, mode: OutputMode, name: string): void {
  const isInner = plan.type === "inner" || plan.type === "cross";
  if (mode === "complete" || (mode === "update" && !isInner)) {
    const allowed = isInner ? "append and update mode" : "append mode";
    throw refusal(`A ${name} join of two streams runs only in ${allowed}.`);
  }
  if (plan.type === "leftAnti") throw refusal("A LeftAnti join takes no stream on the right.");
  if (!isInner && !watermarkedCondition(plan)) {
    throw refusal(
      `A ${name} join of two streams needs a watermark on the join keys, or one on the side that may be missing with a ` +
        "condition that bounds its time.",
    );
  }
}

/** Whether the join can tell from a watermark that a row will find no partner any more. */
function watermarkedCondition(plan: ResolvedJoin): boolean {
  if (!plan.condition) return false;
  const comparisons = new Set(["=", "==", "<=>", "<", "<=", ">", ">="]);
  const equal = new Set(["=", "==", "<=>"]);
  const sides = [idsOf(plan.left.output), idsOf(plan.right.output)] as const;
  let found = false;
  walk(plan.condition, (part) => {
    if (part.kind !== "call" || !comparisons.has(part.function.name)) return;
    const times = part.args.map((arg) => someExpression(arg, hasWatermark));
    if (equal.has(part.function.name)) found ||= times.some(Boolean);
    else found ||= times.every(Boolean) && sides.every((side) => part.args.some((arg) => reads(arg, side)));
  });
  return found;
}

const idsOf = (columns: readonly ResolvedColumn[]): ReadonlySet<number> => new Set(columns.map((column) => column.id));

const reads = (expression: ResolvedExpression, ids: ReadonlySet<number>): boolean =>
  someExpression(expression, (part) => part.kind === "column" && ids.has(part.id));

/** Functions that number rows anew in each micro-batch. */
const perBatch = new Set(["monotonically_increasing_id"]);

function checkExpressions(plan: ResolvedRelation): void {
  if (plan.kind === "project") {
    for (const { expression, column } of plan.items) {
      walk(expression, (part) => {
        if (part.kind === "window") throw windowRefusal(part, column);
      });
    }
  }
  for (const expression of expressionsOf(plan)) {
    walk(expression, (part) => {
      if (part.kind !== "call" || !perBatch.has(part.function.name)) return;
      throw refusal(`${qualifiedName(part, "UTC")} has no meaning on a stream.`);
    });
  }
}

function windowRefusal(window: ResolvedWindow, column: ResolvedColumn): Error {
  return sparkError("NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", {
    windowFunc: qualifiedName(window.call, "UTC").toUpperCase(),
    columnName: `\`${column.name}\``,
    windowSpec: windowName(window, "UTC").toUpperCase(),
  });
}
