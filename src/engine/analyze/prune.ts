import {
  expressionsOf,
  inputsOf,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedRelation,
  walk,
} from "../plan/index.ts";
import { pass, project } from "./build.ts";
import { mapChildren } from "./rewrite.ts";

type Ids = ReadonlySet<number>;

/** Adds the columns that an expression reads; for a subquery those of the query around it. */
function addReferences(expression: ResolvedExpression, into: Set<number>): void {
  walk(expression, (part) => {
    if (part.kind === "column") into.add(part.id);
    if (part.kind === "subquery") for (const column of part.outer) into.add(column.id);
  });
}

function references(expressions: readonly ResolvedExpression[], required: Ids = new Set()): Set<number> {
  const ids = new Set(required);
  for (const expression of expressions) addReferences(expression, ids);
  return ids;
}

/** Adds every column that is named anywhere in a plan, which a lateral join may take from its left side. */
function addAllReferences(plan: ResolvedRelation, into: Set<number>): void {
  for (const expression of expressionsOf(plan)) addReferences(expression, into);
  for (const input of inputsOf(plan)) addAllReferences(input, into);
}

/** Subqueries are pruned on their own: all that they give is used. */
function pruneSubqueries(expression: ResolvedExpression): ResolvedExpression {
  const mapped = mapChildren(expression, pruneSubqueries);
  return mapped.kind === "subquery" ? { ...mapped, plan: pruneScans(mapped.plan) } : mapped;
}

const idsOf = (columns: readonly ResolvedColumn[]): Set<number> => new Set(columns.map((column) => column.id));

/** The columns of `output` that the pruned inputs still give. */
function remaining(output: readonly ResolvedColumn[], inputs: readonly ResolvedRelation[]): readonly ResolvedColumn[] {
  const present = new Set(inputs.flatMap((input) => input.output.map((column) => column.id)));
  return output.every((column) => present.has(column.id)) ? output : output.filter((column) => present.has(column.id));
}

function prune(plan: ResolvedRelation, required: Ids): ResolvedRelation {
  switch (plan.kind) {
    case "scan":
      return { ...plan, output: plan.output.filter((column) => required.has(column.id)) };
    case "storedTable":
    case "localRows":
    case "range":
      return plan;
    case "values":
      return { ...plan, rows: plan.rows.map((row) => row.map(pruneSubqueries)) };
    case "project": {
      const kept = plan.items.filter((item) => required.has(item.column.id));
      const items = kept.map((item) => ({ ...item, expression: pruneSubqueries(item.expression) }));
      return project(prune(plan.input, references(items.map((item) => item.expression))), items);
    }
    case "filter": {
      const input = prune(plan.input, references([plan.condition], required));
      return { ...plan, input, condition: pruneSubqueries(plan.condition), output: remaining(plan.output, [input]) };
    }
    case "aggregate": {
      const aggregates = plan.aggregates.filter((item) => required.has(item.column.id));
      const input = prune(plan.input, references([...plan.keys, ...aggregates].map((item) => item.expression)));
      const columns = [...plan.keys, ...aggregates].map((item) => item.column);
      return { ...plan, input, aggregates, output: plan.groupingId ? [...columns, plan.groupingId] : columns };
    }
    case "join": {
      const needed = references(plan.condition ? [plan.condition] : [], required);
      if (plan.lateral) addAllReferences(plan.right, needed);
      const left = prune(plan.left, needed);
      const right = prune(plan.right, needed);
      const condition = plan.condition && pruneSubqueries(plan.condition);
      return { ...plan, left, right, ...(condition && { condition }), output: remaining(plan.output, [left, right]) };
    }
    case "union": {
      const kept = plan.output.flatMap((column, at) => (required.has(column.id) ? [at] : []));
      const inputs = plan.inputs.map((input) => pick(input, kept));
      return { ...plan, inputs, output: kept.map((at) => plan.output[at]!) };
    }
    case "recursion":
    case "setOperation":
      return { ...plan, left: pruneScans(plan.left), right: pruneScans(plan.right) };
    case "distinct":
      return { ...plan, input: pruneScans(plan.input) };
    case "sort": {
      const keys = plan.order.map((key) => key.child);
      const input = prune(plan.input, references(keys, required));
      return { ...plan, input, output: remaining(plan.output, [input]) };
    }
    case "limit":
    case "tail":
    case "sample": {
      const input = prune(plan.input, required);
      return { ...plan, input, output: remaining(plan.output, [input]) };
    }
    case "deduplicate": {
      const input = prune(plan.input, references(plan.keys, required));
      return { ...plan, input, output: remaining(plan.output, [input]) };
    }
    case "watermark": {
      const input = prune(plan.input, references([plan.column], required));
      const watermark = { ...plan, input, output: remaining(plan.output, [input]) };
      // Operators above drop late rows by the time that they see; a time that nobody asks for ends here.
      return required.has(plan.column.id)
        ? watermark
        : project(watermark, watermark.output.filter((column) => column.id !== plan.column.id).map(pass));
    }
    case "observe": {
      const needed = new Set(required);
      addAllReferences(plan.metrics, needed);
      const input = prune(plan.input, needed);
      return { ...plan, input, output: input.output };
    }
    case "pythonEval":
    case "pythonAggregate":
      return plan;
    case "pythonGroupMap":
    case "groupProgram":
      return { ...plan, inputs: plan.inputs.map(pruneScans) };
    case "pythonMap":
      return { ...plan, input: pruneScans(plan.input) };
    case "generate": {
      const input = prune(plan.input, references([plan.generator], required));
      return { ...plan, input, output: [...remaining(plan.input.output, [input]), ...plan.generated] };
    }
  }
}

/** The columns at these positions and no others: unions match by position. */
function pick(input: ResolvedRelation, positions: readonly number[]): ResolvedRelation {
  const columns = positions.map((at) => input.output[at]!);
  const pruned = prune(input, idsOf(columns));
  const exact =
    pruned.output.length === columns.length && pruned.output.every((column, at) => column.id === columns[at]!.id);
  return exact ? pruned : project(pruned, columns.map(pass));
}

/**
 * The plan with every scan cut to the columns that are used. That is no mere optimisation: in PERMISSIVE mode a value of a wrong type
 * in a column that nobody reads does no harm. A scan of which only the number of rows counts has no columns.
 */
export function pruneScans(plan: ResolvedRelation): ResolvedRelation {
  return prune(plan, idsOf(plan.output));
}
