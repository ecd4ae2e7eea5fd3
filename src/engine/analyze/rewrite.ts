import type { FrameBound, ResolvedExpression, ResolvedRelation, ResolvedSort } from "../plan/index.ts";

type Change = (expression: ResolvedExpression) => ResolvedExpression;

/** The list itself where `change` leaves every element as it is. */
function mapList<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let changed = false;
  const mapped = list.map((item) => {
    const next = change(item);
    if (next !== item) changed = true;
    return next;
  });
  return changed ? mapped : list;
}

const mapSort =
  (change: Change) =>
  (sort: ResolvedSort): ResolvedSort => {
    const child = change(sort.child);
    return child === sort.child ? sort : { ...sort, child };
  };

function mapBound(bound: FrameBound<ResolvedExpression>, change: Change): FrameBound<ResolvedExpression> {
  if (bound.kind !== "offset") return bound;
  const value = change(bound.value);
  return value === bound.value ? bound : { kind: "offset", value };
}

/** The expression with its direct children changed; the same object where nothing changes. Plans of subqueries are left alone. */
export function mapChildren(expression: ResolvedExpression, change: Change): ResolvedExpression {
  switch (expression.kind) {
    case "literal":
    case "column":
      return expression;
    case "call":
    case "windowCall":
    case "generatorCall": {
      const args = mapList(expression.args, change);
      return args === expression.args ? expression : { ...expression, args };
    }
    case "aggregateCall": {
      const args = mapList(expression.args, change);
      const orderBy = mapList(expression.orderBy, mapSort(change));
      const filter = expression.filter && change(expression.filter);
      if (args === expression.args && orderBy === expression.orderBy && filter === expression.filter) return expression;
      return { ...expression, args, orderBy, ...(filter && { filter }) };
    }
    case "cast":
    case "field": {
      const child = change(expression.child);
      return child === expression.child ? expression : { ...expression, child };
    }
    case "lambda": {
      const body = change(expression.body);
      return body === expression.body ? expression : { ...expression, body };
    }
    case "subquery": {
      const values = mapList(expression.values, change);
      return values === expression.values ? expression : { ...expression, values };
    }
    case "window": {
      // The call itself is no value of its own: only what it is applied to changes.
      const call = mapChildren(expression.call, change) as typeof expression.call;
      const partitionBy = mapList(expression.partitionBy, change);
      const orderBy = mapList(expression.orderBy, mapSort(change));
      const lower = mapBound(expression.frame.lower, change);
      const upper = mapBound(expression.frame.upper, change);
      const sameFrame = lower === expression.frame.lower && upper === expression.frame.upper;
      if (
        call === expression.call &&
        partitionBy === expression.partitionBy &&
        orderBy === expression.orderBy &&
        sameFrame
      ) {
        return expression;
      }
      const frame = sameFrame ? expression.frame : { ...expression.frame, lower, upper };
      return { ...expression, call, partitionBy, orderBy, frame };
    }
  }
}

/** Replaces from the top down: where `replace` gives an expression, that stands and is not looked into again. */
export function replaceTopDown(
  expression: ResolvedExpression,
  replace: (expression: ResolvedExpression) => ResolvedExpression | undefined,
): ResolvedExpression {
  return replace(expression) ?? mapChildren(expression, (child) => replaceTopDown(child, replace));
}

/** The relation with its inputs changed; the same object where nothing changes. `output` is the caller's care. */
export function mapInputs(
  plan: ResolvedRelation,
  change: (input: ResolvedRelation) => ResolvedRelation,
): ResolvedRelation {
  switch (plan.kind) {
    case "scan":
    case "storedTable":
    case "localRows":
    case "range":
    case "values":
      return plan;
    case "join":
    case "recursion":
    case "setOperation": {
      const left = change(plan.left);
      const right = change(plan.right);
      return left === plan.left && right === plan.right ? plan : { ...plan, left, right };
    }
    case "union":
    case "pythonGroupMap":
    case "groupProgram": {
      const inputs = mapList(plan.inputs, change);
      return inputs === plan.inputs ? plan : { ...plan, inputs };
    }
    default: {
      const input = change(plan.input);
      return input === plan.input ? plan : { ...plan, input };
    }
  }
}
