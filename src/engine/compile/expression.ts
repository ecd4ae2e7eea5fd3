import { type DataType, type DecimalType, duckDbType, literalSql, StringType } from "../../types/index.ts";
import { castSql, orderKey } from "../functions/index.ts";
import {
  type AggregateSql,
  conjunctsOf,
  type ExpressionSettings,
  type FrameBound,
  type ResolvedAggregateCall,
  type ResolvedCall,
  type ResolvedExpression,
  type ResolvedRelation,
  type ResolvedSort,
  type ResolvedSubquery,
  type ResolvedWindow,
  settingsOf,
  someExpression,
} from "../plan/index.ts";

/** SQL for a column's id, where an expression stands. */
export type Scope = (id: number) => string;

const stringType = new StringType();

export const columnName = (id: number): string => `c${id}`;

/** What expressions need from the outside. */
export interface ExpressionContext {
  readonly settings: ExpressionSettings;
  /** A subquery on one line, its outer columns seen through `scope`. */
  subquery(plan: ResolvedRelation, scope: Scope): string;
}

/** An expression as DuckDB SQL that can stand as an operand without parentheses. */
export function compileExpression(expression: ResolvedExpression, scope: Scope, context: ExpressionContext): string {
  const sql = (part: ResolvedExpression): string => compileExpression(part, scope, context);
  switch (expression.kind) {
    case "literal":
      return literalSql(expression.value, expression.type);
    case "column":
      return scope(expression.id);
    case "call": {
      const [tested] = expression.args;
      // Spark asks whether a row is there: outside of a filter's conditions the answer is never NULL.
      if (expression.function.name === "not" && isMembership(tested))
        return `coalesce(${notIn(tested, scope, context)}, false)`;
      return compileCall(expression, expression.args.map(sql), context);
    }
    case "cast": {
      const { child, mode, type } = expression;
      return (
        decimalConstant(child, type) ??
        castSql(sql(child), child.type, type, mode, settingsOf(expression, context.settings))
      );
    }
    case "aggregateCall":
      return expression.function.sql(
        aggregateParts(expression, scope, context, ""),
        expression,
        settingsOf(expression, context.settings),
      );
    case "window":
      return compileWindow(expression, scope, context);
    case "lambda":
      return sql(expression.body);
    case "field":
      return compileField(sql(expression.child), expression.child.type, expression.name);
    case "subquery": {
      const answer = compileSubquery(expression, expression.values.map(sql), context.subquery(expression.plan, scope));
      return isMembership(expression) ? `coalesce(${answer}, false)` : answer;
    }
    case "windowCall":
    case "generatorCall":
      throw new Error(`${expression.name} stands outside of its window or relation`);
  }
}

/** A call. Windows among its arguments are computed ahead of it where it makes a lambda of them, in which DuckDB takes none. */
function compileCall(call: ResolvedCall, args: readonly string[], context: ExpressionContext): string {
  const settings = settingsOf(call, context.settings);
  const sql = call.function.sql(args, call, settings);
  const windowed = call.args.map(
    (arg) => arg.kind !== "lambda" && someExpression(arg, ({ kind }) => kind === "window"),
  );
  if (!windowed.includes(true) || !/\blambda\b|\bmr_/.test(sql)) return sql;
  const fields = args.flatMap((arg, i) => (windowed[i] ? [`a${i} := ${arg}`] : []));
  const named = args.map((arg, i) => (windowed[i] ? `windowed.a${i}` : arg));
  const inner = call.function.sql(named, call, settings);
  return `list_transform([struct_pack(${fields.join(", ")})], lambda windowed: ${inner})[1]`;
}

const wholeTypes = new Set(["byte", "short", "integer", "long"]);

/** A whole constant as a decimal that has room for it, without the checks that a cast makes for each row. */
function decimalConstant(child: ResolvedExpression, to: DataType): string | undefined {
  if (to.kind !== "decimal" || child.kind !== "literal") return undefined;
  if (child.value === null || !wholeTypes.has(child.type.kind)) return undefined;
  const { precision, scale } = to as DecimalType;
  const digits = String(child.value);
  return digits.replace("-", "").length > precision - scale ? undefined : literalSql(digits, to);
}

/** An expression cast to the DuckDB type of its Spark type, where DuckDB by itself might come to another one. */
export function compileTyped(expression: ResolvedExpression, scope: Scope, context: ExpressionContext): string {
  const sql = compileExpression(expression, scope, context);
  switch (expression.kind) {
    case "call":
    case "aggregateCall":
    case "window":
      return castTo(sql, expression.type);
    default:
      return sql;
  }
}

/** The SQL of an aggregate's parts, for its `sql` and `state`. `over` is the OVER clause or empty. */
export function aggregateParts(
  call: ResolvedAggregateCall,
  scope: Scope,
  context: ExpressionContext,
  over: string,
): AggregateSql {
  return {
    args: call.args.map((arg) => compileExpression(arg, scope, context)),
    distinct: call.distinct,
    filter: call.filter === undefined ? undefined : compileExpression(call.filter, scope, context),
    orderBy: call.orderBy.map((sort) => compileSort(sort, scope, context)),
    over,
  };
}

/** A sort key with the place of its nulls spelled out, since Spark's and DuckDB's defaults differ. */
export const compileSort = (sort: ResolvedSort, scope: Scope, context: ExpressionContext): string =>
  sortText(orderKey(compileExpression(sort.child, scope, context), sort.child.type), sort);

export const sortText = (key: string, { descending, nullsFirst }: ResolvedSort): string =>
  `${key}${descending ? " DESC" : ""} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;

function compileWindow(window: ResolvedWindow, scope: Scope, context: ExpressionContext): string {
  const { call } = window;
  const clauses: string[] = [];
  if (window.partitionBy.length > 0)
    clauses.push(`PARTITION BY ${window.partitionBy.map((key) => compileExpression(key, scope, context)).join(", ")}`);
  if (window.orderBy.length > 0)
    clauses.push(`ORDER BY ${window.orderBy.map((key) => compileSort(key, scope, context)).join(", ")}`);
  const fixed = call.kind === "windowCall" && call.function.fixedFrame !== undefined;
  if (!fixed) {
    const { unit, lower, upper } = window.frame;
    const bounds = [lower, upper].map((bound) => compileBound(bound, scope, context));
    // DuckDB takes a frame for a mistake that no row can be in.
    const isEmpty = isEmptyFrame(lower, upper);
    clauses.push(
      isEmpty ? "ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING" : `${unit.toUpperCase()} BETWEEN ${bounds.join(" AND ")}`,
    );
  }
  const over = ` OVER (${clauses.join(" ")})`;
  const settings = settingsOf(call, context.settings);
  if (call.kind === "aggregateCall")
    return call.function.sql(aggregateParts(call, scope, context, over), call, settings);
  const args = call.args.map((arg) => compileExpression(arg, scope, context));
  return castTo(call.function.sql(args, call, settings) + over, call.type);
}

type Bound = FrameBound<ResolvedExpression>;

/** Whether a frame is between the current row and one on the wrong side of it. */
function isEmptyFrame(lower: Bound, upper: Bound): boolean {
  if (lower.kind === "currentRow") return upper.kind === "offset" && negated(upper.value) !== undefined;
  return upper.kind === "currentRow" && lower.kind === "offset" && negated(lower.value) === undefined;
}

function compileBound(bound: Bound, scope: Scope, context: ExpressionContext): string {
  switch (bound.kind) {
    case "currentRow":
      return "CURRENT ROW";
    case "unboundedPreceding":
      return "UNBOUNDED PRECEDING";
    case "unboundedFollowing":
      return "UNBOUNDED FOLLOWING";
    case "offset": {
      const distance = negated(bound.value);
      return distance === undefined
        ? `${compileExpression(bound.value, scope, context)} FOLLOWING`
        : `${compileExpression(distance, scope, context)} PRECEDING`;
    }
  }
}

/** The distance of a negative offset; undefined for others. */
function negated(offset: ResolvedExpression): ResolvedExpression | undefined {
  if (offset.kind === "call" && offset.function.name === "negative") return offset.args[0];
  if (offset.kind === "cast") {
    const child = negated(offset.child);
    return child && { ...offset, child };
  }
  if (offset.kind !== "literal") return undefined;
  const { value } = offset;
  if (typeof value === "string") return value.startsWith("-") ? { ...offset, value: value.slice(1) } : undefined;
  if (typeof value === "bigint") return value < 0n ? { ...offset, value: -value } : undefined;
  return typeof value === "number" && value < 0 ? { ...offset, value: -value } : undefined;
}

function compileField(child: string, type: DataType, name: string): string {
  const key = literalSql(name, stringType);
  if (type.kind === "array") return `list_transform(${child}, lambda x: struct_extract(x, ${key}))`;
  return `struct_extract(${child}, ${key})`;
}

const isMembership = (expression: ResolvedExpression | undefined): expression is ResolvedSubquery =>
  expression?.kind === "subquery" && expression.form === "in";

/** `NOT IN`: true where no row could be equal, were its NULLs known. */
function notIn(tested: ResolvedSubquery, scope: Scope, context: ExpressionContext): string {
  const values = tested.values.map((value) => compileExpression(value, scope, context));
  const query = context.subquery(tested.plan, scope);
  if (values.length === 1) return `(NOT ${compileSubquery(tested, values, query)})`;
  const maybeEqual = tested.plan.output.map(({ id }, at) => {
    const [value, other] = [values[at], columnName(id)];
    return `(${value} = ${other} OR ${value} IS NULL OR ${other} IS NULL)`;
  });
  return `(NOT EXISTS (SELECT 1 FROM (${query}) WHERE ${maybeEqual.join(" AND ")}))`;
}

/** The condition of a filter, in which NULL is as good as false: what DuckDB makes joins of stays as it is. */
export function compileCondition(condition: ResolvedExpression, scope: Scope, context: ExpressionContext): string {
  return conjunctsOf(condition)
    .map((part) => {
      if (isMembership(part)) {
        const values = part.values.map((value) => compileExpression(value, scope, context));
        return compileSubquery(part, values, context.subquery(part.plan, scope));
      }
      const tested = part.kind === "call" && part.function.name === "not" ? part.args[0] : undefined;
      return isMembership(tested) ? notIn(tested, scope, context) : compileExpression(part, scope, context);
    })
    .join(" AND ");
}

function compileSubquery(
  { form, plan, values: tested }: ResolvedSubquery,
  values: readonly string[],
  query: string,
): string {
  switch (form) {
    case "scalar":
      return `(${query})`;
    case "exists":
      return `EXISTS (${query})`;
    case "in": {
      if (values.length === 1) return `(${values[0]} IN (${query}))`;
      const row = plan.output.map((column) => columnName(column.id)).join(", ");
      const found = `row(${values.join(", ")}) IN (SELECT row(${row}) FROM (${query}))`;
      // DuckDB has a NULL in a row equal another.
      const known = values.filter((_, at) => tested[at]!.nullable).map((value) => `${value} IS NOT NULL`);
      return known.length === 0 ? `(${found})` : `CASE WHEN ${known.join(" AND ")} THEN ${found} END`;
    }
  }
}

/** SQL cast to the DuckDB type of a Spark type, unless it ends as that very cast or cannot be of another type. */
export function castTo(sql: string, type: DataType): string {
  if (type.kind === "boolean") return sql;
  const end = ` AS ${duckDbType(type)})`;
  return sql.startsWith("CAST(") && sql.endsWith(end) && closesAtEnd(sql, "CAST".length) ? sql : `CAST(${sql}${end}`;
}

/** Whether the parenthesis at `open` is closed by the last character. */
function closesAtEnd(sql: string, open: number): boolean {
  let depth = 0;
  let quote = "";
  for (let i = open; i < sql.length; i++) {
    const char = sql[i]!;
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === "'" || char === '"') quote = char;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return i === sql.length - 1;
  }
  return false;
}
