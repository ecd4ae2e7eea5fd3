import { invalidOption, type SourceOptions } from "../options.ts";

/** What happens when files have columns that the schema lacks. */
export type EvolutionMode = "addNewColumns" | "rescue" | "failOnNewColumns" | "none";

/** How a stream's schema is found and kept, in the manner of Databricks' Auto Loader; its names with `cloudFiles.` in front count too. */
export interface EvolutionOptions {
  readonly mode: EvolutionMode;
  /** The folder that keeps the schemas that were found. */
  readonly location: string | undefined;
  readonly hints: string | undefined;
  /** The column for data that has no other. */
  readonly rescued: string | undefined;
  /** Whether columns get the types of their values; undefined: as the format does without being told. */
  readonly inferTypes: boolean | undefined;
}

const modes: readonly EvolutionMode[] = ["addNewColumns", "rescue", "failOnNewColumns", "none"];

/** The name of an option, and of Auto Loader's. */
const both = (name: string): [string, string] => [name, `cloudFiles.${name}`];

/** The column of a read for data that has no other column; undefined where there is none. */
export function rescuedColumn(options: SourceOptions): string | undefined {
  const named = options.get(...both("rescuedDataColumn"));
  const mode = options.get(...both("schemaEvolutionMode"));
  return named ?? (mode?.toLowerCase() === "rescue" ? "_rescued_data" : undefined);
}

/** Whether a stream's columns are found in files by their names, where files have names for them. */
export const readsByName = (options: SourceOptions): boolean =>
  ["schemaLocation", "schemaEvolutionMode", "rescuedDataColumn"].some(
    (name) => options.get(...both(name)) !== undefined,
  );

/**
 * @param declared - whether the program gives a schema
 * @throws IllegalArgumentException `INVALID_SOURCE_OPTION`
 */
export function evolutionOptions(options: SourceOptions, declared: boolean): EvolutionOptions {
  const location = options.get(...both("schemaLocation"));
  if (location !== undefined && declared) {
    const reason = "it keeps a schema that is found in files, and this one is declared; leave one of them out";
    throw invalidOption("schemaLocation", location, reason);
  }
  const given = options.get(...both("schemaEvolutionMode"));
  const isKept = location !== undefined;
  const mode = given === undefined ? (isKept ? "addNewColumns" : "none") : modeOf(given);
  if (mode === "addNewColumns" && !isKept) {
    const reason = declared
      ? "the schema is declared, so no column can be added to it; leave schema(…) out, and give schemaHints"
      : "the wider schema needs a place to be kept: give schemaLocation";
    throw invalidOption("schemaEvolutionMode", given ?? mode, reason);
  }
  const types = options.get(...both("inferColumnTypes"));
  if (types !== undefined && !/^(?:true|false)$/i.test(types))
    throw invalidOption("inferColumnTypes", types, "it must be true or false");
  return {
    mode,
    location,
    hints: options.get(...both("schemaHints")),
    rescued: rescuedColumn(options),
    inferTypes: types === undefined ? undefined : types.toLowerCase() === "true",
  };
}

function modeOf(text: string): EvolutionMode {
  const mode = modes.find((name) => name.toLowerCase() === text.toLowerCase());
  if (mode === undefined) throw invalidOption("schemaEvolutionMode", text, `it must be one of ${modes.join(", ")}`);
  return mode;
}
