import { quoteIdentifier, StructField, StructType } from "../../../types/index.ts";
import { type Bindings, compileRelation } from "../../compile/index.ts";
import { type ArrowBatch, appendArrow, arrowBatches, type Connection, loadArrow } from "../../duckdb/index.ts";
import {
  type ExpressionSettings,
  evalType,
  type PythonCall,
  type ResolvedPythonEval,
  type ResolvedRelation,
} from "../../plan/index.ts";
import { functionsMessage, joined, type PythonWorkers, type Task } from "../../python/index.ts";
import { someRelation } from "./python-calls.ts";

/** How functions in Python are run. */
export interface PythonRun {
  readonly workers: PythonWorkers;
  /** Where the query runs: results of functions lie in temporary tables of this connection. */
  readonly connection: Connection;
  readonly settings: ExpressionSettings;
  readonly signal?: AbortSignal;
}

/** Rows that a worker is given at once, as in Spark: `spark.sql.execution.arrow.maxRecordsPerBatch`. */
const maxRecordsPerBatch = 10_000;

let steps = 0;

/**
 * Computes what a plan asks of functions in Python, then calls `run` with SQL for their relations besides that of `sqlOf`. What was
 * computed is dropped when `run` has ended.
 */
export async function withPython<T>(
  plan: ResolvedRelation,
  sqlOf: Bindings,
  options: PythonRun,
  run: (sqlOf: Bindings) => Promise<T>,
): Promise<T> {
  const evals = pythonEvalsOf(plan);
  if (evals.length === 0) return run(sqlOf);
  const computed = new Map<number, string>();
  const bindings: Bindings = (id) => computed.get(id) ?? sqlOf(id);
  const tables: string[] = [];
  try {
    for (const step of evals) {
      steps += 1;
      const rows = `python_rows_${steps}`;
      const results = `python_results_${steps}`;
      tables.push(rows, results);
      computed.set(step.id, await evaluate(step, bindings, { rows, results }, options));
    }
    return await run(bindings);
  } finally {
    const drops = tables.map((table) => `DROP TABLE IF EXISTS ${table}`);
    await options.connection.run(drops.join(";\n"));
  }
}

/** The relations of a plan that functions in Python compute, each after those below it. */
export function pythonEvalsOf(plan: ResolvedRelation): readonly ResolvedPythonEval[] {
  const found = new Map<number, ResolvedPythonEval>();
  someRelation(plan, (relation) => {
    if (relation.kind === "pythonEval") {
      // Those above were met first; one that is met twice has to come before all of them.
      found.delete(relation.id);
      found.set(relation.id, relation);
    }
    return false;
  });
  return [...found.values()].reverse();
}

/** The rows below and the functions' results, side by side. @returns SQL that yields the relation */
async function evaluate(
  step: ResolvedPythonEval,
  bindings: Bindings,
  tables: { readonly rows: string; readonly results: string },
  { connection, settings, signal, workers }: PythonRun,
): Promise<string> {
  const { rows, results } = tables;
  const options = signal === undefined ? {} : { signal };
  const below = compileRelation(step.input, bindings, settings);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${rows} AS ${below}`, options);
  const resultSchema = new StructType(step.calls.map(({ result }, at) => new StructField(`_${at}`, result.type)));
  await loadArrow(connection, [], resultSchema, results);
  const args = argumentsOf(step.calls);
  // A function without arguments still is called once for each row.
  const columns = args.columns.length === 0 ? ["CAST(NULL AS INTEGER)"] : args.columns;
  const given = await connection.query(`SELECT ${columns.join(", ")} FROM ${rows}`, options);
  const batches = arrowBatches(given, args.schema, { timeZone: settings.timeZone, maxRows: maxRecordsPerBatch });
  const feature = featureOf(step.calls);
  await workers.interpreter(feature);
  const first = await batches.next();
  // Functions are not called for nothing, and Arrow has a batch for an empty result too.
  if (first.done !== true && first.value.rowCount > 0) {
    const input = joined(streamsOf(first.value, batches));
    const answers = workers.run(feature, taskOf(step.calls, args, settings), input, signal);
    for await (const answer of answers) await appendArrow(connection, answer, resultSchema, results);
  }
  const passed = step.output.slice(0, step.output.length - step.calls.length);
  const items = [
    ...passed.map(({ id }) => `${rows}.c${id}`),
    ...step.calls.map(({ result }, at) => `${results}.f${at} AS c${result.id}`),
  ];
  return `SELECT ${items.join(", ")} FROM ${rows} POSITIONAL JOIN ${results}`;
}

const featureOf = (calls: readonly PythonCall[]): string => `the Python function ${quoteIdentifier(calls[0]!.name)}`;

/** The columns that a worker gets, each once, and where each call finds its own. */
interface Arguments {
  readonly columns: readonly string[];
  readonly schema: StructType;
  readonly positions: ReadonlyMap<number, number>;
}

function argumentsOf(calls: readonly PythonCall[]): Arguments {
  const positions = new Map<number, number>();
  const fields: StructField[] = [];
  const columns: string[] = [];
  for (const { column } of calls.flatMap((call) => call.args)) {
    if (positions.has(column.id)) continue;
    positions.set(column.id, fields.length);
    fields.push(new StructField(`_${fields.length}`, column.type, column.nullable));
    columns.push(`c${column.id}`);
  }
  if (fields.length === 0) return { columns, schema: new StructType().add("_0", "integer"), positions };
  return { columns, schema: new StructType(fields), positions };
}

function taskOf(calls: readonly PythonCall[], { positions, schema }: Arguments, settings: ExpressionSettings): Task {
  const { code } = calls[0]!;
  return {
    evalType: code.evalType === evalType.batched ? evalType.arrowBatched : code.evalType,
    pythonVersion: code.pythonVersion,
    functions: functionsMessage(
      calls.map((call) => ({
        commands: [call.code.command],
        args: call.args.map(({ column, name }) => ({
          column: positions.get(column.id)!,
          ...(name !== undefined && { name }),
        })),
      })),
    ),
    settings: {
      "spark.sql.session.timeZone": settings.timeZone,
      "spark.sql.execution.pandas.convertToArrowArraySafely": "true",
      "spark.sql.execution.arrow.maxRecordsPerBatch": String(maxRecordsPerBatch),
    },
    evaluation: { input_type: schema.json() },
  };
}

async function* streamsOf(first: ArrowBatch, rest: AsyncIterable<ArrowBatch>): AsyncGenerator<Uint8Array> {
  yield first.ipc;
  for await (const { ipc } of rest) yield ipc;
}
