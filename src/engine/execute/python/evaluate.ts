import { quoteIdentifier, StructField, StructType } from "../../../types/index.ts";
import { type Bindings, compileRelation } from "../../compile/index.ts";
import { type ArrowBatch, appendArrow, arrowBatches, type Connection, loadArrow } from "../../duckdb/index.ts";
import { type ExpressionSettings, evalType, type PythonCall, type ResolvedPythonEval } from "../../plan/index.ts";
import { asPickled, functionsMessage, joined, type PythonWorkers, type Task } from "../../python/index.ts";

/** How functions in Python are run. */
export interface PythonRun {
  readonly workers: PythonWorkers;
  /** Where the query runs: results of functions lie in temporary tables of this connection. */
  readonly connection: Connection;
  readonly settings: ExpressionSettings;
  readonly signal?: AbortSignal;
}

/** Rows that a worker is given at once, as in Spark: `spark.sql.execution.arrow.maxRecordsPerBatch`. */
export const maxRecordsPerBatch = 10_000;

/** What a worker asks of the session's settings. */
export const workerSettings = (settings: ExpressionSettings): Readonly<Record<string, string>> => ({
  "spark.sql.session.timeZone": settings.timeZone,
  "spark.sql.execution.pandas.convertToArrowArraySafely": "true",
  "spark.sql.execution.arrow.maxRecordsPerBatch": String(maxRecordsPerBatch),
});

/** Computes the rows below and the functions' results, side by side, in tables of these names. @returns SQL that yields the relation */
export async function evaluatePython(
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

export const featureOf = (calls: readonly PythonCall[]): string =>
  `the Python function ${quoteIdentifier(calls[0]!.name)}`;

/** The columns that a worker gets, each once, and where each call finds its own. */
export interface Arguments {
  readonly columns: readonly string[];
  readonly schema: StructType;
  readonly positions: ReadonlyMap<number, number>;
}

export function argumentsOf(calls: readonly Pick<PythonCall, "args">[]): Arguments {
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
  const isPickled = code.evalType === evalType.batched;
  return {
    evalType: isPickled ? evalType.arrowBatched : code.evalType,
    pythonVersion: code.pythonVersion,
    functions: functionsMessage(
      calls.map((call) => ({
        commands: [isPickled ? asPickled(call.code.command) : call.code.command],
        args: call.args.map(({ column, name }) => ({
          column: positions.get(column.id)!,
          ...(name !== undefined && { name }),
        })),
      })),
    ),
    surroundings: settings.python?.(),
    settings: workerSettings(settings),
    evaluation: { input_type: schema.json() },
  };
}

async function* streamsOf(first: ArrowBatch, rest: AsyncIterable<ArrowBatch>): AsyncGenerator<Uint8Array> {
  yield first.ipc;
  for await (const { ipc } of rest) yield ipc;
}
