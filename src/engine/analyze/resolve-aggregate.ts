import { sparkError } from "../../common/index.ts";
import type { AggregateRelation, Expression, ResolvedExpression } from "../plan/index.ts";
import { Aggregation } from "./aggregation.ts";
import type { Analysis, Names } from "./analysis.ts";
import { expose, metadataLookup } from "./below.ts";
import { fingerprint } from "./fingerprint.ts";
import { quote } from "./identifiers.ts";
import { isStreaming } from "./is-streaming.ts";
import { qualifiedName } from "./names.ts";
import { implicitKeys, pivotItems } from "./pivot.ts";
import { aggregatesOf, checkCondition, partsOfKind, shown } from "./refusals.ts";
import { replaceTopDown } from "./rewrite.ts";
import { findColumn, type Scope, sameName, scopeOf } from "./scope.ts";
import { resolveSelectList, type SelectItem } from "./select-list.ts";
import { candidatesOf } from "./suggestions.ts";
import { withTimeWindow } from "./time-windows.ts";
import { widened } from "./widen.ts";

/** `GROUP BY 2`: the number of an entry of the SELECT list, undefined where the key is no such number. */
function ordinalOf(key: Expression): number | undefined {
  return key.kind === "literal" && key.type.kind === "integer" && typeof key.value === "number" ? key.value : undefined;
}

function itemAt(position: number, items: readonly SelectItem[], analysis: Analysis): SelectItem {
  const item = items[position - 1];
  if (!item) throw sparkError("GROUP_BY_POS_OUT_OF_RANGE", { index: String(position), size: String(items.length) });
  if (aggregatesOf(item.expression).length > 0) {
    throw sparkError("GROUP_BY_POS_AGGREGATE", {
      index: String(position),
      aggExpr: `${qualifiedName(item.expression, analysis.context.settings.timeZone)} AS ${quote(item.column.name)}`,
    });
  }
  return item;
}

/** Keys as SQL writes them: columns of the input, else names or numbers of the SELECT list's entries. */
function resolveSqlKey(key: Expression, items: readonly SelectItem[], names: Names, analysis: Analysis): SelectItem {
  const position = ordinalOf(key);
  if (position !== undefined) return itemAt(position, items, analysis);
  const { caseSensitive } = analysis.context.settings;
  const [item] = resolveSelectList(
    [key],
    {
      ...names,
      after: (attribute, inner) => {
        const hit =
          attribute.parts.length === 1 && attribute.planId === undefined
            ? items.find(({ aliased, column }) => aliased && sameName(column.name, attribute.parts[0]!, caseSensitive))
            : undefined;
        return hit?.expression ?? names.after?.(attribute, inner);
      },
    },
    analysis,
  );
  return item!;
}

function checkKey(key: SelectItem, analysis: Analysis): void {
  const [aggregate] = aggregatesOf(key.expression);
  if (aggregate)
    throw sparkError("GROUP_BY_AGGREGATE", { sqlExpr: qualifiedName(aggregate, analysis.context.settings.timeZone) });
  const wrong = [...partsOfKind(key.expression, "window"), ...partsOfKind(key.expression, "generatorCall")];
  if (wrong.length > 0) {
    throw sparkError("UNSUPPORTED_EXPR_FOR_OPERATOR", {
      operator: "Aggregate",
      invalidExprSqls: wrong.map((part) => shown(part, analysis)).join(", "),
    });
  }
  if (key.expression.type.kind === "interval" || key.expression.type.kind === "variant") {
    throw sparkError("GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE", {
      sqlExpr: shown(key.expression, analysis),
      dataType: `"${key.expression.type.sql()}"`,
    });
  }
}

/** ROLLUP, CUBE and GROUPING SETS as lists of positions among the keys. */
function groupingSets(
  relation: AggregateRelation,
  keys: SelectItem[],
  resolveKey: (key: Expression) => SelectItem,
  positionOf: (item: SelectItem) => number,
): readonly (readonly number[])[] | undefined {
  const all = keys.map((_, at) => at);
  switch (relation.grouping.type) {
    case "groupBy":
    case "pivot":
      return undefined;
    case "rollup":
      return [...all.map((_, at) => all.slice(0, all.length - at)), []];
    case "cube":
      return Array.from({ length: 2 ** all.length }, (_, mask) =>
        all.filter((at) => ((mask >> (all.length - 1 - at)) & 1) === 0),
      );
    case "groupingSets":
      return relation.grouping.sets.map((set) => set.map((key) => positionOf(resolveKey(key))));
  }
}

/**
 * A grouped query, or one that aggregates all rows.
 *
 * @throws SparkException `GROUP_BY_*`, `MISSING_AGGREGATION`, `MISSING_GROUP_BY`, `NESTED_AGGREGATE_FUNCTION` and others
 */
export function resolveAggregate(relation: AggregateRelation, analysis: Analysis): Scope {
  const below = analysis.relation(relation.input, analysis);
  const { scope: input, timeWindow } = withTimeWindow(below, [...relation.keys, ...relation.aggregates], analysis);
  const needed = new Set<number>();
  const names: Names = { scope: input, timeWindow, after: metadataLookup(input, needed, analysis) };
  const written = relation.includeKeys ? [] : resolveSelectList(relation.aggregates, names, analysis);
  const resolveKey = (key: Expression): SelectItem =>
    relation.includeKeys ? resolveSelectList([key], names, analysis)[0]! : resolveSqlKey(key, written, names, analysis);
  const { grouping } = relation;
  const keys =
    grouping.type === "pivot" && grouping.implicitKeys
      ? implicitKeys(grouping, relation.aggregates, names, analysis)
      : relation.groupByAll
        ? written.filter((item) => aggregatesOf(item.expression).length === 0 && !isConstant(item.expression))
        : relation.keys.flatMap((key) =>
            key.kind === "star" || key.kind === "regex" ? resolveSelectList([key], names, analysis) : [resolveKey(key)],
          );
  const sets = groupingSets(relation, [...keys], resolveKey, (item) => positionIn(keys, item));
  for (const key of keys) checkKey(key, analysis);
  const distinct = relation.includeKeys ? [...keys, ...aggregateItems(relation, names, analysis)] : written;
  const grouped = needed.size === 0 ? input : { ...input, plan: expose(input.plan, needed) };
  return aggregateScope(grouped, keys, sets, distinct, relation, analysis);
}

const isConstant = (e: ResolvedExpression): boolean => e.kind === "literal";

function positionIn(keys: readonly SelectItem[], item: SelectItem): number {
  const at = keys.findIndex((key) => sameKey(key.expression, item.expression));
  return at;
}

function sameKey(a: ResolvedExpression, b: ResolvedExpression): boolean {
  return a === b || fingerprint(a) === fingerprint(b);
}

function aggregateItems(relation: AggregateRelation, names: Names, analysis: Analysis): readonly SelectItem[] {
  return relation.grouping.type === "pivot"
    ? pivotItems(relation.grouping, relation.aggregates, names, analysis)
    : resolveSelectList(relation.aggregates, names, analysis);
}

function aggregateScope(
  input: Scope,
  keys: readonly SelectItem[],
  sets: readonly (readonly number[])[] | undefined,
  items: readonly SelectItem[],
  relation: AggregateRelation,
  analysis: Analysis,
): Scope {
  const aggregation = new Aggregation(input, keys, sets, analysis);
  const known = new Set(items.filter((item) => item.aliased).map((item) => item.column.id));
  const keyColumns = new Map(aggregation.keys.map((key) => [fingerprint(key.expression), key.column]));
  const streaming = isStreaming(input.plan);
  const placed = items.map((item): SelectItem => {
    const expression = aggregation.place(item.expression, known);
    if (item.generator) {
      const call = { ...item.generator.call, ...(expression as typeof item.generator.call) };
      return { ...item, expression, generator: { ...item.generator, call } };
    }
    if (expression.kind === "column" && item.expression.kind === "column" && !item.aliased) {
      return { ...item, expression, column: { ...expression, name: item.column.name } };
    }
    const key = keyColumns.get(fingerprint(item.expression));
    if (key && item.column.id === key.id) return { ...item, expression: key, column: key };
    const computed = { ...item, expression, column: { ...item.column, nullable: expression.nullable } };
    return streaming ? widened(computed) : computed;
  });
  aggregation.setItems(placed);
  if (relation.having) aggregation.setHaving(resolveHaving(relation.having, items, aggregation, analysis));
  const plan = aggregation.plan();
  return { ...scopeOf(plan, [input], relation.planId), aggregation };
}

/** HAVING names the input's columns first; what is neither a key nor inside an aggregate may be a name of the SELECT list. */
function resolveHaving(
  having: Expression,
  items: readonly SelectItem[],
  aggregation: Aggregation,
  analysis: Analysis,
): ResolvedExpression {
  const { caseSensitive } = analysis.context.settings;
  const { input } = aggregation;
  const names: Names = {
    scope: input,
    candidates: candidatesOf(items.map((item) => item.column)),
    before: (attribute, inner) => {
      if (inner.insideAggregate || attribute.planId !== undefined) return undefined;
      const match = findColumn(attribute.parts, input.columns, input.hidden, caseSensitive);
      if (match && aggregation.isKey(match.column)) return undefined;
      if (attribute.parts.length !== 1) return undefined;
      const hits = items.filter((item) => sameName(item.column.name, attribute.parts[0]!, caseSensitive));
      if (new Set(hits.map((item) => item.column.id)).size > 1) {
        const name = quote(attribute.parts[0]!);
        const referenceNames = `[${hits.map((item) => quote(item.column.name)).join(", ")}]`;
        throw sparkError("AMBIGUOUS_REFERENCE", { name, referenceNames });
      }
      return hits[0]?.expression;
    },
  };
  const resolved = analysis.expression(having, names, analysis);
  const condition = replaceTopDown(resolved, (part) => aggregation.placeBehind(part));
  checkCondition(condition, analysis, "HAVING");
  return condition;
}

/** A SELECT list with aggregates and no GROUP BY: one group of all rows. */
export function aggregateAll(
  input: Scope,
  items: readonly SelectItem[],
  planId: bigint | undefined,
  analysis: Analysis,
): Scope {
  const relation: AggregateRelation = {
    kind: "aggregate",
    input: { kind: "oneRow" },
    grouping: { type: "groupBy" },
    keys: [],
    aggregates: [],
    includeKeys: false,
    ...(planId !== undefined && { planId }),
  };
  return aggregateScope(input, [], undefined, items, relation, analysis);
}
