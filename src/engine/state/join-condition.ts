import {
  conjunctsOf,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedJoin,
  someExpression,
  timeBoundsOf,
} from "../plan/index.ts";
import { eventTimeColumn } from "./event-time.ts";

/** One value for each side of a join. */
export interface Sides<T> {
  readonly left: T;
  readonly right: T;
}

/** The keys of an equality between the sides. */
type JoinKey = Sides<ResolvedExpression>;

/**
 * When a side's row is done with: once its time is not behind the watermark, moved by `offset`, no row that is still to come can be its
 * partner.
 */
export interface JoinBound {
  readonly time: ResolvedExpression;
  /** Milliseconds to add to the watermark. */
  readonly offset: number;
}

/** What the condition of a join of two streams says about the rows to keep. */
export interface JoinCondition {
  readonly keys: readonly JoinKey[];
  /** Conditions over columns of one side: a row that fails them has no partner. */
  readonly alone: Sides<readonly ResolvedExpression[]>;
  /** What the condition compares: a row for which one of these is NULL has no partner. */
  readonly required: Sides<readonly ResolvedExpression[]>;
  /** Undefined for a side whose rows may find a partner at any time. */
  readonly bounds: Sides<JoinBound | undefined>;
}

/**
 * Reads the condition of a join of two streams.
 *
 * @see org.apache.spark.sql.execution.streaming.operators.stateful.join.StreamingSymmetricHashJoinHelper
 */
export function readJoinCondition({ left, right, condition }: ResolvedJoin): JoinCondition {
  const parts = condition === undefined ? [] : conjunctsOf(condition);
  const isOf = { left: belongsTo(left.output), right: belongsTo(right.output) };
  const keys = parts.flatMap((part) => keyOf(part, isOf));
  const timeKey = keys.find((key) => hasWatermark(key.left)) ?? keys.find((key) => hasWatermark(key.right));
  const times = { left: eventTimeColumn(left.output), right: eventTimeColumn(right.output) };
  return {
    keys,
    alone: { left: parts.filter(isOf.left), right: parts.filter(isOf.right) },
    required: { left: compared(parts, isOf.left), right: compared(parts, isOf.right) },
    bounds: timeKey
      ? { left: { time: timeKey.left, offset: 0 }, right: { time: timeKey.right, offset: 0 } }
      : { left: boundOf(times.left, times.right, parts), right: boundOf(times.right, times.left, parts) },
  };
}

const comparisons = new Set(["=", "==", "<", "<=", ">", ">=", "between"]);

/** Sides of comparisons that are made of one side's columns. */
const compared = (parts: readonly ResolvedExpression[], isOwn: Belongs): readonly ResolvedExpression[] =>
  parts.flatMap((part) => (part.kind === "call" && comparisons.has(part.function.name) ? part.args.filter(isOwn) : []));

type Belongs = (expression: ResolvedExpression) => boolean;

/** Whether an expression has columns, all of them among these. */
function belongsTo(columns: readonly ResolvedColumn[]): Belongs {
  const ids = new Set(columns.map(({ id }) => id));
  const isColumn = (part: ResolvedExpression): part is ResolvedColumn => part.kind === "column";
  return (expression) =>
    someExpression(expression, isColumn) && !someExpression(expression, (part) => isColumn(part) && !ids.has(part.id));
}

function keyOf(part: ResolvedExpression, isOf: Sides<Belongs>): JoinKey[] {
  if (part.kind !== "call" || !["=", "==", "<=>"].includes(part.function.name)) return [];
  const [a, b] = part.args as readonly [ResolvedExpression, ResolvedExpression];
  if (isOf.left(a) && isOf.right(b)) return [{ left: a, right: b }];
  return isOf.left(b) && isOf.right(a) ? [{ left: b, right: a }] : [];
}

const hasWatermark = (expression: ResolvedExpression): boolean =>
  expression.kind === "column" && expression.watermarkDelay !== undefined;

/**
 * The bound that a comparison with the other side's event time gives: where `own >= other + x` must hold and other times to come lie behind
 * the watermark, own times up to watermark + x are done with.
 */
function boundOf(
  own: ResolvedColumn | undefined,
  other: ResolvedColumn | undefined,
  parts: readonly ResolvedExpression[],
): JoinBound | undefined {
  if (own === undefined || other === undefined) return undefined;
  const found = parts.flatMap(timeBoundsOf).find(({ later, earlier }) => later === own.id && earlier === other.id);
  // Spark counts in milliseconds; parts of one are left out in favour of keeping the row.
  return found && { time: own, offset: Math.floor(Number(found.micros) / 1000) - (found.inclusive ? 1 : 0) };
}
