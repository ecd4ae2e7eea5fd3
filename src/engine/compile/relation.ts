import { sparkError } from "../../common/index.ts";
import { duckDbType, quoteIdentifier } from "../../types/index.ts";
import { hasParts, raiseSql } from "../functions/index.ts";
import {
  type ExpressionSettings,
  type JoinType,
  type ResolvedAggregate,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedGenerate,
  type ResolvedJoin,
  type ResolvedProject,
  type ResolvedRecursion,
  type ResolvedRelation,
  type ResolvedSample,
  type ResolvedSort,
  type ResolvedSortRelation,
  type ResolvedTail,
  type ResolvedValues,
  settingsOf,
  someExpression,
} from "../plan/index.ts";
import { type Draft, draftFrom, isCut, isTrivial, opened, reselected, scopeOf, toQuery, wrapped } from "./draft.ts";
import {
  aggregateParts,
  castTo,
  columnName,
  compileCondition,
  compileExpression,
  compileSort,
  compileTyped,
  type ExpressionContext,
  type Scope,
  sortText,
} from "./expression.ts";
import { type Query, renderInline, renderQuery, type Source } from "./query.ts";
import { sampleQuery } from "./sample.ts";
import { joinedSessions } from "./sessions.ts";
import type { SharedAggregations } from "./shared-aggregations.ts";
import { isPinned, referenceCounts } from "./walk.ts";

/** SQL that yields a scan's or local relation's rows, columns named `c<id>`, by the scan's id. */
export type Bindings = (scanId: number) => string;

const isFloating = ({ child }: ResolvedSort): boolean => child.type.kind === "double" || child.type.kind === "float";

/** Compiles relations of one query. */
export class RelationCompiler implements ExpressionContext {
  readonly settings: ExpressionSettings;
  readonly #bindings: Bindings;
  #shared: SharedAggregations | undefined;

  /** @param shared - where aggregations are looked for that stand in the query several times */
  constructor(bindings: Bindings, settings: ExpressionSettings, shared?: SharedAggregations) {
    this.#bindings = bindings;
    this.settings = settings;
    this.#shared = shared;
  }

  subquery(plan: ResolvedRelation, scope: Scope): string {
    return renderInline(toQuery(this.draft(plan, scope)));
  }

  draft(plan: ResolvedRelation, outer: Scope): Draft {
    switch (plan.kind) {
      case "scan":
      case "localRows":
      case "pythonEval":
      case "pythonMap":
      case "pythonGroupMap":
      case "pythonAggregate":
      case "observe":
        return draftFrom({ kind: "query", query: { kind: "given", sql: this.#bindings(plan.id) } }, plan.output);
      case "groupProgram":
        throw sparkError("INTERNAL_ERROR", { message: "a program over groups runs as a stage of a stream" });
      case "storedTable": {
        const alias = `t${plan.output[0]?.id ?? 0}`;
        const names = plan.output.map(
          ({ id }, i) => [id, `${alias}.${quoteIdentifier(plan.columnNames[i]!)}`] as const,
        );
        return draftFrom({ kind: "table", sql: `${plan.sqlName} AS ${alias}` }, plan.output, new Map(names));
      }
      case "range": {
        const bounds = [plan.start, plan.end, plan.step].map((bound) => `CAST(${bound} AS BIGINT)`).join(", ");
        const column = plan.output[0]!;
        const alias = `t${column.id}`;
        const source: Source = { kind: "table", sql: `range(${bounds}) AS ${alias}(${columnName(column.id)})` };
        return draftFrom(source, plan.output, new Map([[column.id, `${alias}.${columnName(column.id)}`]]));
      }
      case "values":
        return this.#values(plan, outer);
      case "project":
        return this.#project(plan, outer);
      case "filter":
        return this.#filter(this.draft(plan.input, outer), plan.condition, outer);
      case "aggregate":
        return this.#shared === undefined
          ? this.#aggregate(plan, outer)
          : this.#shared.take(plan, outer, (scope) => this.#aggregate(plan, scope));
      case "join":
        return this.#join(plan, outer);
      case "union":
        return this.#combination("UNION ALL", plan.inputs, plan.output, outer);
      case "setOperation": {
        const operator = `${plan.operation.toUpperCase()}${plan.all ? " ALL" : ""}`;
        return this.#combination(operator, [plan.left, plan.right], plan.output, outer);
      }
      case "recursion":
        return this.#recursion(plan, outer);
      case "sort":
        return this.#sort(plan, outer);
      case "limit": {
        const { limit, offset } = plan;
        const input =
          limit === undefined ? this.draft(plan.input, outer) : this.#cut(plan.input, limit + offset, outer);
        return {
          ...(isCut(input) ? wrapped(input) : input),
          ...(plan.limit === undefined ? {} : { limit: plan.limit }),
          ...(plan.offset === 0n ? {} : { offset: plan.offset }),
        };
      }
      case "tail":
        return this.#tail(plan, outer);
      case "distinct": {
        const input = this.draft(plan.input, outer);
        if (plan.output.length === 0) return { ...wrapped(input), limit: 1n };
        const plain = !isCut(input) && input.orderBy.length === 0 && input.aggregated !== true;
        return { ...(plain ? input : wrapped(input)), distinct: "rows" };
      }
      case "deduplicate": {
        const input = wrapped(this.draft(plan.input, outer));
        if (plan.keys.length === 0) return { ...input, limit: 1n };
        return { ...input, distinct: plan.keys.map((key) => columnName(key.id)) };
      }
      case "sample":
        return this.#sample(plan, outer);
      case "generate":
        return this.#generate(plan, outer);
      case "watermark":
        return renamed(this.draft(plan.input, outer), plan.output);
    }
  }

  #values(plan: ResolvedValues, outer: Scope): Draft {
    const { output } = plan;
    const row = (values: readonly ResolvedExpression[], column: number): string =>
      castTo(compileExpression(values[column]!, outer, this), output[column]!.type);
    const [first] = plan.rows;
    if (first === undefined || plan.rows.length === 1) {
      const items = output.map(({ id, type }, i) => ({
        id,
        sql: first === undefined ? `CAST(NULL AS ${duckDbType(type)})` : row(first, i),
        trivial: first === undefined || isTrivial(first[i]!),
        pinned: first !== undefined && isPinned(first[i]!),
      }));
      return { ...draftFrom(undefined, output), items, where: first === undefined ? ["false"] : [] };
    }
    if (output.length === 0) {
      const source: Source = { kind: "table", sql: `range(${plan.rows.length})` };
      return draftFrom(source, output);
    }
    const rows = plan.rows.map((values) => `(${output.map((_, i) => row(values, i)).join(", ")})`);
    const names = output.map(({ id }) => columnName(id)).join(", ");
    const alias = `t${output[0]!.id}`;
    return draftFrom({ kind: "table", sql: `(VALUES ${rows.join(", ")}) AS ${alias}(${names})` }, output);
  }

  /** @param mostLevels - as many steps are enough for who reads the rows */
  #recursion(plan: ResolvedRecursion, outer: Scope, mostLevels?: bigint): Draft {
    const { columnNames, left, levelLimit, output, right, sqlName } = plan;
    // Each step sees other rows under the name of the recursion, so that nothing in it can be computed ahead.
    const shared = this.#shared;
    this.#shared = undefined;
    const [anchor, step] = [left, right].map((side) => renderInline(toQuery(this.draft(side, outer))));
    this.#shared = shared;
    const level = columnNames.at(-1)!;
    const enough = mostLevels !== undefined && mostLevels <= BigInt(levelLimit);
    const last = enough ? mostLevels : levelLimit + 1;
    const names = columnNames.join(", ");
    const refused = raiseSql("RECURSION_LEVEL_LIMIT_EXCEEDED", { levelLimit: `'${levelLimit}'` });
    const items = output.map(({ id }, at) => `${columnNames[at]} AS ${columnName(id)}`);
    const sql = [
      `WITH RECURSIVE ${sqlName}(${names}) AS (${anchor} UNION ALL`,
      `(SELECT * FROM (${step}) AS step(${names}) WHERE ${level} <= ${last}))`,
      `SELECT ${items.join(", ")} FROM ${sqlName}`,
      ...(enough ? [] : [`WHERE CASE WHEN ${level} > ${levelLimit} THEN ${refused} ELSE true END`]),
    ];
    return draftFrom({ kind: "query", query: { kind: "given", sql: sql.join(" ") } }, output);
  }

  /**
   * The input of a LIMIT. Each step of a recursion makes a row at least, so that as many steps as rows are enough. The first rows of a
   * window are the first of its order, as where Spark has few rows: who looks at some sees partitions as they are.
   */
  #cut(input: ResolvedRelation, rows: bigint, outer: Scope): Draft {
    if (input.kind === "recursion") return this.#recursion(input, outer, rows);
    if (input.kind !== "project") return this.draft(input, outer);
    const below =
      input.input.kind === "recursion" ? this.#recursion(input.input, outer, rows) : this.draft(input.input, outer);
    return this.#projected(input, below, outer, true);
  }

  #project(plan: ResolvedProject, outer: Scope): Draft {
    return this.#projected(plan, this.draft(plan.input, outer), outer);
  }

  #projected(plan: ResolvedProject, below: Draft, outer: Scope, inOrder = false): Draft {
    const expressions = plan.items.map((item) => item.expression);
    const columns = plan.items.flatMap(({ expression, column }) =>
      expression.kind === "column" ? [{ id: column.id, from: expression.id }] : [],
    );
    const chosen = columns.length === plan.items.length ? reselected(below, plan.output, columns) : undefined;
    if (chosen !== undefined) return chosen;
    const input = this.#open(below, expressions);
    const scope = scopeOf(input, outer);
    const items = plan.items.map(({ expression, column }) => ({
      id: column.id,
      sql: compileTyped(expression, scope, this),
      trivial: isTrivial(expression),
      pinned: isPinned(expression),
    }));
    const order = inOrder ? this.#windowOrder(expressions, scope) : [];
    const ordered = order.length === 0 ? {} : { orderBy: order };
    return { ...input, output: plan.output, names: new Map(), items, ...ordered };
  }

  /** The order in which the last window among the expressions takes the rows. */
  #windowOrder(expressions: readonly ResolvedExpression[], scope: Scope): readonly string[] {
    const last = expressions.findLast((expression) => expression.kind === "window");
    if (last?.kind !== "window") return [];
    const partitions = last.partitionBy.map((child) => ({ child, descending: false, nullsFirst: true }));
    const keys = [...partitions, ...last.orderBy]
      .filter(({ child }) => child.kind !== "literal")
      .map((sort) => compileSort(sort, scope, this));
    // Rows that are equal in all keys have their numbers in no order of their own.
    return last.call.name === "row_number" ? [...keys, compileTyped(last, scope, this)] : keys;
  }

  #filter(input: Draft, condition: ResolvedExpression, outer: Scope): Draft {
    // The SELECT list stays what it is; the condition may only name what it passes through.
    if (input.items !== undefined) {
      const counts = referenceCounts([condition]);
      const used = input.items.filter((item) => counts.has(item.id));
      const merges =
        !isCut(input) &&
        input.aggregated !== true &&
        !hasSubquery(condition) &&
        used.every((item) => item.trivial) &&
        input.items.every((item) => !item.pinned);
      if (merges) {
        const names = new Map(used.map((item) => [item.id, item.sql]));
        const scope: Scope = (id) => names.get(id) ?? outer(id);
        return { ...input, where: [...input.where, compileCondition(condition, scope, this)] };
      }
    }
    const open = input.items === undefined && !isCut(input) ? input : wrapped(input);
    return { ...open, where: [...open.where, compileCondition(condition, scopeOf(open, outer), this)] };
  }

  #aggregate(plan: ResolvedAggregate, outer: Scope): Draft {
    const expressions = [...plan.keys, ...plan.aggregates].map((item) => item.expression);
    let input = this.#open(this.draft(plan.input, outer), expressions);
    if (input.orderBy.length > 0) input = wrapped(input);
    const { keys, groupingSets, groupingId } = plan;
    const keyColumns = keys.map((key) => columnName(key.column.id));
    const session = keys.find(({ expression }) => expression.kind === "column" && expression.sessionWindow);
    if (session !== undefined) input = this.#sessions(input, keys, session.expression, outer);
    if (groupingSets !== undefined) {
      // Keys get columns of their own, since those of the input keep their values in the aggregates' arguments.
      const scope = scopeOf(input, outer);
      const items = [
        ...input.output.map(({ id }) => ({ id, sql: scope(id) })),
        ...keys.map(({ expression, column }) => ({ id: column.id, sql: compileTyped(expression, scope, this) })),
      ].map((item) => ({ ...item, trivial: false, pinned: true }));
      const output = [...input.output, ...keys.map((key) => key.column)];
      input = wrapped({ ...input, output, names: new Map(), items });
    }
    const scope = scopeOf(input, outer);
    const pinned = { trivial: false, pinned: true };
    const items = [
      ...keys.map(({ expression, column }) => ({
        id: column.id,
        sql: groupingSets === undefined ? compileTyped(expression, scope, this) : columnName(column.id),
        ...pinned,
      })),
      ...plan.aggregates.map(({ expression, column }) => ({
        id: column.id,
        sql: castTo(
          expression.function.sql(
            aggregateParts(expression, scope, this, ""),
            expression,
            settingsOf(expression, this.settings),
          ),
          column.type,
        ),
        ...pinned,
      })),
    ];
    if (groupingId !== undefined) {
      const sql = keys.length === 0 ? "0" : `grouping(${keyColumns.join(", ")})`;
      items.push({ id: groupingId.id, sql: castTo(sql, groupingId.type), ...pinned });
    }
    const groupBy =
      groupingSets === undefined
        ? items.slice(0, keys.length).map((item) => item.sql)
        : `GROUPING SETS (${groupingSets.map((set) => `(${set.map((i) => keyColumns[i]).join(", ")})`).join(", ")})${
            // Where there are no rows, DuckDB makes one for the set without keys, and Spark none.
            keys.length > 0 && groupingSets.some((set) => set.length === 0) ? " HAVING count(*) > 0" : ""
          }`;
    const draft: Draft = { ...input, output: plan.output, names: new Map(), items, aggregated: true };
    if (groupBy.length > 0) return { ...draft, groupBy };
    // One row for all rows, also where nothing is asked of it.
    return items.length > 0 ? draft : { ...draftFrom(undefined, plan.output), aggregated: true };
  }

  /** The rows with sessions of equal keys joined. */
  #sessions(input: Draft, keys: ResolvedAggregate["keys"], session: ResolvedExpression, outer: Scope): Draft {
    const { output } = input;
    const scope = scopeOf(draftFrom(undefined, output), outer);
    const others = keys.filter(({ expression }) => expression !== session);
    const keySql = others.map(({ expression }) => compileTyped(expression, scope, this));
    const sql = joinedSessions(renderQuery(toQuery(input)), keySql, compileExpression(session, scope, this));
    return draftFrom({ kind: "query", query: { kind: "given", sql } }, output);
  }

  #join(plan: ResolvedJoin, outer: Scope): Draft {
    const left = asSource(this.draft(plan.left, outer));
    const inLeft = scopeOf({ ...draftFrom(left.source, plan.left.output), names: left.names }, outer);
    const beside = this.draft(plan.right, plan.lateral ? inLeft : outer);
    // Behind LATERAL stands a query, no join.
    const right = asSource(plan.lateral && beside.source?.kind === "join" ? wrapped(beside) : beside);
    const names = new Map([...left.names, ...right.names]);
    const both = draftFrom(undefined, [...plan.left.output, ...plan.right.output], names);
    const condition =
      plan.condition === undefined ? undefined : compileExpression(plan.condition, scopeOf(both, outer), this);
    const crossing = condition === undefined && (plan.type === "inner" || plan.type === "cross");
    const source: Source = {
      kind: "join",
      operator: `${crossing ? "CROSS JOIN" : joinOperators[plan.type]}${plan.lateral ? " LATERAL" : ""}`,
      left: left.source,
      right: right.source,
      condition: crossing ? undefined : (condition ?? "true"),
    };
    return draftFrom(source, plan.output, names);
  }

  #combination(
    operator: string,
    inputs: readonly ResolvedRelation[],
    output: readonly ResolvedColumn[],
    outer: Scope,
  ): Draft {
    // Columns are matched by position and called as in the first input.
    const queries = inputs.map((input) => toQuery(renamed(this.draft(input, outer), output)));
    return draftFrom({ kind: "query", query: { kind: "combination", operator, inputs: queries } }, output);
  }

  #sort(plan: ResolvedSortRelation, outer: Scope): Draft {
    // A constant sorts nothing, and DuckDB would take a number for a position.
    const order = plan.order.filter((sort) => sort.child.kind !== "literal");
    const input = this.draft(plan.input, outer);
    // Behind a SELECT list, keys are named by their places in it.
    const listed = new Set(plan.output.map((column) => column.id));
    const plainKeys = order.every(
      (sort) =>
        sort.child.kind === "column" && listed.has(sort.child.id) && !isFloating(sort) && !hasParts(sort.child.type),
    );
    const fits = !isCut(input) && input.orderBy.length === 0 && (input.items === undefined || plainKeys);
    const target = fits ? input : wrapped(input);
    if (target.items !== undefined) {
      const place = (sort: ResolvedSort): string =>
        String(plan.output.findIndex((column) => column.id === (sort.child as ResolvedColumn).id) + 1);
      return { ...target, orderBy: order.map((sort) => sortText(place(sort), sort)) };
    }
    const scope = scopeOf(target, outer);
    // DuckDB gives a column that it sorts by out of the sort's keys, where -0.0 is 0.0; a sum is not given out.
    const key = (sort: ResolvedSort): string =>
      isFloating(sort)
        ? sortText(`${compileExpression(sort.child, scope, this)} + 0`, sort)
        : compileSort(sort, scope, this);
    return { ...target, orderBy: order.map(key) };
  }

  #tail(plan: ResolvedTail, outer: Scope): Draft {
    const input = wrapped(this.draft(plan.input, outer));
    const numbered: Query = {
      kind: "select",
      items: [
        ...plan.output.map(({ id }) => ({ sql: columnName(id), name: columnName(id) })),
        { sql: "row_number() OVER ()", name: "row_no" },
        { sql: "count(*) OVER ()", name: "row_count" },
      ],
      from: input.source,
      where: [],
      orderBy: [],
    };
    return {
      ...draftFrom({ kind: "query", query: numbered }, plan.output),
      where: [`row_no > row_count - ${plan.limit}`],
      orderBy: ["row_no"],
    };
  }

  #sample(plan: ResolvedSample, outer: Scope): Draft {
    const input = wrapped(this.draft(plan.input, outer));
    return draftFrom({ kind: "query", query: sampleQuery(plan, input.source!) }, plan.output);
  }

  #generate(plan: ResolvedGenerate, outer: Scope): Draft {
    const { generator } = plan;
    const input = this.#open(this.draft(plan.input, outer), generator.args);
    const scope = scopeOf(input, outer);
    const args = generator.args.map((arg) => compileExpression(arg, scope, this));
    const rows = generator.function.rows(args, generator, settingsOf(generator, this.settings));
    // A row without generated rows stays under OUTER, with one NULL in their place.
    const filled = plan.outer ? `coalesce(nullif(${rows}, []), [NULL])` : rows;
    const name = `g${plan.generated[0]!.id}`;
    const passed = plan.output.filter((column) => !plan.generated.some(({ id }) => id === column.id));
    const query: Query = {
      kind: "select",
      items: [
        ...passed.map(({ id }) => ({ sql: scope(id), name: columnName(id) })),
        { sql: `unnest(${filled})`, name },
      ],
      from: input.source,
      where: input.where,
      orderBy: input.orderBy,
    };
    const names = plan.generated.map(({ id }, i) => [id, `struct_extract(${name}, 'f${i}')`] as const);
    return draftFrom({ kind: "query", query }, plan.output, new Map(names));
  }

  #open(draft: Draft, expressions: readonly ResolvedExpression[]): Draft {
    const movable = !expressions.some(hasSubquery);
    const open = opened(draft, referenceCounts(expressions), movable);
    // A window sees the rows before LIMIT and behind ORDER BY of its SELECT alike; only the order has to stay inside.
    return open.orderBy.length > 0 && expressions.some(isPinned) ? wrapped(open) : open;
  }
}

const joinOperators: Readonly<Record<JoinType, string>> = {
  inner: "JOIN",
  cross: "JOIN",
  left: "LEFT JOIN",
  right: "RIGHT JOIN",
  full: "FULL JOIN",
  leftSemi: "SEMI JOIN",
  leftAnti: "ANTI JOIN",
};

const hasSubquery = (expression: ResolvedExpression): boolean =>
  someExpression(expression, (part) => part.kind === "subquery");

/** A draft as one side of a join: a bare table stays a table, all else becomes a nested query. */
function asSource(draft: Draft): { readonly source: Source; readonly names: ReadonlyMap<number, string> } {
  const bare = draft.items === undefined && !isCut(draft) && draft.where.length === 0 && draft.orderBy.length === 0;
  if (bare && draft.source !== undefined) return { source: draft.source, names: draft.names };
  return { source: { kind: "query", query: toQuery(draft) }, names: new Map() };
}

/** The draft with its columns under other ids, position by position. */
function renamed(draft: Draft, output: readonly ResolvedColumn[]): Draft {
  if (draft.output.every((column, i) => column.id === output[i]?.id)) return { ...draft, output };
  const input = draft.items === undefined && !isCut(draft) ? draft : wrapped(draft);
  const items = output.map(({ id }, i) => {
    const from = input.output[i]!.id;
    return { id, sql: input.names.get(from) ?? columnName(from), trivial: true, pinned: false };
  });
  return { ...input, output, names: new Map(), items };
}
