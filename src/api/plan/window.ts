import { type Expression, Expression_Window_WindowFrame_FrameType as FrameType } from "../../protocol/index.ts";
import type { WindowSpec } from "../window.ts";
import { expression } from "./expressions.ts";
import { literal } from "./literal.ts";

/** The part of a window around the current row; infinity stands for unbounded. */
export interface Frame {
  readonly unit: "row" | "range";
  readonly start: number;
  readonly end: number;
}

/** A function computed over a window. */
export function windowExpression(windowFunction: Expression, window: WindowSpec): Expression {
  return expression({
    case: "window",
    value: {
      windowFunction,
      partitionSpec: [...window.partition],
      orderSpec: [...window.order],
      ...(window.frame && { frameSpec: frameMessage(window.frame) }),
    },
  });
}

const frameMessage = (frame: Frame) => ({
  frameType: frame.unit === "row" ? FrameType.ROW : FrameType.RANGE,
  lower: boundary(frame.start, frame.unit),
  upper: boundary(frame.end, frame.unit),
});

function boundary(offset: number, unit: Frame["unit"]) {
  if (offset === 0) return { boundary: { case: "currentRow" as const, value: true } };
  if (!Number.isFinite(offset)) return { boundary: { case: "unbounded" as const, value: true } };
  const value = unit === "row" ? literal(offset) : literal(BigInt(offset));
  return { boundary: { case: "value" as const, value } };
}
