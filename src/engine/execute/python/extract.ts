import { sparkError } from "../../../common/index.ts";
import { IntegerType } from "../../../types/index.ts";
import { fingerprint, mapChildren, mapInputs, replaceTopDown } from "../../analyze/index.ts";
import {
  conjunctsOf,
  evalType,
  expressionsOf,
  type JoinType,
  type NamedExpression,
  type PythonCall,
  type PythonCode,
  type ResolvedAggregate,
  type ResolvedCall,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedJoin,
  type ResolvedProject,
  type ResolvedRelation,
  someExpression,
} from "../../plan/index.ts";
import { conjunction } from "./conjuncts.ts";
import { mapExpressions } from "./map-expressions.ts";
import {
  collectReady,
  hasPython,
  highestId,
  holdsPython,
  isPython,
  isPythonAggregate,
  outermostCalls,
  type PythonExpression,
  type PythonWindowExpression,
  refersOnlyTo,
  someRelation,
} from "./python-calls.ts";
import { withFrame } from "./window-frame.ts";

/**
 * Moves the calls of functions in Python out of a plan's expressions, each into a relation below that computes it; calls within
 * arguments of others come first. The plan itself where it has none.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE`; `UNSUPPORTED_FEATURE.MILLRACE` in a subquery that depends on the
 *   row around it
 * @see org.apache.spark.sql.execution.python.ExtractPythonUDFs
 */
export function extractPython(plan: ResolvedRelation): ResolvedRelation {
  return holdsPython(plan) ? new Extraction(highestId(plan)).relation(plan) : plan;
}

/** A relation that has computed some calls, and their columns by the calls' fingerprints. */
interface Evaluated {
  readonly plan: ResolvedRelation;
  readonly results: ReadonlyMap<string, ResolvedColumn>;
}

class Extraction {
  #lastId: number;

  constructor(lastId: number) {
    this.#lastId = lastId;
  }

  relation = (plan: ResolvedRelation): ResolvedRelation => {
    const below = mapInputs(plan, this.relation);
    const own = mapExpressions(below, this.#subqueries);
    if (own.kind === "limit" && own.limit !== undefined) {
      return { ...own, input: this.#limited(own.input, own.limit + own.offset) };
    }
    if (own.kind === "join" && own.lateral) refuseWithin(own.right);
    if (!expressionsOf(own).some((expression) => isPythonAggregate(expression) || hasPython(expression))) return own;
    const expressions = expressionsOf(own).filter(hasPython);
    switch (own.kind) {
      case "join":
        return this.#join(own);
      case "filter": {
        const [plain, python] = splitCondition(own.condition);
        const below = plain === undefined ? own.input : filter(own.input, plain);
        const { plan: evaluated, results } = this.#evaluate(below, [python]);
        const condition = replaced(python, results);
        return picked(filter(evaluated, condition), own.output);
      }
      case "aggregate":
        if (own.aggregates.some((item) => isPythonAggregate(item.expression))) return this.#aggregate(own);
        return this.#over(own);
      case "project":
        return this.#over(own);
      case "sort":
      case "generate": {
        const { plan: input, results } = this.#evaluate(own.input, expressions);
        const output = own.kind === "sort" ? input.output : [...input.output, ...own.generated];
        const next = mapExpressions({ ...own, input, output }, (expression) => replaced(expression, results));
        return picked(next, own.output);
      }
      default:
        throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
          feature: "a function in Python in a VALUES list",
          hint: "Select the values first and call the function on their columns.",
        });
    }
  };

  /** A relation whose own rows do not come from its expressions alone: its calls are computed below it. */
  #over(plan: ResolvedProject | ResolvedAggregate): ResolvedRelation {
    const { plan: input, results } = this.#evaluate(plan.input, expressionsOf(plan).filter(hasPython));
    return mapExpressions({ ...plan, input }, (expression) => replaced(expression, results));
  }

  /** Groups whose sums are all computed in Python. */
  #aggregate(plan: ResolvedAggregate): ResolvedRelation {
    const { plan: evaluated, results } = this.#evaluate(plan.input, expressionsOf(plan).filter(hasPython));
    const { column, computed } = this.#computing(results);
    const calls = plan.aggregates.map(({ column: result, expression: { args, function: fn, name } }) => ({
      name,
      code: fn.python!,
      args: args.map((arg) => ({ column: column(arg), name: undefined })),
      result,
    }));
    if (new Set(calls.map(kindOf)).size > 1 || (calls.length > 1 && alone.has(calls[0]!.code.evalType))) {
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: "aggregate functions in Python of several kinds in one query",
        hint: "Aggregate with each by itself and join the results.",
      });
    }
    // A key is a column of its own even where it is one of the input's: what stands above knows it by the key's id.
    const keys = plan.keys.map(({ column: key, expression }) => {
      const known = replaced(expression, results);
      if (known.kind !== "column" || known.id !== key.id) computed.push({ expression: known, column: key });
      return key;
    });
    const input = beside(evaluated, computed);
    const { groupingId, groupingSets, output } = plan;
    const sums = { kind: "pythonAggregate", id: this.#nextId(), calls } as const;
    if (groupingSets === undefined) return { ...sums, input, keys, output };
    // Each row once for each set, in which it knows the keys of the set only.
    const set = this.#column("set", { type: new IntegerType(), nullable: false });
    const sets = [...keys, ...(groupingId === undefined ? [] : [groupingId]), set];
    const others = input.output.filter(({ id }) => !keys.some((key) => key.id === id));
    const rows = groupingSets.map((members, at): ResolvedRelation => {
      const literals = (column: ResolvedColumn, value: unknown): NamedExpression => ({
        expression: { kind: "literal", type: column.type, value, nullable: value === null },
        column,
      });
      const absent = keys.reduce((bits, _, place) => bits * 2 + (members.includes(place) ? 0 : 1), 0);
      const items = [
        ...others.map((other) => ({ expression: other, column: other })),
        ...keys.map((key, place) => (members.includes(place) ? { expression: key, column: key } : literals(key, null))),
        ...(groupingId === undefined ? [] : [literals(groupingId, BigInt(absent))]),
        literals(set, at),
      ];
      return { kind: "project", input, items, output: [...others, ...sets] };
    });
    const expanded: ResolvedRelation = { kind: "union", inputs: rows, output: [...others, ...sets] };
    const all = [...sets, ...calls.map(({ result }) => result)];
    return picked({ ...sums, input: expanded, keys: sets, output: all }, output);
  }

  /** Collects expressions that need a column before a function can have them. */
  #computing(results: ReadonlyMap<string, ResolvedColumn>): {
    readonly computed: NamedExpression[];
    readonly column: (expression: ResolvedExpression) => ResolvedColumn;
  } {
    const computed: NamedExpression[] = [];
    const column = (written: ResolvedExpression): ResolvedColumn => {
      const expression = replaced(written, results);
      if (expression.kind === "column") return expression;
      const made = this.#column("", expression);
      computed.push({ expression, column: made });
      return made;
    };
    return { computed, column };
  }

  #column(name: string, { nullable, type }: Pick<ResolvedExpression, "nullable" | "type">): ResolvedColumn {
    return { kind: "column", id: this.#nextId(), name, type, nullable, qualifier: [] };
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #subqueries = (expression: ResolvedExpression): ResolvedExpression => {
    const mapped = mapChildren(expression, this.#subqueries);
    if (mapped.kind !== "subquery") return mapped;
    const plan = this.relation(mapped.plan);
    if (mapped.outer.length > 0) refuseWithin(plan);
    return plan === mapped.plan ? mapped : { ...mapped, plan };
  };

  /** Computes the calls that stand in expressions over the input's rows, inner calls before those that they are arguments of. */
  #evaluate(input: ResolvedRelation, expressions: readonly ResolvedExpression[]): Evaluated {
    const results = new Map<string, ResolvedColumn>();
    let plan = input;
    for (;;) {
      const ready = new Map<string, PythonExpression>();
      for (const expression of expressions) collectReady(expression, results, ready);
      if (ready.size === 0) return { plan, results };
      const calls: [string, ResolvedCall][] = [];
      const windows: [string, PythonWindowExpression][] = [];
      for (const [key, expression] of ready) {
        if (expression.kind === "call") calls.push([key, expression]);
        else windows.push([key, expression]);
      }
      for (const group of grouped(calls)) plan = this.#step(plan, group, results);
      for (const [key, window] of windows) plan = this.#window(plan, key, window, results);
    }
  }

  #step(
    input: ResolvedRelation,
    group: readonly (readonly [string, ResolvedCall])[],
    results: Map<string, ResolvedColumn>,
  ): ResolvedRelation {
    const { column, computed } = this.#computing(new Map(results));
    const calls = group.map(([key, call]): PythonCall => {
      const args = call.args.map((arg, at) => ({ column: column(arg), name: call.argumentNames?.[at] }));
      const result = this.#column(call.name, { type: call.type, nullable: true });
      results.set(key, result);
      return { name: call.name, code: call.function.python!, args, result };
    });
    const output = [...input.output, ...calls.map(({ result }) => result)];
    return { kind: "pythonEval", id: this.#nextId(), input: beside(input, computed), calls, output };
  }

  #window(
    input: ResolvedRelation,
    key: string,
    written: PythonWindowExpression,
    results: Map<string, ResolvedColumn>,
  ): ResolvedRelation {
    const { column, computed } = this.#computing(results);
    const window = mapChildren(written, (child) => replaced(child, results)) as PythonWindowExpression;
    const keys = window.partitionBy.map(column);
    const args = window.call.args.map((arg) => ({ column: column(arg), name: undefined }));
    const below = beside(input, computed);
    const { plan, window: rows } = withFrame(below, { ...window, partitionBy: keys }, (name, expression) =>
      this.#column(name, expression),
    );
    const { function: fn, name } = window.call;
    const result = this.#column(name, { type: written.type, nullable: true });
    results.set(key, result);
    const calls = [{ name, code: { ...fn.python!, evalType: overWindow(fn.python!.evalType) }, args, result }];
    const output = [...input.output, result];
    const aggregated: ResolvedRelation = {
      kind: "pythonAggregate",
      id: this.#nextId(),
      input: plan,
      keys,
      calls,
      window: rows,
      output: [...plan.output, result],
    };
    return picked(aggregated, output);
  }

  /** Functions compute no more rows than the limit above them lets through. */
  #limited(plan: ResolvedRelation, limit: bigint): ResolvedRelation {
    if (plan.kind === "project") return { ...plan, input: this.#limited(plan.input, limit) };
    if (plan.kind !== "pythonEval") return plan;
    const input = this.#limited(plan.input, limit);
    return { ...plan, input: { kind: "limit", input, limit, offset: 0n, output: input.output } };
  }

  /** Calls over one side are computed there; those over both can only follow an inner join. */
  #join(join: ResolvedJoin): ResolvedRelation {
    const side = (call: PythonExpression): "left" | "right" | "both" =>
      refersOnlyTo(call, join.left.output) ? "left" : refersOnlyTo(call, join.right.output) ? "right" : "both";
    const within: ResolvedExpression[] = [];
    const above: ResolvedExpression[] = [];
    for (const conjunct of conjunctsOf(join.condition!)) {
      const isOfBoth = outermostCalls(conjunct).some((call) => side(call) === "both");
      (isOfBoth ? above : within).push(conjunct);
    }
    if (above.length > 0 && join.type !== "inner" && join.type !== "cross") {
      throw sparkError("UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE", { joinType: joinNames[join.type] });
    }
    const calls = within.flatMap(outermostCalls);
    const onLeft = this.#evaluate(
      join.left,
      calls.filter((call) => side(call) === "left"),
    );
    const onRight = this.#evaluate(
      join.right,
      calls.filter((call) => side(call) === "right"),
    );
    const results = new Map([...onLeft.results, ...onRight.results]);
    const extra = [...onLeft.results.values(), ...onRight.results.values()];
    const isLeftOnly = join.type === "leftSemi" || join.type === "leftAnti";
    const output = [...join.output, ...(isLeftOnly ? onLeft.results.values() : extra)];
    const condition = conjunction(within.map((conjunct) => replaced(conjunct, results)));
    const { condition: _, ...rest } = join;
    const joined: ResolvedJoin = {
      ...rest,
      // Without a condition that is its own, an inner join takes every pair.
      ...(condition === undefined ? { type: "cross" } : { condition }),
      left: onLeft.plan,
      right: onRight.plan,
      output,
    };
    const remaining = conjunction(above);
    if (remaining === undefined) return picked(joined, join.output);
    const { plan: evaluated, results: ofBoth } = this.#evaluate(joined, above);
    return picked(filter(evaluated, replaced(remaining, ofBoth)), join.output);
  }
}

/** Functions that take batches one by one have to be alone. */
const alone: ReadonlySet<number> = new Set([
  evalType.scalarPandasIterator,
  evalType.scalarArrowIterator,
  evalType.groupedAggregatePandasIterator,
  evalType.groupedAggregateArrowIterator,
]);

const kindOf = ({ code }: { readonly code: PythonCode }): string => `${code.evalType} ${code.pythonVersion}`;

/** How a function that sums up groups is called over windows. @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` */
function overWindow(kind: number): number {
  if (kind === evalType.groupedAggregatePandas) return evalType.windowAggregatePandas;
  if (kind === evalType.groupedAggregateArrow) return evalType.windowAggregateArrow;
  throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
    feature: "a function in Python that takes batches one by one over a window",
    hint: "Let the function take whole columns.",
  });
}

function grouped<T extends readonly [string, ResolvedCall]>(calls: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const call of calls) {
    const code = call[1].function.python!;
    const key = alone.has(code.evalType) ? call[0] : kindOf({ code });
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  return [...groups.values()];
}

const replaced = (expression: ResolvedExpression, results: ReadonlyMap<string, ResolvedColumn>): ResolvedExpression =>
  replaceTopDown(expression, (part) => (isPython(part) ? results.get(fingerprint(part)) : undefined));

/** The relation with columns computed beside its own. */
function beside(input: ResolvedRelation, computed: readonly NamedExpression[]): ResolvedRelation {
  if (computed.length === 0) return input;
  const items = [...input.output.map((column) => ({ expression: column, column })), ...computed];
  return { kind: "project", input, items, output: items.map(({ column }) => column) };
}

/** The relation with exactly these columns. */
function picked(input: ResolvedRelation, output: readonly ResolvedColumn[]): ResolvedRelation {
  return { kind: "project", input, items: output.map((column) => ({ expression: column, column })), output };
}

const filter = (input: ResolvedRelation, condition: ResolvedExpression): ResolvedRelation => ({
  kind: "filter",
  input,
  condition,
  output: input.output,
});

/** What of a condition needs no function in Python, and the rest: functions see the rows that the first lets through. */
function splitCondition(
  condition: ResolvedExpression,
): readonly [plain: ResolvedExpression | undefined, python: ResolvedExpression] {
  const parts = conjunctsOf(condition);
  const isFree = parts.every((part) => !isRandom(part));
  if (!isFree) return [undefined, condition];
  const python = parts.filter(hasPython);
  return [conjunction(parts.filter((part) => !hasPython(part))), conjunction(python)!];
}

const isRandom = (expression: ResolvedExpression): boolean =>
  someExpression(expression, (part) => part.kind === "call" && part.function.deterministic === false);

/** @throws SparkException for a plan that is run for each row of another and calls functions in Python */
function refuseWithin(plan: ResolvedRelation): void {
  if (!someRelation(plan, (relation) => relation.kind === "pythonEval")) return;
  throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
    feature: "a function in Python in a subquery that depends on the row around it",
    hint: "Join the two and call the function on the result.",
  });
}

const joinNames: Readonly<Record<JoinType, string>> = {
  inner: "INNER",
  cross: "CROSS",
  left: "LEFT OUTER",
  right: "RIGHT OUTER",
  full: "FULL OUTER",
  leftSemi: "LEFT SEMI",
  leftAnti: "LEFT ANTI",
};
