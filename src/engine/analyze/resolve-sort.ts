import { SparkException, sparkError } from "../../common/index.ts";
import {
  type Expression,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedRelation,
  type ResolvedSort,
  type SortExpression,
  type SortRelation,
  someExpression,
} from "../plan/index.ts";
import type { Analysis, NameLookup, Names } from "./analysis.ts";
import { belowLookup, expose } from "./below.ts";
import { newColumn, pass, project } from "./build.ts";
import { isGrouping } from "./grouping.ts";
import { automaticName } from "./names.ts";
import { checkRowWise, refuseUnordered } from "./refusals.ts";
import { fieldsOf } from "./resolve-extract.ts";
import { replaceTopDown } from "./rewrite.ts";
import { findColumn, type Scope, scopeOver } from "./scope.ts";
import type { SelectItem } from "./select-list.ts";
import { candidatesOf, unresolvedColumn } from "./suggestions.ts";

function ordinal(key: Expression): number | undefined {
  return key.kind === "literal" && key.type.kind === "integer" && typeof key.value === "number" ? key.value : undefined;
}

function atPosition(position: number, input: Scope): ResolvedColumn {
  const column = input.columns[position - 1];
  if (column) return column;
  throw sparkError("ORDER_BY_POS_OUT_OF_RANGE", { index: String(position), size: String(input.columns.length) });
}

const ascending = (child: ResolvedColumn): ResolvedSort => ({ child, descending: false, nullsFirst: true });

function resolveOrder(
  keys: readonly SortExpression[],
  names: Names,
  input: Scope,
  analysis: Analysis,
): readonly ResolvedSort[] {
  return keys.map((key): ResolvedSort => {
    const position = ordinal(key.child);
    const child =
      position === undefined ? analysis.expression(key.child, names, analysis) : atPosition(position, input);
    const sort = { child, descending: key.descending, nullsFirst: key.nullsFirst };
    refuseUnordered(sort, analysis);
    return sort;
  });
}

const sorted = (input: ResolvedRelation, order: readonly ResolvedSort[], relation: SortRelation): ResolvedRelation => ({
  kind: "sort",
  input,
  order,
  global: relation.global,
  output: input.output,
});

/** The relation over `plan`, which has more columns than `input` shows: those are taken away. */
function cut(plan: ResolvedRelation, input: Scope): ResolvedRelation {
  const columns = [...input.columns, ...(input.hidden ?? [])];
  return project(plan, columns.map(pass));
}

/**
 * ORDER BY. Keys may name what the relation gives and, where it gives no such column, what lies below it; over a grouped query also
 * aggregates of that query.
 *
 * @throws SparkException `ORDER_BY_POS_OUT_OF_RANGE`, `DATATYPE_MISMATCH.INVALID_ORDERING_TYPE` and others
 */
export function resolveSortRelation(relation: SortRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  if (relation.all) {
    const [direction] = relation.order;
    const order = input.columns.map((child) => ({ ...ascending(child), ...directionOf(direction) }));
    return scopeOver(sorted(input.plan, order, relation), input, relation.planId);
  }
  const { aggregation } = input;
  if (aggregation) return sortGrouped(relation, input, analysis);
  const needed = new Set<number>();
  const below = belowLookup(input, needed, analysis);
  const names: Names = {
    scope: input,
    before: unambiguous(input, below, analysis),
    after: below,
  };
  const order = resolveOrder(relation.order, names, input, analysis);
  const base = needed.size === 0 ? input.plan : expose(input.plan, needed);
  return finishSort(relation, input, base, order, analysis);
}

/** A key that several columns could be is one of those below the SELECT list, else it is refused as one that none is. */
function unambiguous(input: Scope, below: NameLookup, analysis: Analysis): NameLookup {
  const { caseSensitive } = analysis.context.settings;
  return (attribute, names) => {
    const { parts, planId } = attribute;
    if (planId !== undefined) return undefined;
    const isAmbiguous =
      unlessAmbiguous(() => [findColumn(parts, input.columns, input.hidden, caseSensitive)]) === undefined;
    if (isAmbiguous) {
      const found = unlessAmbiguous(() => below(attribute, names));
      if (found) return found;
      throw unresolvedColumn(parts, candidatesOf(input.columns));
    }
    return undefined;
  };
}

/** What is found, or undefined where a name could be several columns. */
function unlessAmbiguous<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof SparkException && error.condition === "AMBIGUOUS_REFERENCE") return undefined;
    throw error;
  }
}

const directionOf = (key: SortExpression | undefined): Partial<ResolvedSort> =>
  key ? { descending: key.descending, nullsFirst: key.nullsFirst } : {};

/** The sort over `base`, which may have more columns than `input` shows. */
function finishSort(
  relation: SortRelation,
  input: Scope,
  base: ResolvedRelation,
  order: readonly ResolvedSort[],
  analysis: Analysis,
): Scope {
  const keys = order.map((key) => key.child);
  checkRowWise(keys, analysis, "Sort");
  const plan = sorted(base, order, relation);
  return scopeOver(base === input.plan ? plan : cut(plan, input), input, relation.planId);
}

/** ORDER BY over a grouped query: aggregates and keys that it does not select are computed besides and taken away again. */
function sortGrouped(relation: SortRelation, input: Scope, analysis: Analysis): Scope {
  const aggregation = input.aggregation!;
  const { caseSensitive } = analysis.context.settings;
  const grouped = aggregation.input;
  const inGrouped: NameLookup = (attribute) => {
    if (attribute.planId !== undefined) return analysis.expression(attribute, { scope: grouped }, analysis);
    const match = findColumn(attribute.parts, grouped.columns, grouped.hidden, caseSensitive);
    return match && fieldsOf(match, analysis);
  };
  const names: Names = {
    scope: input,
    before: (attribute, inner) => (inner.insideAggregate ? inGrouped(attribute, inner) : undefined),
    after: inGrouped,
  };
  const resolved = resolveOrder(relation.order, names, input, analysis);
  const items = new Map(aggregation.items.flatMap((item) => (item.generator ? [] : [[item.column.id, item] as const])));
  const own = new Set(input.columns.map((column) => column.id));
  const extra: SelectItem[] = [];
  // A grouping function means the key, where it names the column that shows it.
  const keyBehind = (part: ResolvedExpression): ResolvedExpression => {
    const shownKey = part.kind === "column" ? items.get(part.id)?.expression : undefined;
    const key = aggregation.keys.find(({ column }) => shownKey?.kind === "column" && column.id === shownKey.id);
    return key?.expression ?? part;
  };
  const overKeys = (part: ResolvedExpression): ResolvedExpression | undefined =>
    isGrouping(part) ? { ...part, args: part.args.map(keyBehind) } : undefined;
  const order = resolved.map((sort): ResolvedSort => {
    const key = { ...sort, child: replaceTopDown(sort.child, overKeys) };
    const foreign = (part: ResolvedExpression) =>
      part.kind === "aggregateCall" || (part.kind === "column" && !own.has(part.id));
    if (!someExpression(key.child, foreign) && !groupingCall(key.child)) return key;
    const expression = replaceTopDown(key.child, (part) => {
      const item = part.kind === "column" ? items.get(part.id) : undefined;
      return item?.expression ?? aggregation.placeBehind(part);
    });
    const name = automaticName(key.child, analysis.context.settings.timeZone);
    const column = newColumn(analysis.context, name, expression);
    extra.push({ expression, column });
    return { ...key, child: column };
  });
  const base = extra.length === 0 ? input.plan : aggregation.plan(extra);
  return finishSort(relation, input, base, order, analysis);
}

const groupingCall = (expression: ResolvedExpression): boolean =>
  someExpression(expression, (part) => part.kind === "call" && part.function.name.startsWith("grouping"));
