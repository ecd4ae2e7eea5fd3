import type { FrameBound, ResolvedExpression, ResolvedSort, ResolvedWindow } from "../plan/index.ts";
import { literalName } from "./literal-names.ts";

/**
 * The name that Spark gives to a column whose expression has none: the expression as text, as it was written, without the casts that
 * the analyzer added.
 *
 * @see org.apache.spark.sql.catalyst.util.toPrettySQL
 */
export function automaticName(expression: ResolvedExpression, timeZone: string): string {
  const parameters = new Set<number>();
  const list = (expressions: readonly ResolvedExpression[]) => expressions.map(print);

  const sorts = (keys: readonly ResolvedSort[]) =>
    keys.map(
      ({ child, descending, nullsFirst }) =>
        `${print(child)} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`,
    );

  const bound = (side: FrameBound<ResolvedExpression>): string => {
    switch (side.kind) {
      case "currentRow":
        return "CURRENT ROW";
      case "unboundedPreceding":
        return "UNBOUNDED PRECEDING";
      case "unboundedFollowing":
        return "UNBOUNDED FOLLOWING";
      case "offset": {
        const text = print(side.value);
        if (text.startsWith("(- ")) return `${text.slice(3, -1)} PRECEDING`;
        const negated = text.replace(/^((?:INTERVAL ')?)-/, "$1");
        return negated === text ? `${text} FOLLOWING` : `${negated} PRECEDING`;
      }
    }
  };

  const over = ({ partitionBy, orderBy, frame }: ResolvedWindow): string => {
    const parts: string[] = [];
    if (partitionBy.length > 0) parts.push(`PARTITION BY ${list(partitionBy).join(", ")}`);
    if (orderBy.length > 0) parts.push(`ORDER BY ${sorts(orderBy).join(", ")}`);
    parts.push(`${frame.unit.toUpperCase()} BETWEEN ${bound(frame.lower)} AND ${bound(frame.upper)}`);
    return `(${parts.join(" ")})`;
  };

  function print(e: ResolvedExpression): string {
    switch (e.kind) {
      case "literal":
        return literalName(e.type, e.value, timeZone);
      case "column":
        return parameters.has(e.id) ? "namedlambdavariable()" : e.name;
      case "call": {
        const args = list(e.args);
        return e.function.print?.(args, e) ?? `${e.name}(${args.join(", ")})`;
      }
      case "windowCall":
      case "generatorCall": {
        const args = list(e.args);
        const printed =
          (e.kind === "windowCall" ? e.function.print?.(args, e) : e.function.print?.(args, e)) ??
          `${e.name}(${args.join(", ")})`;
        return e.kind === "windowCall" && e.ignoreNulls ? `${printed} IGNORE NULLS` : printed;
      }
      case "aggregateCall": {
        const args = list(e.args);
        const printed = e.function.print?.(args, e) ?? `${e.name}(${e.distinct ? "DISTINCT " : ""}${args.join(", ")})`;
        const ignoring = e.ignoreNulls ? `${printed} ignore nulls` : printed;
        return e.filter ? `${ignoring} FILTER (WHERE ${print(e.filter)})` : ignoring;
      }
      case "cast":
        if (e.implicit) return print(e.child);
        return `${e.mode === "try" ? "TRY_CAST" : "CAST"}(${print(e.child)} AS ${e.type.sql()})`;
      case "field":
        return `${print(e.child)}.${e.name}`;
      case "lambda": {
        for (const parameter of e.parameters) parameters.add(parameter.id);
        const names = e.parameters.map(() => "namedlambdavariable()");
        return `lambdafunction(${[print(e.body), ...names].join(", ")})`;
      }
      case "subquery": {
        const outer = e.outer.map((column) => column.name);
        if (e.form === "scalar") return `scalarsubquery(${outer.join(", ")})`;
        if (e.form === "exists") return `exists(${outer.join(", ")})`;
        const values = list(e.values);
        const left = values.length === 1 ? values[0]! : `named_struct(${values.map((v) => `${v}, ${v}`).join(", ")})`;
        return `(${left} IN (listquery(${outer.join(", ")})))`;
      }
      case "window":
        return `${print(e.call)} OVER ${over(e)}`;
    }
  }
  return print(expression);
}
