import type { DataFrame, functions, SparkSession } from "../../src/entry/index.ts";

/** What a case may use. */
export interface Context {
  readonly spark: SparkSession;
  readonly F: typeof functions;
  /** The folder test/fixtures: files that the embedded engine and Spark's server both read. */
  readonly fixtures: string;
}

type Awaitable<T> = T | Promise<T>;

/** A program over data that stands still. */
export interface BatchCase {
  readonly name: string;
  /** Gives a frame, whose columns and rows are compared, or a text such as that of `show()`. */
  readonly run: (context: Context) => Awaitable<DataFrame<never> | string>;
  /** Whether the order of the rows is part of the result. */
  readonly ordered?: boolean;
  /** Compares doubles to 12 digits: sums in another order differ in the last ones. */
  readonly approximate?: boolean;
  /** Settings of the session beside the usual ones; the case then has a session of its own. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A file that appears in the folder of a stream: its lines as objects, or as they are. */
export interface NewFile {
  readonly name: string;
  readonly lines: readonly (object | string)[];
}

/** What a streaming case may use. */
export interface StreamContext extends Context {
  /** The folder that the stream reads. */
  readonly folder: string;
}

/** A streaming query over a folder, and the files that come in. */
export interface StreamCase {
  readonly name: string;
  /** The result that is streamed into a table in memory. */
  readonly query: (context: StreamContext) => DataFrame<never>;
  readonly outputMode: "append" | "complete" | "update";
  /** How batches are made; by default as files come. */
  readonly trigger?: { readonly once: true } | { readonly availableNow: true } | { readonly processingTime: string };
  /** The files that come in before the table is looked at; those of one step may make several batches. */
  readonly steps: readonly (readonly NewFile[])[];
  readonly approximate?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A file of records. */
export const file = (name: string, ...lines: readonly (object | string)[]): NewFile => ({ name, lines });

/** A case that runs one SQL statement. */
export function sql(statement: string, options: Omit<BatchCase, "name" | "run"> & { readonly name?: string } = {}): BatchCase {
  return { name: statement, ...options, run: ({ spark }) => spark.sql<never>(statement) };
}
