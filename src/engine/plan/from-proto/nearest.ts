import { sparkError } from "../../../common/index.ts";
import type * as proto from "../../../protocol/index.ts";
import { IntegerType } from "../../../types/index.ts";
import type { Expression, SortExpression } from "../expression.ts";
import type { JoinRelation, Relation } from "../relation.ts";
import { type Converter, required } from "./converter.ts";

/** Names that the columns of a join get on the way and that nobody else uses. */
const here = { left: "__as_of_left", right: "__as_of_right", key: (at: number): string => `__as_of_key_${at}` };

const name = (part: string): Expression => ({ kind: "attribute", parts: [part] });
const call = (fn: string, ...args: readonly Expression[]): Expression => ({ kind: "call", name: fn, args });
const all = (conditions: readonly Expression[]): Expression => conditions.reduce((one, next) => call("and", one, next));

type Direction = "backward" | "forward" | "nearest";

/**
 * Joins each left row with the one right row that is nearest by two columns, mostly of time.
 *
 * @throws SparkException `AS_OF_JOIN.*`
 * @see org.apache.spark.sql.catalyst.optimizer.RewriteAsOfJoin
 */
export function asOfJoinFromProto(message: proto.AsOfJoin, convert: Converter): Relation {
  const { allowExactMatches, direction, joinType, tolerance, usingColumns } = message;
  if (!(direction in nearer))
    throw sparkError("AS_OF_JOIN.UNSUPPORTED_DIRECTION", {
      direction,
      supported: "'forward', 'backward', 'nearest'",
    });
  const way = nearer[direction as Direction];
  const left: Relation = {
    kind: "withColumns",
    input: convert.relation(required(message.left, "AsOfJoin.left")),
    columns: [
      column(here.left, convert.expression(required(message.leftAsOf, "AsOfJoin.left_as_of"))),
      ...usingColumns.map((key, at) => column(here.key(at), name(key))),
    ],
  };
  const right: Relation = {
    kind: "withColumns",
    input: convert.relation(required(message.right, "AsOfJoin.right")),
    columns: [column(here.right, convert.expression(required(message.rightAsOf, "AsOfJoin.right_as_of")))],
  };
  const [one, other] = [name(here.left), name(here.right)];
  const within = tolerance && convert.expression(tolerance);
  if (within?.kind === "literal" && Number(within.value) < 0) throw sparkError("AS_OF_JOIN.TOLERANCE_IS_NON_NEGATIVE");
  const condition = all([
    ...way.side(one, other, allowExactMatches),
    ...(within === undefined ? [] : way.within(one, other, within)),
    ...usingColumns.map((key, at) => call("=", name(here.key(at)), name(key))),
    ...(message.joinExpr === undefined ? [] : [convert.expression(message.joinExpr)]),
  ]);
  const order: SortExpression = { kind: "sort", child: way.distance(one, other), descending: false, nullsFirst: true };
  const joined = bestOf({ left, right: { kind: "filter", input: right, condition }, order, count: 1, joinType });
  const helpers = [here.left, here.right, ...usingColumns.map((_, at) => here.key(at))];
  return { kind: "drop", input: joined, columns: [], names: helpers };
}

/**
 * Joins each left row with the best right rows by an expression over both.
 *
 * @throws SparkException `NEAREST_BY_JOIN.*`
 */
export function nearestByJoinFromProto(message: proto.NearestByJoin, convert: Converter): Relation {
  const { direction, joinType, mode, numResults } = message;
  if (direction !== "distance" && direction !== "similarity")
    throw sparkError("NEAREST_BY_JOIN.UNSUPPORTED_DIRECTION", { direction, supported: "'distance', 'similarity'" });
  // Here all rows are compared, which is as exact as an approximate search may be.
  if (mode !== "exact" && mode !== "approx")
    throw sparkError("NEAREST_BY_JOIN.UNSUPPORTED_MODE", { mode, supported: "'approx', 'exact'" });
  if (numResults < 1 || numResults > mostResults)
    throw sparkError("NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE", {
      numResults: String(numResults),
      min: "1",
      max: String(mostResults),
    });
  const ranking = convert.expression(required(message.rankingExpression, "NearestByJoin.ranking_expression"));
  const right: Relation = {
    kind: "filter",
    input: convert.relation(required(message.right, "NearestByJoin.right")),
    condition: call("isnotnull", ranking),
  };
  const descending = direction === "similarity";
  const joined = bestOf({
    left: convert.relation(required(message.left, "NearestByJoin.left")),
    right,
    order: { kind: "sort", child: ranking, descending, nullsFirst: !descending },
    count: numResults,
    joinType,
  });

  return { ...joined, nullable: true };
}

const mostResults = 100_000;

/** Each left row with the first right rows in an order that depends on it. */
function bestOf(join: {
  readonly left: Relation;
  readonly right: Relation;
  readonly order: SortExpression;
  readonly count: number;
  readonly joinType: string;
}): JoinRelation {
  const type = { inner: "inner", left: "left", leftouter: "left" }[join.joinType.toLowerCase().replaceAll("_", "")];
  if (type === undefined)
    throw sparkError("NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE", {
      joinType: `'${join.joinType}'`,
      supported: "'INNER', 'LEFT OUTER'",
    });
  const sorted: Relation = { kind: "sort", input: join.right, order: [join.order], global: true };
  const limit: Expression = { kind: "literal", type: new IntegerType(), value: join.count };
  return {
    kind: "join",
    left: join.left,
    right: { kind: "limit", input: sorted, limit },
    type: type as "inner" | "left",
    lateral: true,
  };
}

const column = (given: string, child: Expression) => ({ kind: "alias", child, names: [given] }) as const;

/** What each direction of an as-of join asks of the two values, and how far apart they are. */
const nearer: Readonly<
  Record<
    Direction,
    {
      side(left: Expression, right: Expression, exact: boolean): readonly Expression[];
      within(left: Expression, right: Expression, tolerance: Expression): readonly Expression[];
      distance(left: Expression, right: Expression): Expression;
    }
  >
> = {
  backward: {
    side: (left, right, exact) => [call(exact ? ">=" : ">", left, right)],
    within: (left, right, tolerance) => [call(">=", right, call("-", left, tolerance))],
    distance: (left, right) => call("-", left, right),
  },
  forward: {
    side: (left, right, exact) => [call(exact ? "<=" : "<", left, right)],
    within: (left, right, tolerance) => [call("<=", right, call("+", left, tolerance))],
    distance: (left, right) => call("-", right, left),
  },
  nearest: {
    side: (left, right, exact) => [exact ? call("isnotnull", right) : call("not", call("=", left, right))],
    within: (left, right, tolerance) => [
      call(">=", right, call("-", left, tolerance)),
      call("<=", right, call("+", left, tolerance)),
    ],
    distance: (left, right) => call("when", call(">", left, right), call("-", left, right), call("-", right, left)),
  },
};
