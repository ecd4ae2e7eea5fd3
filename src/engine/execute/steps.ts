import { sparkError } from "../../common/index.ts";
import { type Bindings, compileRelation } from "../compile/index.ts";
import { rowsOf } from "../duckdb/index.ts";
import {
  observedColumn,
  observedRows,
  type ResolvedObserve,
  type ResolvedPythonAggregate,
  type ResolvedPythonEval,
  type ResolvedPythonGroupMap,
  type ResolvedPythonMap,
  type ResolvedRelation,
  schemaOf,
} from "../plan/index.ts";
import type { Observations } from "./observe.ts";
import { aggregateInPython } from "./python/aggregate.ts";
import { evaluatePython, type PythonRun } from "./python/evaluate.ts";
import { extractPython } from "./python/extract.ts";
import { mapGroupsInPython } from "./python/group-map.ts";
import { mapInPython } from "./python/map.ts";
import { someRelation } from "./python/python-calls.ts";

/** A relation that is computed before the query around it. */
export type Step =
  | ResolvedPythonEval
  | ResolvedPythonMap
  | ResolvedPythonGroupMap
  | ResolvedPythonAggregate
  | ResolvedObserve;

const isStep = (relation: ResolvedRelation): relation is Step => kinds.has(relation.kind);

const kinds: ReadonlySet<ResolvedRelation["kind"]> = new Set<Step["kind"]>([
  "pythonEval",
  "pythonMap",
  "pythonGroupMap",
  "pythonAggregate",
  "observe",
]);

/** How steps are run. */
export interface StepRun extends PythonRun {
  /** Is filled with what the plan observes. */
  readonly observations?: Observations | undefined;
}

let steps = 0;

/**
 * Computes what a plan needs before it can be one query: results of functions in Python, the rows that are observed. Then calls `run`
 * with SQL for these relations besides that of `sqlOf`. What was computed is dropped when `run` has ended.
 */
export async function withSteps<T>(
  plan: ResolvedRelation,
  sqlOf: Bindings,
  options: StepRun,
  run: (sqlOf: Bindings) => Promise<T>,
): Promise<T> {
  const toCompute = stepsOf(plan);
  if (toCompute.length === 0) return run(sqlOf);
  const computed = new Map<number, string>();
  const bindings: Bindings = (id) => computed.get(id) ?? sqlOf(id);
  const tables: string[] = [];
  try {
    for (const step of toCompute) {
      steps += 1;
      const rows = `step_rows_${steps}`;
      const results = `step_results_${steps}`;
      tables.push(rows, results);
      computed.set(step.id, await compute(step, bindings, { rows, results }, options));
    }
    return await run(bindings);
  } finally {
    const drops = tables.map((table) => `DROP TABLE IF EXISTS ${table}`);
    await options.connection.run(drops.join(";\n"));
  }
}

/** @returns SQL that yields the relation, which lies in tables of these names */
function compute(
  step: Step,
  sqlOf: Bindings,
  tables: { readonly rows: string; readonly results: string },
  options: StepRun,
): Promise<string> {
  switch (step.kind) {
    case "pythonEval":
      return evaluatePython(step, sqlOf, tables, options);
    case "pythonMap":
      return mapInPython(step, sqlOf, tables.results, options);
    case "pythonGroupMap":
      return mapGroupsInPython(step, sqlOf, tables, options);
    case "pythonAggregate":
      return aggregateInPython(step, sqlOf, tables, options);
    case "observe":
      return observe(step, sqlOf, tables.rows, options);
  }
}

/** The steps of a plan, each after those below it. */
export function stepsOf(plan: ResolvedRelation): readonly Step[] {
  const found = new Map<number, Step>();
  someRelation(plan, (relation) => {
    if (isStep(relation)) {
      // Those above were met first; one that is met twice has to come before all of them.
      found.delete(relation.id);
      found.set(relation.id, relation);
    }
    return false;
  });
  return [...found.values()].reverse();
}

/**
 * Keeps the rows of the relation in a table and computes the metrics of them; where nobody wants to know these, the rows are not kept.
 *
 * @returns SQL that yields the rows
 */
async function observe(step: ResolvedObserve, sqlOf: Bindings, table: string, options: StepRun): Promise<string> {
  const { connection, observations, settings, signal } = options;
  const below = compileRelation(step.input, sqlOf, settings);
  if (observations === undefined) return below;
  const run = signal === undefined ? {} : { signal };
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${below}`, run);
  const metrics = extractPython(step.metrics);
  const schema = schemaOf(metrics);
  const values = await withSteps(metrics, sqlOf, options, async (bindings) => {
    const query = `${rowsNamed(step, table)} SELECT * FROM (${compileRelation(metrics, bindings, settings)})`;
    for await (const [row] of rowsOf(await connection.query(query, run), schema)) if (row !== undefined) return row;
    throw sparkError("INTERNAL_ERROR", { message: "the metrics of an observation have no row" });
  });
  observations.set(step.name, { planId: step.planId, schema, values });
  return `SELECT * FROM ${table}`;
}

/** The kept rows under the names that the metrics have for them; pruning leaves those that are used. */
function rowsNamed({ input, observed }: ResolvedObserve, table: string): string {
  const kept = new Set(input.output.map((column) => column.id));
  const columns = observed.flatMap(({ id }, at) => (kept.has(id) ? [`c${id} AS ${observedColumn(at)}`] : []));
  return `WITH ${observedRows} AS (SELECT ${columns.length === 0 ? "NULL" : columns.join(", ")} FROM ${table})`;
}
