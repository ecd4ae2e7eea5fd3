import { StructField, StructType } from "../../../types/index.ts";
import { type Bindings, compileRelation } from "../../compile/index.ts";
import { appendArrow, loadArrow } from "../../duckdb/index.ts";
import type { ResolvedColumn, ResolvedPythonAggregate } from "../../plan/index.ts";
import { functionsMessage } from "../../python/index.ts";
import { argumentsOf, featureOf, type PythonRun, workerSettings } from "./evaluate.ts";
import { groupFrames, groupRows } from "./groups.ts";

/** Computes what functions sum up of all groups below, in tables of these names. @returns SQL that yields the relation */
export async function aggregateInPython(
  step: ResolvedPythonAggregate,
  bindings: Bindings,
  { rows, results }: { readonly rows: string; readonly results: string },
  { connection, settings, signal, workers }: PythonRun,
): Promise<string> {
  const options = signal === undefined ? {} : { signal };
  const feature = featureOf(step.calls);
  await workers.interpreter(feature);
  const { calls, keys, window } = step;
  const resultSchema = new StructType(calls.map(({ result }, at) => new StructField(`_${at}`, result.type)));
  await loadArrow(connection, [], resultSchema, results);
  const name = ({ id }: ResolvedColumn): string => `c${id}`;
  const input = {
    sql: compileRelation(step.input, bindings, settings),
    keys: keys.map(name),
    table: rows,
    ...(window && { order: [name(window.position)] }),
  };
  const [sizes] = await groupRows(connection, [input], options);
  const frame = window?.frame;
  const bounds = frame === undefined ? [] : [frame.first, frame.last].map((column) => ({ column, name: undefined }));
  const { columns, positions, schema } = argumentsOf(calls.map((call) => ({ args: [...bounds, ...call.args] })));
  // A frame is told by the places of its rows, from 0: where it begins and where the rows behind it do.
  const places =
    frame &&
    new Map([
      [name(frame.first), `coalesce(${name(frame.first)} - 1, 0)::INTEGER`],
      [name(frame.last), `coalesce(${name(frame.last)}, 0)::INTEGER`],
    ]);
  const selected =
    columns.length === 0 ? ["CAST(NULL AS INTEGER)"] : columns.map((column) => places?.get(column) ?? column);
  const { evalType, pythonVersion } = calls[0]!.code;
  const task = {
    evalType,
    pythonVersion,
    functions: functionsMessage(
      calls.map((call) => ({
        commands: [call.code.command],
        args: [...bounds, ...call.args].map(({ column, name: given }) => ({
          column: positions.get(column.id)!,
          ...(given !== undefined && { name: given }),
        })),
      })),
    ),
    surroundings: settings.python?.(),
    settings: {
      ...workerSettings(settings),
      ...(window && { window_bound_types: calls.map(() => (frame ? "bounded" : "unbounded")).join(",") }),
    },
    evaluation: {},
  };
  const grouped = { sql: `SELECT ${selected.join(", ")} FROM ${rows}`, schema, sizes: sizes! };
  const frames = groupFrames(connection, [grouped], { ...options, timeZone: settings.timeZone });
  if (sizes!.length > 0) {
    for await (const answer of workers.run(feature, task, frames, signal))
      await appendArrow(connection, answer, resultSchema, results);
  }
  const computed = calls.map(({ result }, at) => `${results}.f${at} AS c${result.id}`);
  if (window !== undefined) {
    const passed = step.input.output.map((column) => `${rows}.${name(column)}`);
    return `SELECT ${[...passed, ...computed].join(", ")} FROM ${rows} POSITIONAL JOIN ${results}`;
  }
  const grouping = keys.map((key) => `any_value(${name(key)}) AS ${name(key)}`);
  const groups = `SELECT ${[...grouping, "group_no"].join(", ")} FROM ${rows} GROUP BY group_no`;
  const named = keys.map((key) => `groups.${name(key)}`);
  return `SELECT ${[...named, ...computed].join(", ")} FROM (${groups}) AS groups JOIN ${results} ON ${results}.rowid = groups.group_no - 1`;
}
