import { sparkError } from "../../common/index.ts";
import type { DataType, DayTimeIntervalType } from "../../types/index.ts";
import type { FrameBound, ResolvedExpression, ResolvedWindow, WindowFrame } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { longValue } from "./constants.ts";
import { automaticName, boundName, windowName } from "./names.ts";
import { shownType } from "./refusals.ts";

type Bound = FrameBound<ResolvedExpression>;

function boundText(bound: Bound): string {
  if (bound.kind === "offset") return String(longValue(bound.value) ?? bound.kind);
  return `${bound.kind.toLowerCase()}$()`;
}

/** A frame as Spark's plans write it. */
export function frameText(frame: WindowFrame<ResolvedExpression>): string {
  const unit = frame.unit === "rows" ? "RowFrame" : "RangeFrame";
  return `specifiedwindowframe(${unit}, ${boundText(frame.lower)}, ${boundText(frame.upper)})`;
}

const intervals = new Set(["interval", "interval_day_time", "interval_year_month"]);
const numbers = new Set(["byte", "short", "integer", "long", "float", "double", "decimal"]);

/** Whether a value of type `key` can be moved by a bound of type `bound`. */
function movable(key: DataType, bound: DataType): boolean {
  if (numbers.has(key.kind)) return numbers.has(bound.kind);
  if (key.kind === "date") return intervals.has(bound.kind) || ["byte", "short", "integer"].includes(bound.kind);
  return (key.kind === "timestamp" || key.kind === "timestamp_ntz") && intervals.has(bound.kind);
}

const wholeDays = (type: DataType): boolean => (type as DayTimeIntervalType).endField === 0;

const expectedTypes = '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")';

/**
 * Refuses frames that cannot be computed.
 *
 * @throws SparkException `DATATYPE_MISMATCH.RANGE_FRAME_*`, `DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_*`
 */
export function checkFrame(window: ResolvedWindow, analysis: Analysis): void {
  const { frame, orderBy } = window;
  const { timeZone } = analysis.context.settings;
  const frameName = `${frame.unit.toUpperCase()} BETWEEN ${boundName(frame.lower, timeZone)} AND ${boundName(frame.upper, timeZone)}`;
  const offsets = [frame.lower, frame.upper].map((bound) => (bound.kind === "offset" ? bound.value : undefined));
  if (frame.unit === "range" && offsets.some((offset) => offset !== undefined)) {
    if (orderBy.length === 0) {
      throw sparkError("DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER", { sqlExpr: `"${windowName(window, timeZone)}"` });
    }
    if (orderBy.length > 1) {
      const orderSpec = orderBy.map(
        ({ child, descending, nullsFirst }) =>
          `${automaticName(child, timeZone)}${child.kind === "column" ? `#${child.id}` : ""} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`,
      );
      throw sparkError("DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER", {
        sqlExpr: `"${windowName(window, timeZone)}"`,
        orderSpec: orderSpec.join(","),
      });
    }
    const key = orderBy[0]!.child;
    for (const [at, offset] of offsets.entries()) {
      if (!offset) continue;
      if (key.type.kind === "date" && offset.type.kind === "interval_day_time" && !wholeDays(offset.type)) {
        throw sparkError("DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE", {
          sqlExpr: `"${windowName(window, timeZone)}"`,
          orderSpecType: shownType(key.type),
          valueBoundaryType: shownType(offset.type),
        });
      }
      if (movable(key.type, offset.type)) continue;
      const plain = [frame.lower, frame.upper].map((bound) =>
        bound.kind === "offset" ? `${automaticName(bound.value, timeZone)} FOLLOWING` : boundName(bound, timeZone),
      );
      throw sparkError("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", {
        sqlExpr: `"RANGE BETWEEN ${plain.join(" AND ")}"`,
        location: at === 0 ? "lower" : "upper",
        exprType: shownType(key.type),
        expectedType: expectedTypes,
      });
    }
  }
  for (const [at, offset] of offsets.entries()) {
    if (frame.unit !== "rows" || !offset || offset.type.kind === "integer") continue;
    throw sparkError("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", {
      sqlExpr: `"${frameName}"`,
      location: at === 0 ? "lower" : "upper",
      exprType: shownType(offset.type),
      expectedType: '"INT"',
    });
  }
  const [lower, upper] = offsets.map((offset) => offset && longValue(offset));
  if (lower !== undefined && upper !== undefined && lower > upper) {
    throw sparkError("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON", {
      sqlExpr: `"${frameName}"`,
      comparison: "less than or equal",
    });
  }
}
