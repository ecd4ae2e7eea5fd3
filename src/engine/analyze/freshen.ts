import type {
  KeptSettings,
  NamedExpression,
  ResolvedAggregate,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedRelation,
} from "../plan/index.ts";
import { withKept } from "./kept-settings.ts";
import { mapChildren } from "./rewrite.ts";

/** Gives each id one new id. */
class Renumbering {
  readonly #ids = new Map<number, number>();
  readonly #nextId: () => number;
  /** Ids that the plan makes itself; those of a query around it stay. */
  readonly #made = new Set<number>();
  readonly #kept: KeptSettings | undefined;
  readonly #given: ReadonlySet<ResolvedExpression>;

  constructor(nextId: () => number, kept?: KeptSettings, given: ReadonlySet<ResolvedExpression> = new Set()) {
    this.#nextId = nextId;
    this.#kept = kept;
    this.#given = given;
  }

  id(id: number): number {
    let fresh = this.#ids.get(id);
    if (fresh === undefined) {
      fresh = this.#nextId();
      this.#ids.set(id, fresh);
    }
    return fresh;
  }

  column = (column: ResolvedColumn): ResolvedColumn => {
    if (!this.#made.has(column.id)) return column;
    const { duplicateOf } = column;
    return {
      ...column,
      id: this.id(column.id),
      ...(duplicateOf !== undefined && { duplicateOf: this.id(duplicateOf) }),
    };
  };

  columns = (columns: readonly ResolvedColumn[]): readonly ResolvedColumn[] => columns.map(this.column);

  expression = (expression: ResolvedExpression): ResolvedExpression => {
    if (expression.kind === "column") return this.column(expression);
    if (this.#given.has(expression)) return expression;
    if (expression.kind === "lambda") {
      for (const parameter of expression.parameters) this.#made.add(parameter.id);
      return { ...expression, parameters: this.columns(expression.parameters), body: this.expression(expression.body) };
    }
    const mapped = withKept(mapChildren(expression, this.expression), this.#kept);
    if (mapped.kind !== "subquery") return mapped;
    return { ...mapped, plan: this.relation(mapped.plan), outer: this.columns(mapped.outer) };
  };

  #named = <E extends ResolvedExpression>(item: NamedExpression<E>): NamedExpression<E> => ({
    expression: this.expression(item.expression) as E,
    column: this.column(item.column),
  });

  relation = (plan: ResolvedRelation): ResolvedRelation => {
    // Inputs first: what they make is known when this relation's own expressions are renumbered.
    const inputs = new Map<ResolvedRelation, ResolvedRelation>();
    const input = <P extends ResolvedRelation>(child: P): ResolvedRelation => {
      const done = inputs.get(child) ?? this.relation(child);
      inputs.set(child, done);
      return done;
    };
    switch (plan.kind) {
      case "scan": {
        // A view of files gives their columns only.
        const { metadata: _, ...scan } = plan;
        return { ...scan, id: this.#nextId(), output: this.#output(plan) };
      }
      case "localRows":
        return { ...plan, id: this.#nextId(), output: this.#output(plan) };
      case "storedTable":
      case "range":
        return { ...plan, output: this.#output(plan) };
      case "values":
        return { ...plan, rows: plan.rows.map((row) => row.map(this.expression)), output: this.#output(plan) };
      case "project": {
        const below = input(plan.input);
        return { ...plan, input: below, output: this.#output(plan), items: plan.items.map(this.#named) };
      }
      case "filter":
        return {
          ...plan,
          input: input(plan.input),
          output: this.#output(plan),
          condition: this.expression(plan.condition),
        };
      case "aggregate":
        return this.#aggregate(plan, input(plan.input));
      case "join": {
        const left = input(plan.left);
        const right = input(plan.right);
        const output = this.#output(plan);
        return { ...plan, left, right, output, ...(plan.condition && { condition: this.expression(plan.condition) }) };
      }
      case "union":
        return { ...plan, inputs: plan.inputs.map(input), output: this.#output(plan) };
      case "recursion":
      case "setOperation":
        return { ...plan, left: input(plan.left), right: input(plan.right), output: this.#output(plan) };
      case "sort": {
        const below = input(plan.input);
        const order = plan.order.map((sort) => ({ ...sort, child: this.expression(sort.child) }));
        return { ...plan, input: below, output: this.#output(plan), order };
      }
      case "limit":
      case "tail":
      case "distinct":
      case "sample":
        return { ...plan, input: input(plan.input), output: this.#output(plan) };
      case "deduplicate":
        return { ...plan, input: input(plan.input), output: this.#output(plan), keys: this.columns(plan.keys) };
      case "watermark":
        return { ...plan, input: input(plan.input), output: this.#output(plan), column: this.column(plan.column) };
      case "observe": {
        const below = input(plan.input);
        const output = this.#output(plan);
        const metrics = this.relation(plan.metrics);
        return { ...plan, id: this.#nextId(), input: below, output, metrics, observed: this.columns(plan.observed) };
      }
      case "pythonMap":
        return { ...plan, id: this.#nextId(), input: input(plan.input), output: this.#output(plan) };
      case "pythonGroupMap": {
        const below = plan.inputs.map(input);
        const groupings = plan.groupings.map(({ keys, values }) => ({
          keys: this.columns(keys),
          values: this.columns(values),
        }));
        return { ...plan, id: this.#nextId(), inputs: below, output: this.#output(plan), groupings };
      }
      case "groupProgram":
        return { ...plan, inputs: plan.inputs.map(input), output: this.#output(plan) };
      case "pythonEval":
      case "pythonAggregate":
        throw new Error("a plan that is ready to run has no second use");
      case "generate": {
        const below = input(plan.input);
        const output = this.#output(plan);
        const generator = this.expression(plan.generator) as typeof plan.generator;
        return { ...plan, input: below, output, generator, generated: this.columns(plan.generated) };
      }
    }
  };

  #output(plan: ResolvedRelation): readonly ResolvedColumn[] {
    for (const column of plan.output) this.#made.add(column.id);
    return this.columns(plan.output);
  }

  #aggregate(plan: ResolvedAggregate, input: ResolvedRelation): ResolvedAggregate {
    const output = this.#output(plan);
    return {
      ...plan,
      input,
      output,
      keys: plan.keys.map(this.#named),
      aggregates: plan.aggregates.map(this.#named),
      ...(plan.groupingId && { groupingId: this.column(plan.groupingId) }),
    };
  }
}

/**
 * The plan with new ids for all its columns, scans and local relations, for a second use beside the first.
 *
 * @param kept - the settings of its expressions, where they are not those of the query that uses it
 * @param given - expressions of that query, which stand in the plan as they are
 */
export function freshen(
  plan: ResolvedRelation,
  nextId: () => number,
  kept?: KeptSettings,
  given?: ReadonlySet<ResolvedExpression>,
): ResolvedRelation {
  return new Renumbering(nextId, kept, given).relation(plan);
}

/** As {@link freshen}, with the new form of each of the plan's columns. */
export function freshColumns(
  plan: ResolvedRelation,
  nextId: () => number,
): { readonly plan: ResolvedRelation; readonly column: (old: ResolvedColumn) => ResolvedColumn } {
  const renumbering = new Renumbering(nextId);
  return { plan: renumbering.relation(plan), column: renumbering.column };
}
