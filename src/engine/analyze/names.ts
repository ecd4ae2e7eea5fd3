import type {
  FrameBound,
  ResolvedAggregateCall,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedSort,
  ResolvedWindow,
} from "../plan/index.ts";
import { quoteIfNeeded } from "./identifiers.ts";
import { literalName } from "./literal-names.ts";

/**
 * The name that Spark gives to a column whose expression has none: the expression as text, as it was written, without the casts that
 * the analyzer added.
 *
 * @see org.apache.spark.sql.catalyst.util.toPrettySQL
 */
export function automaticName(expression: ResolvedExpression, timeZone: string): string {
  return new Printer(timeZone, (column) => column.name).print(expression);
}

/** As {@link automaticName}, with columns under their whole names; some error messages show expressions so. */
export function qualifiedName(expression: ResolvedExpression, timeZone: string): string {
  return new Printer(timeZone, wholeName).print(expression);
}

/** {@link automaticName} of an entry of a SELECT list that uses the names of entries before it, whose ids are given. */
export function lateralName(expression: ResolvedExpression, earlier: ReadonlySet<number>, timeZone: string): string {
  const called = (column: ResolvedColumn) =>
    earlier.has(column.id) ? `lateralAliasReference(${column.name})` : column.name;
  return new Printer(timeZone, called).print(expression);
}

const wholeName = (column: ResolvedColumn): string => [...column.qualifier, column.name].map(quoteIfNeeded).join(".");

/** What stands behind OVER. */
export function windowName(window: ResolvedWindow, timeZone: string): string {
  return new Printer(timeZone, (column) => column.name).over(window);
}

/** {@link windowName} with columns under their whole names. */
export function qualifiedWindowName(window: ResolvedWindow, timeZone: string): string {
  return new Printer(timeZone, wholeName).over(window);
}

const ranks = new Set(["rank", "dense_rank", "percent_rank"]);

/** What stands before OVER, as Spark's plans write it: columns with their ids, ranks of what they rank by. */
export function windowCallText({ call, orderBy }: ResolvedWindow, timeZone: string): string {
  const printer = new Printer(timeZone, (column) => `${column.name}#${column.id}`);
  const isRank = call.kind === "windowCall" && ranks.has(call.name);
  return printer.print(isRank ? { ...call, args: orderBy.map(({ child }) => child) } : call);
}

/** A bound of a window's frame. */
export function boundName(bound: FrameBound<ResolvedExpression>, timeZone: string): string {
  return new Printer(timeZone, (column) => column.name).bound(bound);
}

/** Types whose casts Spark leaves out where it prints an expression. */
const nested = new Set(["array", "map", "struct"]);

const negations = new Set(["negative", "-"]);

class Printer {
  readonly #timeZone: string;
  readonly #columnName: (column: ResolvedColumn) => string;
  /** Parameters of the lambdas around, which have no names of their own in Spark. */
  readonly #parameters = new Set<number>();

  constructor(timeZone: string, columnName: (column: ResolvedColumn) => string) {
    this.#timeZone = timeZone;
    this.#columnName = columnName;
  }

  #list(expressions: readonly ResolvedExpression[]): string[] {
    return expressions.map((expression) => this.print(expression));
  }

  #sorts(keys: readonly ResolvedSort[]): string[] {
    return keys.map(
      ({ child, descending, nullsFirst }) =>
        `${this.print(child)} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`,
    );
  }

  #aggregate(e: ResolvedAggregateCall, args: readonly string[]): string {
    // With an order it goes by its own name, whichever was written.
    const isSortedText = e.orderBy.length > 0 && e.function.name === "listagg";
    const call = isSortedText ? { ...e, name: e.function.name } : e;
    const printed = e.function.print?.(args, call) ?? `${e.name}(${e.distinct ? "DISTINCT " : ""}${args.join(", ")})`;
    return isSortedText ? `${printed} WITHIN GROUP (ORDER BY ${this.#sorts(e.orderBy).join(", ")})` : printed;
  }

  bound(side: FrameBound<ResolvedExpression>): string {
    switch (side.kind) {
      case "currentRow":
        return "CURRENT ROW";
      case "unboundedPreceding":
        return "UNBOUNDED PRECEDING";
      case "unboundedFollowing":
        return "UNBOUNDED FOLLOWING";
      case "offset": {
        // As SQL writes it; a negative number that came as one is printed as it is.
        const { value } = side;
        const isNegated = value.kind === "call" && value.args.length === 1 && negations.has(value.function.name);
        return isNegated ? `${this.print(value.args[0]!)} PRECEDING` : `${this.print(value)} FOLLOWING`;
      }
    }
  }

  over({ partitionBy, orderBy, frame }: ResolvedWindow): string {
    const parts: string[] = [];
    if (partitionBy.length > 0) parts.push(`PARTITION BY ${this.#list(partitionBy).join(", ")}`);
    if (orderBy.length > 0) parts.push(`ORDER BY ${this.#sorts(orderBy).join(", ")}`);
    parts.push(`${frame.unit.toUpperCase()} BETWEEN ${this.bound(frame.lower)} AND ${this.bound(frame.upper)}`);
    return `(${parts.join(" ")})`;
  }

  print(e: ResolvedExpression): string {
    switch (e.kind) {
      case "literal":
        return literalName(e.type, e.value, this.#timeZone);
      case "column":
        return this.#parameters.has(e.id) ? "namedlambdavariable()" : this.#columnName(e);
      case "call": {
        const args = this.#list(e.args);
        return e.function.print?.(args, e) ?? `${e.name}(${args.join(", ")})`;
      }
      case "windowCall":
      case "generatorCall": {
        const args = this.#list(e.args);
        const printed =
          (e.kind === "windowCall" ? e.function.print?.(args, e) : e.function.print?.(args, e)) ??
          `${e.name}(${args.join(", ")})`;
        return printed;
      }
      case "aggregateCall": {
        const args = this.#list(e.args);
        // What passes over NULL loses its alias, and the name does not tell.
        const isAliased = e.ignoreNulls && e.name !== "any_value";
        const printed = this.#aggregate(isAliased ? { ...e, name: e.function.name } : e, args);
        return e.filter ? `${printed} FILTER (WHERE ${this.print(e.filter)})` : printed;
      }
      case "cast":
        if (e.implicit || nested.has(e.type.kind)) return this.print(e.child);
        return `${e.mode === "try" ? "TRY_CAST" : "CAST"}(${this.print(e.child)} AS ${e.type.sql()})`;
      case "field":
        return `${this.print(e.child)}.${e.name}`;
      case "lambda": {
        for (const parameter of e.parameters) this.#parameters.add(parameter.id);
        const names = e.parameters.map(() => "namedlambdavariable()");
        return `lambdafunction(${[this.print(e.body), ...names].join(", ")})`;
      }
      case "subquery": {
        const outer = e.outer.map((column) => column.name);
        if (e.form === "scalar") return `scalarsubquery(${outer.join(", ")})`;
        if (e.form === "exists") return `exists(${outer.join(", ")})`;
        const values = this.#list(e.values);
        const left = values.length === 1 ? values[0]! : `named_struct(${values.map((v) => `'${v}', ${v}`).join(", ")})`;
        return `(${left} IN (listquery(${outer.join(", ")})))`;
      }
      case "window":
        return `${this.print(e.call)} OVER ${this.over(e)}`;
    }
  }
}
