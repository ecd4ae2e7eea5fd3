import type { ResolvedExpression, ResolvedSort } from "../plan/index.ts";

let subqueries = 0;
const subqueryNumbers = new WeakMap<object, number>();

/** A subquery equals only itself. */
function subqueryNumber(plan: object): number {
  const known = subqueryNumbers.get(plan);
  if (known !== undefined) return known;
  subqueryNumbers.set(plan, ++subqueries);
  return subqueries;
}

const sorts = (list: readonly ResolvedSort[]) =>
  list.map((sort) => `${fingerprint(sort.child)}${sort.descending ? "D" : "A"}${sort.nullsFirst ? "F" : "L"}`).join();

const literalText = (value: unknown): string =>
  typeof value === "bigint"
    ? `${value}n`
    : (JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)) ?? String(value));

const list = (expressions: readonly ResolvedExpression[]) => expressions.map(fingerprint).join();

/** A text that two expressions share exactly when they compute the same: names of columns and spelling do not count. */
export function fingerprint(expression: ResolvedExpression): string {
  switch (expression.kind) {
    case "literal":
      return `'${literalText(expression.value)}:${expression.type.simpleString()}'`;
    case "column":
      return `#${expression.duplicateOf ?? expression.id}`;
    case "call":
    case "windowCall":
    case "generatorCall":
      return `${expression.function.name}(${list(expression.args)})`;
    case "aggregateCall": {
      const flags = `${expression.distinct ? "D" : ""}${expression.ignoreNulls ? "I" : ""}`;
      const filter = expression.filter ? fingerprint(expression.filter) : "";
      return `${expression.function.name}${flags}(${list(expression.args)};${filter};${sorts(expression.orderBy)})`;
    }
    case "cast":
      return `cast(${fingerprint(expression.child)},${expression.type.simpleString()},${expression.mode})`;
    case "field":
      return `${fingerprint(expression.child)}.${expression.ordinal}`;
    case "lambda":
      return `(${list(expression.parameters)})->${fingerprint(expression.body)}`;
    case "subquery":
      return `subquery(${subqueryNumber(expression.plan)};${list(expression.values)})`;
    case "window": {
      const bound = (side: typeof expression.frame.lower) =>
        side.kind === "offset" ? fingerprint(side.value) : side.kind;
      const { frame } = expression;
      const spec = `${list(expression.partitionBy)};${sorts(expression.orderBy)};${frame.unit},${bound(frame.lower)},${bound(frame.upper)}`;
      return `${fingerprint(expression.call)}over(${spec})`;
    }
  }
}
