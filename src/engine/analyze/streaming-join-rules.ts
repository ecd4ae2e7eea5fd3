import {
  conjunctsOf,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedJoin,
  type ResolvedRelation,
  timeBoundsOf,
} from "../plan/index.ts";
import { isStreaming } from "./is-streaming.ts";
import { type OutputMode, refusal } from "./streaming-refusal.ts";

const names = {
  inner: "Inner",
  cross: "Cross",
  left: "LeftOuter",
  right: "RightOuter",
  full: "FullOuter",
  leftSemi: "LeftSemi",
  leftAnti: "LeftAnti",
} as const;

const hasWatermark = (column: ResolvedColumn): boolean => column.watermarkDelay !== undefined;

/** Refuses joins that keep rows of which no watermark says that their partner will not come. @throws SparkException `_LEGACY_ERROR_TEMP_3102` */
export function checkJoin(plan: ResolvedJoin, mode: OutputMode): void {
  const [left, right] = [isStreaming(plan.left), isStreaming(plan.right)];
  const name = names[plan.type];
  if (left && right) {
    checkStreamJoin(plan, mode, name);
    return;
  }
  const keepsRight = plan.type === "right" || plan.type === "full";
  const keepsLeft = plan.type !== "inner" && plan.type !== "cross" && plan.type !== "right";
  if (left && keepsRight)
    throw refusal(
      `A ${name} join takes no stream on the left beside a batch on the right: which rows of the batch have no partner is never known.`,
      "Make it a left or an inner join, or join each batch of the stream with the table in foreachBatch.",
    );
  if (right && keepsLeft)
    throw refusal(
      `A ${name} join takes no stream on the right beside a batch on the left: which rows of the batch have no partner is never known.`,
      "Change the sides, make it a right or an inner join, or join each batch of the stream with the table in foreachBatch.",
    );
}

function checkStreamJoin(plan: ResolvedJoin, mode: OutputMode, name: string): void {
  const isInner = plan.type === "inner" || plan.type === "cross";
  const updates = isInner || plan.type === "leftSemi";
  if (mode === "complete" || (mode === "update" && !updates))
    throw refusal(
      `A ${name} join of two streams runs only in ${updates ? "append and update mode" : "append mode"}.`,
      mode === "complete"
        ? "Start the query in append mode; to aggregate what is joined, write the pairs to a table and read it as a stream."
        : "Start the query in append mode.",
    );
  if (plan.type === "leftAnti")
    throw refusal(
      "A LeftAnti join takes no stream on the right.",
      "Use a left join with watermarks and keep the rows whose right side is NULL.",
    );
  if (!isInner && !watermarkedCondition(plan))
    throw refusal(
      `A ${name} join of two streams needs a watermark on the join keys, or one on the side that may be missing with a ` +
        "condition that bounds its time.",
      "Call withWatermark on both streams and add a condition such as right.at BETWEEN left.at AND left.at + INTERVAL 1 HOUR, or join on a window of both times.",
    );
}

/** Whether the join can tell from a watermark that a row will find no partner any more. */
function watermarkedCondition({ condition, left, right, type }: ResolvedJoin): boolean {
  if (condition === undefined) return false;
  const parts = conjunctsOf(condition);
  if (parts.some(isTimeKey)) return true;
  const bounds = parts.flatMap(timeBoundsOf);
  // A row is kept until the times to come of the other side lie too far behind its own.
  const isBounded = (kept: ResolvedRelation, other: ResolvedRelation): boolean =>
    bounds.some(
      ({ later, earlier }) =>
        kept.output.some(({ id }) => id === later) &&
        other.output.some((column) => column.id === earlier && hasWatermark(column)),
    );
  const [keepsLeft, keepsRight] = [type !== "right", type === "right" || type === "full"];
  return (keepsLeft && isBounded(left, right)) || (keepsRight && isBounded(right, left));
}

const isTimeKey = (part: ResolvedExpression): boolean =>
  part.kind === "call" &&
  (part.function.name === "=" || part.function.name === "==") &&
  part.args.some((arg) => arg.kind === "column" && hasWatermark(arg));
