import { sparkError } from "../../common/index.ts";
import { type DataType, StructType } from "../../types/index.ts";
import {
  type FilterRelation,
  type LateralViewRelation,
  type LimitRelation,
  type OffsetRelation,
  type ProjectRelation,
  type ResolvedExpression,
  type ResolvedRelation,
  type SampleRelation,
  someExpression,
  type TailRelation,
  type WatermarkRelation,
} from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { belowLookup, expose, metadataLookup } from "./below.ts";
import { columnFor, filter, pass, project } from "./build.ts";
import { longValue } from "./constants.ts";
import { generate, generatedColumns } from "./generators.ts";
import { isGrouping } from "./grouping.ts";
import { quote } from "./identifiers.ts";
import { parseDelay } from "./interval-text.ts";
import { isStreaming } from "./is-streaming.ts";
import { aggregatesOf, checkCondition, partsOfKind, shown, shownType } from "./refusals.ts";
import { aggregateAll } from "./resolve-aggregate.ts";
import { replaceTopDown } from "./rewrite.ts";
import { type Scope, scopeOf, scopeOver } from "./scope.ts";
import { projectItems, resolveSelectList } from "./select-list.ts";
import { settle } from "./settle.ts";
import { withTimeWindow } from "./time-windows.ts";

export function resolveProject(relation: ProjectRelation, analysis: Analysis): Scope {
  const below = analysis.relation(relation.input, analysis);
  const { scope, timeWindow } = withTimeWindow(below, relation.expressions, analysis);
  // Stars do not see the window.
  const input: Scope = timeWindow ? { ...scope, columns: below.columns } : below;
  const needed = new Set<number>();
  const names: Names = { scope: input, timeWindow, after: metadataLookup(input, needed, analysis) };
  const items = resolveSelectList(relation.expressions, names, analysis);
  const base = expose(input.plan, needed);
  if (items.some((item) => aggregatesOf(item.expression).length > 0)) {
    return aggregateAll({ ...input, plan: base }, items, relation.planId, analysis);
  }
  if (items.some((item) => someExpression(item.expression, isGrouping))) {
    throw sparkError("UNSUPPORTED_GROUPING_EXPRESSION");
  }
  const plan = projectItems(base, items, analysis);
  return { plan, columns: plan.output, inputs: [input], planId: relation.planId };
}

/** WHERE; as in Spark's DataFrames a condition may name columns that the relation did not select. */
export function resolveFilter(relation: FilterRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const needed = new Set<number>();
  const below = belowLookup(input, needed, analysis);
  // QUALIFY belongs to the SELECT: a name means a column of its input before it means an entry of the list.
  const names: Names = { scope: input, after: below, ...(relation.qualify && { before: below }) };
  if (relation.condition.kind === "star") {
    throw sparkError("INVALID_USAGE_OF_STAR_OR_REGEX", { elem: "'*'", prettyName: "Filter" });
  }
  const condition = analysis.expression(relation.condition, names, analysis);
  if (relation.qualify) return qualified(input, expose(input.plan, needed), condition, analysis);
  checkCondition(condition, analysis);
  if (needed.size === 0) return scopeOver(filter(input.plan, condition), input, relation.planId);
  const kept = filter(expose(input.plan, needed), condition);
  const columns = [...input.columns, ...(input.hidden ?? [])];
  return scopeOver(project(kept, columns.map(pass)), input, relation.planId);
}

/**
 * QUALIFY: its windows are computed beside the columns of `base`, which may be more than those of `input`, and taken away again.
 *
 * @throws SparkException `QUALIFY_REQUIRES_WINDOW_FUNCTION`, `QUALIFY_AGGREGATE_NOT_ALLOWED`
 */
function qualified(input: Scope, base: ResolvedRelation, condition: ResolvedExpression, analysis: Analysis): Scope {
  const windows = partsOfKind(condition, "window");
  const [aggregate] = aggregatesOf(condition);
  if (aggregate) throw sparkError("QUALIFY_AGGREGATE_NOT_ALLOWED", { aggregateExpr: shown(aggregate, analysis) });
  if (windows.length === 0 && !selectsWindow(base)) throw sparkError("QUALIFY_REQUIRES_WINDOW_FUNCTION");
  const items = windows.map((window) => ({
    expression: window,
    column: columnFor(analysis.context, "qualify", window),
  }));
  const plan = items.length === 0 ? base : project(base, [...base.output.map(pass), ...items]);
  const placed = replaceTopDown(condition, (part) => items.find((item) => item.expression === part)?.column);
  checkCondition(placed, analysis);
  const columns = [...input.columns, ...(input.hidden ?? [])];
  return scopeOver(project(filter(plan, placed), columns.map(pass)), input);
}

/** Whether a SELECT list, which may be several projects, has a window function. */
function selectsWindow(plan: ResolvedRelation): boolean {
  if (plan.kind !== "project") return false;
  return plan.items.some((item) => partsOfKind(item.expression, "window").length > 0) || selectsWindow(plan.input);
}

/** @throws SparkException `INVALID_LIMIT_LIKE_EXPRESSION.*` */
function rowCount(name: "limit" | "offset", expression: ResolvedExpression, analysis: Analysis): bigint {
  const expr = shown(expression, analysis);
  if (expression.type.kind !== "integer" && expression.type.kind !== "byte" && expression.type.kind !== "short") {
    throw sparkError("INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE", { name, expr, dataType: shownType(expression.type) });
  }
  if (expression.kind === "literal" && expression.value === null) {
    throw sparkError("INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL", { name, expr });
  }
  const value = longValue(expression);
  if (value === undefined) throw sparkError("INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE", { name, expr });
  if (value < 0n) throw sparkError("INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE", { name, expr, v: String(value) });
  return value;
}

export function resolveLimit(relation: LimitRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const expression = analysis.expression(relation.limit, { scope: input }, analysis);
  const limit = rowCount("limit", expression, analysis);
  const plan = settle(input);
  // LIMIT over OFFSET of one query is one step.
  if (plan.kind === "limit" && plan.limit === undefined) {
    return over({ ...plan, limit }, input, relation.planId);
  }
  return over({ kind: "limit", input: plan, limit, offset: 0n, output: plan.output }, input, relation.planId);
}

export function resolveOffset(relation: OffsetRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const expression = analysis.expression(relation.offset, { scope: input }, analysis);
  const offset = rowCount("offset", expression, analysis);
  const plan = settle(input);
  return over({ kind: "limit", input: plan, offset, output: plan.output }, input, relation.planId);
}

const over = (plan: Scope["plan"], input: Scope, planId: bigint | undefined): Scope => ({
  plan,
  columns: input.columns,
  inputs: [input],
  planId,
});

export function resolveTail(relation: TailRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const plan = settle(input);
  return over(
    { kind: "tail", input: plan, limit: BigInt(relation.limit), output: plan.output },
    input,
    relation.planId,
  );
}

export function resolveSample(relation: SampleRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const { lower, upper, withReplacement, planId } = relation;
  const seed = relation.seed ?? BigInt(Math.floor(Math.random() * 2 ** 31));
  const plan: Scope["plan"] = {
    kind: "sample",
    input: input.plan,
    ...(lower > 0 && { lower }),
    fraction: upper - lower,
    withReplacement,
    seed,
    output: input.plan.output,
  };
  return scopeOver(plan, input, planId);
}

/** `LATERAL VIEW`: the generator's columns under the view's name. */
export function resolveLateralView(view: LateralViewRelation, analysis: Analysis): Scope {
  const input = analysis.relation(view.input, analysis);
  const call = analysis.expression(view.generator, { scope: input }, analysis);
  if (call.kind !== "generatorCall") {
    throw sparkError("UNSUPPORTED_GENERATOR.NOT_GENERATOR", {
      functionName: quote(call.kind === "call" ? call.function.name : call.kind),
      classCanonicalName: call.kind === "call" ? call.function.name : call.kind,
    });
  }
  const outer = view.outer || call.name.endsWith("_outer");
  const generated = generatedColumns(call, view.columns, outer, analysis);
  const plan = generate(input.plan, call, outer, generated, analysis);
  const qualifier = view.table === undefined ? [] : [view.table];
  return {
    ...scopeOf(plan, [input], view.planId),
    columns: [...input.columns, ...generated.map((column) => ({ ...column, qualifier }))],
    ...(input.hidden && { hidden: input.hidden }),
  };
}

/** Times are event times, and windows of time, which count by their ends. */
const isEventTime = (type: DataType): boolean =>
  type.kind === "timestamp" ||
  (type instanceof StructType &&
    type.fields.some(({ name, dataType }) => name === "end" && dataType.kind === "timestamp"));

/**
 * A watermark; on a batch it does nothing, whatever its column is.
 *
 * @throws SparkException `EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE`
 */
export function resolveWatermark(relation: WatermarkRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const delay = parseDelay(relation.delay);
  if (!isStreaming(input.plan)) return scopeOver(input.plan, input, relation.planId);
  const parts = relation.column.split(".");
  const found = analysis.expression({ kind: "attribute", parts }, { scope: input }, analysis);
  if (found.kind !== "column" || !isEventTime(found.type)) {
    throw sparkError("EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE", {
      eventName: shown(found, analysis).replaceAll('"', "`"),
      eventType: shownType(found.type),
    });
  }
  const marked = (column: (typeof input.columns)[number]) => {
    const { watermarkDelay: _, ...plain } = column;
    return column.id === found.id ? { ...plain, watermarkDelay: delay } : plain;
  };
  const output = input.plan.output.map(marked);
  const column = output.find((candidate) => candidate.id === found.id)!;
  const plan: Scope["plan"] = { kind: "watermark", input: input.plan, column, delay, output };
  return { ...scopeOver(plan, input, relation.planId), columns: input.columns.map(marked) };
}
