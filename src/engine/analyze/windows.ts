import { sparkError } from "../../common/index.ts";
import {
  type Expression,
  type FrameBound,
  type ResolvedAggregateCall,
  type ResolvedCall,
  type ResolvedExpression,
  type ResolvedSort,
  type ResolvedWindow,
  type ResolvedWindowCall,
  someExpression,
  type WindowExpression,
  type WindowFrame,
} from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { coerce, INTEGER, literal } from "./build.ts";
import { qualifiedName } from "./names.ts";
import { refuseUnordered, shown, shownType } from "./refusals.ts";
import { resolveCall, resolveSort } from "./resolve-call.ts";
import { checkFrame, frameText } from "./window-frame.ts";

type Frame = WindowFrame<ResolvedExpression>;

const wholePartition: Frame = {
  unit: "rows",
  lower: { kind: "unboundedPreceding" },
  upper: { kind: "unboundedFollowing" },
};
const upToPeers: Frame = { unit: "range", lower: { kind: "unboundedPreceding" }, upper: { kind: "currentRow" } };
const numeric = new Set(["byte", "short", "integer", "long", "float", "double", "decimal"]);

const fractional = new Set(["float", "double", "decimal"]);

/** Window functions that Spark writes in capitals where it speaks of their frame. */
const ranks = new Set(["rank", "dense_rank", "percent_rank"]);

const upToCurrentRow: Frame = { ...upToPeers, unit: "rows" };

/**
 * `call OVER (…)`.
 *
 * @throws SparkException `UNSUPPORTED_EXPR_FOR_WINDOW`, and errors of the frame
 */
export function resolveWindow(expression: WindowExpression, names: Names, analysis: Analysis): ResolvedWindow {
  const written = expression.function;
  const call =
    written.kind === "call" ? resolveCall(written, names, analysis) : analysis.expression(written, names, analysis);
  if (call.kind !== "aggregateCall" && call.kind !== "windowCall") {
    throw sparkError("UNSUPPORTED_EXPR_FOR_WINDOW", { sqlExpr: shown(call, analysis) });
  }
  const partitionBy = expression.partitionBy.map((key) => analysis.expression(key, names, analysis));
  const orderBy = expression.orderBy.map((key) => resolveSort(key, names, analysis));
  for (const key of orderBy) refuseUnordered(key, analysis);
  if (call.kind === "windowCall" && orderBy.length === 0) {
    const text = qualifiedName(call, analysis.context.settings.timeZone);
    throw sparkError("WINDOW_FUNCTION_FRAME_NOT_ORDERED", {
      wf_name: call.function.name,
      wf_expr: ranks.has(call.function.name) ? text.toUpperCase() : text,
    });
  }
  const asked = expression.frame && resolveFrame(expression.frame, orderBy, names, analysis);
  const frame = frameOf(call, orderBy.length > 0, asked, analysis);
  const window: ResolvedWindow = {
    kind: "window",
    call,
    partitionBy,
    orderBy,
    frame,
    type: call.type,
    nullable: call.nullable,
  };
  if (call.kind === "aggregateCall" && call.distinct) {
    throw sparkError("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", { windowExpr: shown(window, analysis) });
  }
  checkFrame(window, analysis);
  return window;
}

/** The frame that counts: the one of the function where it has one, else the one asked for, else Spark's default. */
function frameOf(
  call: ResolvedAggregateCall | ResolvedWindowCall,
  ordered: boolean,
  asked: Frame | undefined,
  analysis: Analysis,
): Frame {
  const fixed = call.kind === "windowCall" ? fixedFrame(call, analysis) : undefined;
  if (fixed) {
    if (asked && frameText(asked) !== frameText(fixed)) {
      if (call.kind === "windowCall" && call.function.fixedFrame === "offset") {
        throw sparkError("_LEGACY_ERROR_TEMP_1035", { prettyName: call.function.name });
      }
      throw sparkError("_LEGACY_ERROR_TEMP_1036", { wf: frameText(asked), required: frameText(fixed) });
    }
    return fixed;
  }
  return asked ?? (ordered ? upToPeers : wholePartition);
}

function fixedFrame(call: ResolvedWindowCall, analysis: Analysis): Frame | undefined {
  if (call.function.fixedFrame === "unboundedToCurrent") return upToCurrentRow;
  if (call.function.fixedFrame !== "offset") return undefined;
  const distance = call.args[1] ?? literal(INTEGER, 1);
  const value = constantDistance(call, distance, analysis);
  const bound: FrameBound<ResolvedExpression> = { kind: "offset", value };
  return { unit: "rows", lower: bound, upper: bound };
}

/** How far `lag` and `lead` look, negative for rows before. */
function constantDistance(
  call: ResolvedWindowCall,
  distance: ResolvedExpression,
  analysis: Analysis,
): ResolvedExpression {
  const isLag = call.function.name === "lag";
  let inner = distance;
  while (inner.kind === "cast" && inner.implicit) inner = inner.child;
  if (inner.kind === "literal") {
    if (!isLag) return distance;
    if (typeof inner.value === "number" || typeof inner.value === "bigint") return literal(inner.type, -inner.value);
  } else if (!isLag && !someExpression(distance, (part) => part.kind === "column")) return distance;
  const shownDistance = shown(distance, analysis);
  throw sparkError("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
    sqlExpr: shown(call, analysis),
    inputName: "`offset`",
    inputType: shownType(distance.type),
    inputExpr: isLag ? `"(- ${shownDistance.slice(1, -1)})"` : shownDistance,
  });
}

/** `5 PRECEDING` arrives as the negative of 5. */
function offsetOf(offset: Expression, names: Names, analysis: Analysis): ResolvedExpression {
  if (offset.kind !== "call" || offset.name !== "-" || offset.args.length !== 1) {
    return analysis.expression(offset, names, analysis);
  }
  const distance = analysis.expression(offset.args[0]!, names, analysis);
  return { ...applyFunction("negative", [distance], analysis), name: "-" } as ResolvedCall;
}

function resolveFrame(
  frame: WindowFrame<Expression>,
  orderBy: readonly ResolvedSort[],
  names: Names,
  analysis: Analysis,
): Frame {
  const bound = (side: FrameBound<Expression>): FrameBound<ResolvedExpression> => {
    if (side.kind !== "offset") return side;
    const value = offsetOf(side.value, names, analysis);
    if (someExpression(value, (part) => part.kind === "column"))
      throw sparkError("INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND");
    const { ansi } = analysis.context.settings;
    if (frame.unit === "rows")
      return { kind: "offset", value: fractional.has(value.type.kind) ? value : coerce(value, INTEGER, ansi) };
    // A number moves a number of its own type.
    const key = orderBy.length === 1 ? orderBy[0]!.child : undefined;
    const moves = key && numeric.has(key.type.kind) && numeric.has(value.type.kind);
    return { kind: "offset", value: moves ? coerce(value, key.type, ansi) : value };
  };
  return { unit: frame.unit, lower: bound(frame.lower), upper: bound(frame.upper) };
}
