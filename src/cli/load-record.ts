import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { importProgram, sparkError } from "../common/index.ts";
import type { RecordDefinition } from "../generator/index.ts";

/** A record definition of a user, with the address of the module that has it. */
export interface LoadedRecord {
  readonly definition: RecordDefinition<object>;
  readonly module: string;
}

/**
 * Finds a record in a module: `file.ts#name` for an export by name, else the default export, else the only record among the exports.
 *
 * @throws SparkException PATH_NOT_FOUND, GENERATOR_INVALID_ARGUMENT
 */
export async function loadRecord(place: string): Promise<LoadedRecord> {
  const [, file = place, name] = /^(.+?)(?:#(\w+))?$/.exec(place) ?? [];
  const path = resolve(file);
  if (!existsSync(path)) throw sparkError("PATH_NOT_FOUND", { path });
  const records = new Map(Object.entries(await importProgram(path)).filter(isRecordExport));
  const names = [...records.keys()].join(", ");
  const wanted = name ?? (records.has("default") ? "default" : records.size === 1 ? names : undefined);
  const definition = wanted === undefined ? undefined : records.get(wanted);
  if (definition !== undefined) return { definition, module: pathToFileURL(path).href };
  const hint =
    records.size === 0
      ? "a module that exports a record"
      : `one of its records, such as ${file}#${[...records.keys()][0]}`;
  throw sparkError("GENERATOR_INVALID_ARGUMENT", { argument: "--record", expected: hint, actual: place });
}

// By its methods and not by its class: tests load the package twice, from its sources and as it was built.
function isRecordExport(entry: [string, unknown]): entry is [string, RecordDefinition<object>] {
  const { name, schema, serialize } = (entry[1] ?? {}) as Partial<RecordDefinition<object>>;
  return typeof name === "string" && typeof serialize === "function" && typeof schema?.json === "function";
}
