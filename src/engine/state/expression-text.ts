import type { ResolvedColumn, ResolvedExpression, ResolvedSort } from "../plan/index.ts";

const literalText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)) ?? String(value);

/**
 * An expression in words that are the same in every run of a query: ids of columns are not, so columns stand with their names, and with a
 * number where several have one name. State whose words differ is of another query.
 *
 * @param columns - what the expression is computed from
 */
export function expressionText(expression: ResolvedExpression, columns: readonly ResolvedColumn[]): string {
  const text = (part: ResolvedExpression) => expressionText(part, columns);
  const list = (parts: readonly ResolvedExpression[]) => parts.map(text).join(", ");
  const sorts = (parts: readonly ResolvedSort[]) =>
    parts.map(
      ({ child, descending, nullsFirst }) =>
        `${text(child)}${descending ? " desc" : ""}${nullsFirst === descending ? (nullsFirst ? " nulls first" : " nulls last") : ""}`,
    );
  switch (expression.kind) {
    case "literal":
      return `${literalText(expression.value)} ${expression.type.simpleString()}`;
    case "column":
      return columnText(expression, columns);
    case "call":
    case "windowCall":
    case "generatorCall":
      return `${expression.function.name}(${list(expression.args)})`;
    case "aggregateCall": {
      const { args, distinct, filter, function: called, ignoreNulls, orderBy } = expression;
      const within = orderBy.length > 0 ? ` order by ${sorts(orderBy).join(", ")}` : "";
      const only = filter === undefined ? "" : ` where ${text(filter)}`;
      return `${called.name}(${distinct ? "distinct " : ""}${list(args)}${within})${ignoreNulls ? " ignore nulls" : ""}${only}`;
    }
    case "cast":
      return `${expression.mode} cast(${text(expression.child)} as ${expression.type.simpleString()})`;
    case "field":
      return `${text(expression.child)}.${expression.name}`;
    case "lambda": {
      // Parameters of lambdas within lambdas may have the same names; their places in the list tell them apart.
      const scope = [...columns, ...expression.parameters];
      const parameters = expression.parameters.map((parameter) => columnText(parameter, scope));
      return `(${parameters.join(", ")}) -> ${expressionText(expression.body, scope)}`;
    }
    case "subquery":
      return `${expression.form} subquery`;
    case "window":
      return `${text(expression.call)} over (partition by ${list(expression.partitionBy)} order by ${sorts(expression.orderBy).join(", ")})`;
  }
}

function columnText({ id, name }: ResolvedColumn, columns: readonly ResolvedColumn[]): string {
  const namesakes = columns.filter((column) => column.name === name);
  const at = namesakes.findIndex((column) => column.id === id);
  return at > 0 ? `${name}#${at + 1}` : name;
}
