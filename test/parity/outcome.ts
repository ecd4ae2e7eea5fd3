import {
  type DataFrame,
  functions as F,
  type SparkSession,
  SparkException,
  type StructType,
} from "../../src/entry/index.ts";
import type { BatchCase } from "./case.ts";
import { type Canonical, canonical } from "./canonical.ts";
import { fixtures } from "./places.ts";

/** What a program comes to, in a form that can be kept as JSON and compared. */
export type Outcome = TableOutcome | { readonly text: string } | { readonly error: ErrorOutcome };

export interface TableOutcome {
  /** Names, types and nullability: the schema's JSON form. */
  readonly schema: unknown;
  /** Rows in their order where the case is ordered, else sorted by their text. */
  readonly rows: readonly (readonly Canonical[])[];
}

export interface ErrorOutcome {
  readonly class: string;
  readonly condition: string;
  readonly sqlState: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Runs a case to its end. Errors of Spark are outcomes; others are mistakes of the case, and are thrown. */
export function runBatch(spark: SparkSession, batch: BatchCase): Promise<Outcome> {
  return outcomeOf(async () => {
    const result = await batch.run({ spark, F, fixtures });
    return typeof result === "string" ? { text: withoutPlaces(result) } : tableOf(result, batch);
  });
}

/** What a program gives, or the error of Spark that it ends with. */
export async function outcomeOf<T>(run: () => Promise<T>, places?: Places): Promise<T | { error: ErrorOutcome }> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SparkException) return { error: errorOutcome(error, places) };
    throw error;
  }
}

/** The schema and rows of a frame. */
export async function tableOf(
  frame: DataFrame<never>,
  { ordered = false, approximate = false }: { readonly ordered?: boolean; readonly approximate?: boolean } = {},
): Promise<TableOutcome> {
  const schema: StructType<unknown> = await frame.schema();
  const rows = (await named(frame, schema).collect()).map((row) =>
    schema.fields.map((field, i) => canonical(row[`c${i}`], field.dataType, approximate)),
  );
  return { schema: schema.jsonValue(), rows: ordered ? rows : sorted(rows) };
}

/** Rows are objects: columns of the same name need names of their own. */
function named(frame: DataFrame<never>, schema: StructType<unknown>): DataFrame<Record<string, unknown>> {
  return frame.toDF(...schema.names.map((_, i) => `c${i}`)) as DataFrame<Record<string, unknown>>;
}

/** Rows without an order, so that two engines can be compared. */
export function sorted(rows: readonly (readonly Canonical[])[]): (readonly Canonical[])[] {
  const byText = rows.map((row) => [JSON.stringify(row), row] as const);
  return byText.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
}

/** Folders of a run, and the words that stand for them in outcomes. */
export type Places = Readonly<Record<string, string>>;

export function errorOutcome(error: SparkException, places: Places = {}): ErrorOutcome {
  const parameters = Object.entries(error.messageParameters).map(([key, value]) => [key, withoutPlaces(value, places)]);
  return {
    class: error.name,
    condition: error.condition,
    sqlState: error.sqlState,
    parameters: Object.fromEntries(parameters.sort(([a], [b]) => (a! < b! ? -1 : 1))),
  };
}

/** Takes out of a text what differs from run to run: folders, ids, numbers of expressions. */
export function withoutPlaces(text: string, places: Places = {}): string {
  let result = text;
  for (const [folder, word] of Object.entries({ ...places, [fixtures]: "<fixtures>" })) result = result.replaceAll(folder, word);
  return result
    .replace(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, "<id>")
    .replace(/#\d+L?\b/g, "#n")
    .replace(/\bfile:\/+(?=<)/g, "");
}
