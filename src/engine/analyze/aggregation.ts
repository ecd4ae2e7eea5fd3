import { sparkError } from "../../common/index.ts";
import type {
  NamedExpression,
  ResolvedAggregate,
  ResolvedAggregateCall,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { filter, LONG, newColumn } from "./build.ts";
import { fingerprint } from "./fingerprint.ts";
import { isGrouping, placeGrouping } from "./grouping.ts";
import { automaticName } from "./names.ts";
import { checkAggregates } from "./python-functions.ts";
import { aggregatesOf, partsOfKind, shown } from "./refusals.ts";
import { replaceTopDown } from "./rewrite.ts";
import type { Scope } from "./scope.ts";
import { projectItems, type SelectItem } from "./select-list.ts";
import { candidatesOf, unresolvedColumn } from "./suggestions.ts";

/**
 * A grouped query while it is put together. Expressions of its SELECT list, of HAVING and of ORDER BY are placed on it: keys and
 * aggregates in them become columns of the aggregate, and what is neither is refused.
 */
export class Aggregation {
  /** What is grouped. */
  readonly input: Scope;
  readonly keys: readonly NamedExpression[];
  readonly #sets: readonly (readonly number[])[] | undefined;
  readonly #analysis: Analysis;
  readonly #keyColumns = new Map<string, ResolvedColumn>();
  readonly #aggregates = new Map<string, NamedExpression<ResolvedAggregateCall>>();
  #groupingId: ResolvedColumn | undefined;
  #having: ResolvedExpression | undefined;
  #items: readonly SelectItem[] = [];

  constructor(
    input: Scope,
    keys: readonly NamedExpression[],
    sets: readonly (readonly number[])[] | undefined,
    analysis: Analysis,
  ) {
    this.input = input;
    this.#analysis = analysis;
    this.#sets = sets;
    const unique = new Map<string, NamedExpression>();
    for (const key of keys) {
      const print = fingerprint(key.expression);
      if (!unique.has(print)) unique.set(print, this.#keyOf(key));
    }
    this.keys = [...unique.values()];
    for (const [print, key] of unique) this.#keyColumns.set(print, key.column);
  }

  /** A bare column keeps its id, except where grouping sets make it NULL while aggregates still see its values. */
  #keyOf(key: NamedExpression): NamedExpression {
    // Sessions are joined here; whoever groups the result by them takes them as they are.
    if (key.column.sessionWindow) {
      const { sessionWindow: _, ...column } = key.column;
      return { expression: key.expression, column: { ...column, id: this.#analysis.context.nextId() } };
    }
    if (!this.#sets) return key;
    const column = { ...key.column, id: this.#analysis.context.nextId(), nullable: true };
    return { expression: key.expression, column };
  }

  isKey(expression: ResolvedExpression): boolean {
    return this.#keyColumns.has(fingerprint(expression));
  }

  /**
   * The expression over the aggregate's columns.
   *
   * @param known - columns that may stand as they are: lateral aliases
   * @throws SparkException `MISSING_AGGREGATION`, `MISSING_GROUP_BY`, `NESTED_AGGREGATE_FUNCTION`
   */
  place(expression: ResolvedExpression, known: ReadonlySet<number> = new Set()): ResolvedExpression {
    return replaceTopDown(expression, (part) => this.placePart(part, known));
  }

  /** {@link place} for HAVING and ORDER BY, which call a column that is not grouped by unknown. */
  placeBehind(part: ResolvedExpression): ResolvedExpression | undefined {
    const outputs = () => candidatesOf(this.#items.map((item) => item.column));
    return this.placePart(part, undefined, (column) => unresolvedColumn([column.name], outputs()));
  }

  /** {@link place} for one part: undefined where its children have to be placed instead. */
  placePart(
    part: ResolvedExpression,
    known: ReadonlySet<number> = new Set(),
    missing: (column: ResolvedColumn) => Error = (column) => this.#missing(column),
  ): ResolvedExpression | undefined {
    if (part.kind === "literal") return undefined;
    const key = this.#keyColumns.get(fingerprint(part));
    if (key) return part.kind === "column" ? { ...key, name: part.name } : key;
    if (part.kind === "aggregateCall") return this.#aggregate(part);
    if (isGrouping(part)) {
      const sets = this.#sets;
      return placeGrouping(part, sets && this.keys, () => this.#groupingIdColumn(), this.#analysis);
    }
    if (part.kind === "subquery") {
      if (part.form === "scalar" && part.outer.some((column) => this.#ofInput(column.id))) {
        throw sparkError("SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION", {
          sqlExpr: shown(part, this.#analysis),
        });
      }
      for (const column of part.outer) if (!known.has(column.id) && !this.isKey(column)) this.#refuse(column, missing);
      return undefined;
    }
    if (part.kind !== "column" || known.has(part.id)) return undefined;
    this.#refuse(part, missing);
    return undefined;
  }

  /** Columns that are not of the input are a lambda's parameters or belong to a query around: they may stand. */
  #refuse(column: ResolvedColumn, missing: (column: ResolvedColumn) => Error): void {
    if (this.#ofInput(column.id)) throw missing(column);
  }

  #ofInput(id: number): boolean {
    return this.input.plan.output.some((column) => column.id === id);
  }

  #missing(column: ResolvedColumn): Error {
    if (this.keys.length === 0) return sparkError("MISSING_GROUP_BY");
    const name = automaticName(column, this.#analysis.context.settings.timeZone);
    return sparkError("MISSING_AGGREGATION", { expression: `"${name}"`, expressionAnyValue: `"any_value(${name})"` });
  }

  #aggregate(call: ResolvedAggregateCall): ResolvedColumn {
    const inner = [...call.args, ...(call.filter ? [call.filter] : []), ...call.orderBy.map((sort) => sort.child)];
    const [inFilter] = call.filter ? aggregatesOf(call.filter) : [];
    if (inFilter) {
      throw sparkError("INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE", {
        filterExpr: shown(call.filter!, this.#analysis),
        aggExpr: shown(inFilter, this.#analysis),
      });
    }
    if (inner.some((part) => aggregatesOf(part).length > 0)) throw sparkError("NESTED_AGGREGATE_FUNCTION");
    if (inner.some((part) => partsOfKind(part, "window").length > 0)) {
      throw sparkError("UNSUPPORTED_EXPR_FOR_OPERATOR", {
        operator: "Aggregate",
        invalidExprSqls: shown(call, this.#analysis),
      });
    }
    if (inner.some((part) => partsOfKind(part, "generatorCall").length > 0)) {
      throw sparkError("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", { expression: shown(call, this.#analysis) });
    }
    const print = fingerprint(call);
    const known = this.#aggregates.get(print);
    if (known) return known.column;
    const { context } = this.#analysis;
    const column = newColumn(context, automaticName(call, context.settings.timeZone), call);
    this.#aggregates.set(print, { expression: call, column });
    return column;
  }

  #groupingIdColumn(): ResolvedColumn {
    this.#groupingId ??= newColumn(this.#analysis.context, "grouping_id()", { type: LONG, nullable: false });
    return this.#groupingId;
  }

  /** What the query gives: placed expressions. */
  setItems(items: readonly SelectItem[]): void {
    this.#items = items;
  }

  setHaving(condition: ResolvedExpression): void {
    this.#having = condition;
  }

  get items(): readonly SelectItem[] {
    return this.#items;
  }

  /** The whole query, with columns behind its own where ORDER BY needs some. */
  plan(extra: readonly SelectItem[] = []): ResolvedRelation {
    const keys = this.keys;
    const aggregates = [...this.#aggregates.values()];
    checkAggregates(aggregates.map((item) => item.expression));
    const output = [...keys, ...aggregates].map((item) => item.column);
    if (this.#groupingId) output.push(this.#groupingId);
    const aggregate: ResolvedAggregate = {
      kind: "aggregate",
      input: this.input.plan,
      keys,
      aggregates,
      output,
      ...(this.#sets && { groupingSets: this.#sets }),
      ...(this.#groupingId && { groupingId: this.#groupingId }),
    };
    const kept = this.#having ? filter(aggregate, this.#having) : aggregate;
    return projectItems(kept, [...this.#items, ...extra], this.#analysis);
  }
}
