import type { ResolvedExpression } from "./resolved-expression.ts";

/** What a condition says of two columns of time: `later >= earlier + micros`, or `>`. */
export interface TimeBound {
  /** The column's id. */
  readonly later: number;
  readonly earlier: number;
  readonly micros: bigint;
  readonly inclusive: boolean;
}

/**
 * The bounds between times that a condition gives by comparisons of columns, moved by fixed spans.
 *
 * @see org.apache.spark.sql.catalyst.analysis.StreamingJoinHelper
 */
export function timeBoundsOf(condition: ResolvedExpression): readonly TimeBound[] {
  if (condition.kind !== "call") return [];
  const [first, second, third] = condition.args.map(momentOf);
  switch (condition.function.name) {
    case ">":
    case ">=":
      return bound(first, second, condition.function.name === ">=");
    case "<":
    case "<=":
      return bound(second, first, condition.function.name === "<=");
    case "between":
      return [...bound(first, second, true), ...bound(third, first, true)];
    default:
      return [];
  }
}

/** A column of time moved by a fixed span. */
interface Moment {
  readonly column: number;
  readonly micros: bigint;
}

const bound = (later: Moment | undefined, earlier: Moment | undefined, inclusive: boolean): readonly TimeBound[] =>
  later === undefined || earlier === undefined
    ? []
    : [{ later: later.column, earlier: earlier.column, micros: earlier.micros - later.micros, inclusive }];

function momentOf(expression: ResolvedExpression): Moment | undefined {
  switch (expression.kind) {
    case "column":
      return { column: expression.id, micros: 0n };
    case "cast":
      return expression.implicit ? momentOf(expression.child) : undefined;
    case "call": {
      const sign = expression.function.name;
      const [a, b] = expression.args;
      if (a === undefined || b === undefined || (sign !== "+" && sign !== "-")) return undefined;
      const [moment, span] = [momentOf(a), spanOf(b)];
      if (moment !== undefined && span !== undefined)
        return { ...moment, micros: moment.micros + (sign === "+" ? span : -span) };
      const [first, second] = [spanOf(a), momentOf(b)];
      return sign === "+" && first !== undefined && second !== undefined
        ? { ...second, micros: second.micros + first }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The microseconds of an interval that is always as long: months are not. */
function spanOf(expression: ResolvedExpression): bigint | undefined {
  if (expression.kind === "cast" && expression.implicit) return spanOf(expression.child);
  return expression.kind === "literal" && expression.type.kind === "interval_day_time" && expression.value !== null
    ? (expression.value as bigint)
    : undefined;
}
