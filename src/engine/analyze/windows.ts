import { sparkError } from "../../common/index.ts";
import type {
  Expression,
  FrameBound,
  ResolvedAggregateCall,
  ResolvedExpression,
  ResolvedWindow,
  ResolvedWindowCall,
  WindowExpression,
  WindowFrame,
} from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { coerce, INTEGER, literal } from "./build.ts";
import { shown, shownType } from "./refusals.ts";
import { resolveCall, resolveSort } from "./resolve-call.ts";

type Frame = WindowFrame<ResolvedExpression>;

const wholePartition: Frame = {
  unit: "rows",
  lower: { kind: "unboundedPreceding" },
  upper: { kind: "unboundedFollowing" },
};
const upToPeers: Frame = { unit: "range", lower: { kind: "unboundedPreceding" }, upper: { kind: "currentRow" } };
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
  if (call.kind === "aggregateCall" && call.distinct) {
    throw sparkError("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", {
      windowExpr: shown({ ...call, kind: "aggregateCall" }, analysis),
    });
  }
  const partitionBy = expression.partitionBy.map((key) => analysis.expression(key, names, analysis));
  const orderBy = expression.orderBy.map((key) => resolveSort(key, names, analysis));
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
  if (call.kind === "windowCall" && orderBy.length === 0) {
    throw sparkError("WINDOW_FUNCTION_WITHOUT_ORDER_BY", { funcName: shown(call, analysis) });
  }
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
    if (asked && JSON.stringify(shape(asked)) !== JSON.stringify(shape(fixed))) {
      throw sparkError("INVALID_WINDOW_FRAME", {
        funcName: shown(call, analysis),
        frame: asked.unit.toUpperCase(),
      });
    }
    return fixed;
  }
  return asked ?? (ordered ? upToPeers : wholePartition);
}

const shape = (frame: Frame) => [
  frame.unit,
  ...[frame.lower, frame.upper].map((bound) =>
    bound.kind === "offset" ? (bound.value.kind === "literal" ? String(bound.value.value) : "?") : bound.kind,
  ),
];

function fixedFrame(call: ResolvedWindowCall, analysis: Analysis): Frame | undefined {
  if (call.function.fixedFrame === "unboundedToCurrent") return upToCurrentRow;
  if (call.function.fixedFrame !== "offset") return undefined;
  const distance = call.args[1] ?? literal(INTEGER, 1);
  const value = call.function.name === "lag" ? negate(distance, analysis) : distance;
  const bound: FrameBound<ResolvedExpression> = { kind: "offset", value };
  return { unit: "rows", lower: bound, upper: bound };
}

function negate(distance: ResolvedExpression, analysis: Analysis): ResolvedExpression {
  let inner = distance;
  while (inner.kind === "cast" && inner.implicit) inner = inner.child;
  if (inner.kind === "literal" && typeof inner.value === "number") return literal(inner.type, -inner.value);
  if (inner.kind === "literal" && typeof inner.value === "bigint") return literal(inner.type, -inner.value);
  throw sparkError("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
    sqlExpr: shown(distance, analysis),
    inputName: "`offset`",
    inputType: shownType(distance.type),
    inputExpr: shown(distance, analysis),
  });
}

function resolveFrame(
  frame: WindowFrame<Expression>,
  orderBy: readonly { readonly child: ResolvedExpression }[],
  names: Names,
  analysis: Analysis,
): Frame {
  const bound = (side: FrameBound<Expression>): FrameBound<ResolvedExpression> => {
    if (side.kind !== "offset") return side;
    const value = analysis.expression(side.value, names, analysis);
    if (frame.unit === "rows") return { kind: "offset", value: coerce(value, INTEGER, analysis.context.settings.ansi) };
    return { kind: "offset", value };
  };
  const resolved: Frame = { unit: frame.unit, lower: bound(frame.lower), upper: bound(frame.upper) };
  const hasOffset = resolved.lower.kind === "offset" || resolved.upper.kind === "offset";
  if (frame.unit === "range" && hasOffset && orderBy.length !== 1) {
    const condition =
      orderBy.length === 0
        ? "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER"
        : "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER";
    throw sparkError(condition, {
      sqlExpr: `"(${frame.unit.toUpperCase()} FRAME)"`,
      orderSpec: orderBy.map((key) => shown(key.child, analysis)).join(", "),
    });
  }
  return resolved;
}
