import { mapInputs, replaceTopDown } from "../analyze/index.ts";
import {
  type NamedExpression,
  type ResolvedExpression,
  type ResolvedFilter,
  type ResolvedRelation,
  someExpression,
} from "../plan/index.ts";

/**
 * Moves conditions below `withWatermark` and aggregations where they may stand there: what they leave out then neither moves the watermark
 * nor takes room in the state. Spark's optimizer does the same, and both are seen from outside.
 *
 * @see org.apache.spark.sql.catalyst.optimizer.PushPredicateThroughNonJoin
 */
export const pushFilters = (plan: ResolvedRelation): ResolvedRelation => push(plan, []);

function push(plan: ResolvedRelation, conditions: readonly Condition[]): ResolvedRelation {
  switch (plan.kind) {
    case "filter":
      return push(plan.input, [...conjuncts(plan), ...conditions]);
    case "project": {
      const isPlain = plan.items.every((item) => isMovable(item.expression));
      const [below, above] = parted(conditions, () => isPlain);
      const moved = below.map((condition) => replaced(condition, plan.items));
      return filtered({ ...plan, input: push(plan.input, moved) }, above);
    }
    case "aggregate": {
      const isPlain = (key: NamedExpression) => !isSession(key) && isMovable(key.expression);
      const keys = plan.groupingSets === undefined ? plan.keys.filter(isPlain) : [];
      const ids = new Set(keys.map((key) => key.column.id));
      const [below, above] = parted(conditions, (condition) => reads(condition, (id) => ids.has(id)));
      const moved = below.map((condition) => replaced(condition, keys));
      return filtered({ ...plan, input: push(plan.input, moved) }, above);
    }
    case "watermark": {
      const { id: time } = plan.column;
      const [below, above] = parted(conditions, (condition) => reads(condition, (id) => id !== time));
      return filtered({ ...plan, input: push(plan.input, below) }, above);
    }
    default:
      return filtered(
        mapInputs(plan, (input) => push(input, [])),
        conditions,
      );
  }
}

type Condition = ResolvedExpression;

/** What a filter asks for, part by part. */
function conjuncts({ condition }: ResolvedFilter): readonly Condition[] {
  const split = (part: Condition): readonly Condition[] =>
    part.kind === "call" && part.function.name === "and" ? part.args.flatMap(split) : [part];
  return split(condition);
}

function parted(
  conditions: readonly Condition[],
  fits: (condition: Condition) => boolean,
): readonly [below: readonly Condition[], above: readonly Condition[]] {
  const below = conditions.filter((condition) => isMovable(condition) && fits(condition));
  return [below, conditions.filter((condition) => !below.includes(condition))];
}

/** Whether an expression gives the same wherever it stands. */
const isMovable = (expression: ResolvedExpression): boolean =>
  !someExpression(
    expression,
    (part) =>
      part.kind === "subquery" ||
      part.kind === "window" ||
      part.kind === "generatorCall" ||
      (part.kind === "call" && (part.function.deterministic === false || part.function.python !== undefined)),
  );

const isSession = ({ expression }: NamedExpression): boolean =>
  expression.kind === "column" && expression.sessionWindow === true;

/** Whether all columns that a condition reads pass the test; one that reads none stays where it is. */
function reads(condition: Condition, test: (id: number) => boolean): boolean {
  const readsWrong = someExpression(condition, (part) => part.kind === "column" && !test(part.id));
  return !readsWrong && someExpression(condition, (part) => part.kind === "column");
}

const replaced = (condition: Condition, items: readonly NamedExpression[]): Condition =>
  replaceTopDown(condition, (part) =>
    part.kind === "column" ? items.find((item) => item.column.id === part.id)?.expression : undefined,
  );

const filtered = (input: ResolvedRelation, conditions: readonly Condition[]): ResolvedRelation =>
  conditions.reduce<ResolvedRelation>(
    (below, condition) => ({ kind: "filter", input: below, condition, output: below.output }),
    input,
  );
