import { quoteIdentifier } from "../../../types/index.ts";
import { type Bindings, compileRelation } from "../../compile/index.ts";
import { appendArrow, arrowBatches, loadArrow } from "../../duckdb/index.ts";
import { type ResolvedPythonMap, schemaOf } from "../../plan/index.ts";
import { functionsMessage, joined } from "../../python/index.ts";
import { maxRecordsPerBatch, type PythonRun, workerSettings } from "./evaluate.ts";

/** Computes the rows that a function makes of all rows below, in a table of this name. @returns SQL that yields the relation */
export async function mapInPython(
  step: ResolvedPythonMap,
  bindings: Bindings,
  table: string,
  { connection, settings, signal, workers }: PythonRun,
): Promise<string> {
  const options = signal === undefined ? {} : { signal };
  const feature = `the Python function ${quoteIdentifier(step.name)}`;
  await workers.interpreter(feature);
  const schema = schemaOf(step);
  await loadArrow(connection, [], schema, table);
  const rows = compileRelation(step.input, bindings, settings);
  const task = {
    evalType: step.code.evalType,
    pythonVersion: step.code.pythonVersion,
    functions: functionsMessage([{ commands: [step.code.command], args: [{ column: 0 }] }]),
    surroundings: settings.python?.(),
    settings: workerSettings(settings),
    evaluation: {},
  };
  // The worker takes rows as one column of structs, whose fields have the names that the function sees.
  const batches = arrowBatches(await connection.query(rows, options), schemaOf(step.input), {
    timeZone: settings.timeZone,
    maxRows: maxRecordsPerBatch,
    form: "struct",
  });
  const streams = async function* () {
    for await (const { ipc } of batches) yield ipc;
  };
  for await (const answer of workers.run(feature, task, joined(streams()), signal))
    await appendArrow(connection, answer, schema, table, "struct");
  const items = step.output.map(({ id }, at) => `f${at} AS c${id}`);
  return `SELECT ${items.length === 0 ? "NULL" : items.join(", ")} FROM ${table}`;
}
