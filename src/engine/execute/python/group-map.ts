import { quoteIdentifier, StructField, StructType } from "../../../types/index.ts";
import { type Bindings, compileRelation } from "../../compile/index.ts";
import { appendArrow, loadArrow } from "../../duckdb/index.ts";
import {
  evalType,
  type PythonGrouping,
  type ResolvedColumn,
  type ResolvedPythonGroupMap,
  schemaOf,
} from "../../plan/index.ts";
import { functionsMessage } from "../../python/index.ts";
import { type PythonRun, workerSettings } from "./evaluate.ts";
import { groupFrames, groupRows } from "./groups.ts";

/** Computes the rows that a function makes of all groups below, in a table of this name. @returns SQL that yields the relation */
export async function mapGroupsInPython(
  step: ResolvedPythonGroupMap,
  bindings: Bindings,
  tables: { readonly rows: string; readonly results: string },
  { connection, settings, signal, workers }: PythonRun,
): Promise<string> {
  const options = signal === undefined ? {} : { signal };
  const feature = `the Python function ${quoteIdentifier(step.name)}`;
  await workers.interpreter(feature);
  const schema = schemaOf(step);
  await loadArrow(connection, [], schema, tables.results);
  const inputs = step.inputs.map((input, at) => ({
    sql: compileRelation(input, bindings, settings),
    keys: step.groupings[at]!.keys.map(({ id }) => `c${id}`),
    table: `${tables.rows}_${at}`,
  }));
  try {
    const sizes = await groupRows(connection, inputs, options);
    const given = step.groupings.map(argumentsOf);
    const task = {
      evalType: step.code.evalType,
      pythonVersion: step.code.pythonVersion,
      functions: functionsMessage([
        { commands: [step.code.command], args: given.flatMap(({ offsets }) => offsets.map((column) => ({ column }))) },
      ]),
      surroundings: settings.python?.(),
      settings: workerSettings(settings),
      evaluation: {},
    };
    const grouped = given.map(({ columns, schema }, at) => ({
      sql: `SELECT ${columns.map(({ id }) => `c${id}`).join(", ")} FROM ${inputs[at]!.table}`,
      schema,
      sizes: sizes[at]!,
    }));
    const form = ofStructs.has(step.code.evalType) ? "struct" : "columns";
    const frames = groupFrames(connection, grouped, { ...options, timeZone: settings.timeZone, form });
    if (sizes[0]!.length > 0) {
      for await (const answer of workers.run(feature, task, frames, signal))
        await appendArrow(connection, answer, schema, tables.results, "struct");
    }
  } finally {
    await connection.run(inputs.map(({ table }) => `DROP TABLE IF EXISTS ${table}`).join(";\n"));
  }
  const items = step.output.map(({ id }, at) => `f${at} AS c${id}`);
  return `SELECT ${items.length === 0 ? "NULL" : items.join(", ")} FROM ${tables.results}`;
}

/** Functions whose rows come as one column of structs. */
const ofStructs: ReadonlySet<number> = new Set([evalType.groupedMapArrow, evalType.groupedMapArrowIterator]);

/** The columns that a worker gets of a group, each once, and which of them are keys and values, as the worker reads that. */
function argumentsOf({ keys, values }: PythonGrouping): {
  readonly columns: readonly ResolvedColumn[];
  readonly schema: StructType;
  readonly offsets: readonly number[];
} {
  const columns = [...values, ...keys.filter((key) => !values.some(({ id }) => id === key.id))];
  const offset = (column: ResolvedColumn): number => columns.findIndex(({ id }) => id === column.id);
  const positions = [keys.length, ...keys.map(offset), ...values.map(offset)];
  return {
    columns,
    schema: new StructType(columns.map(({ name, nullable, type }) => new StructField(name, type, nullable))),
    offsets: [positions.length, ...positions],
  };
}
