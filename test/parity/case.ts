import type {
  DataFrame,
  DataStreamWriter,
  Frame,
  functions,
  SparkSession,
  StreamingQuery,
} from "../../src/entry/index.ts";

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
  readonly run: (context: Context) => Awaitable<Frame | string>;
  /** Whether the order of the rows is part of the result. */
  readonly ordered?: boolean;
  /** Compares doubles to 12 digits: sums in another order differ in the last ones. */
  readonly approximate?: boolean;
  /** Settings of the session beside the usual ones; the case then has a session of its own. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A file that appears in the folder of a stream: its lines as objects, or as they are. */
export interface NewFile {
  /** May lie in folders: `p=1/a`. */
  readonly name: string;
  readonly lines: readonly (object | string)[];
  /** In the place of lines. */
  readonly bytes?: Uint8Array;
  /** Seconds by which the file is older than others that come with it. */
  readonly age?: number;
}

/** What a streaming case may use. */
export interface StreamContext extends Context {
  /** The folder that the stream reads. */
  readonly folder: string;
}

/** Where a streaming query writes to, instead of a table in memory. */
export interface StreamSink {
  /** Starts the query. @param target - a folder of the run's, which is not there yet */
  readonly start: (writer: DataStreamWriter<never>, target: string) => Promise<StreamingQuery>;
  /** What is there so far. */
  readonly read: (spark: SparkSession, target: string) => Frame;
  /** Tables that the case makes: they are dropped before and after it, and live no longer than its session. */
  readonly tables?: readonly string[];
  /** False where the query gets no checkpoint. */
  readonly checkpoint?: false;
}

/** A streaming query over a folder, and the files that come in. */
export interface StreamCase {
  readonly name: string;
  /** The result that is streamed into a table in memory. */
  readonly query: (context: StreamContext) => DataFrame<never> | Promise<DataFrame<never>>;
  readonly outputMode: "append" | "complete" | "update";
  /** Absent: the table in memory. */
  readonly sink?: StreamSink;
  /** `once` and `availableNow` end each step; without a trigger the query runs on through the steps. */
  readonly trigger?: { readonly once: true } | { readonly availableNow: true };
  /** The files that come in before the table is looked at. Those of the first step are there when the query starts. */
  readonly steps: readonly (readonly NewFile[])[];
  /** Changes how the query is written, for refusals. */
  readonly write?: (writer: DataStreamWriter<never>) => DataStreamWriter<never>;
  /** Set where Spark takes long: it is asked when its answers are recorded, and not again. */
  readonly askedWhenRecorded?: boolean;
  /** Settings of the session beside the usual ones; the case then has a session of its own. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * False where progress depends on how an engine cuts its work. `operators`: what operators kept and dropped is compared and not what
   * sources gave, which depends on the filters that an engine hands to readers.
   */
  readonly progress?: boolean | "operators";
  readonly approximate?: boolean;
}

/** A file of records. */
export const file = (name: string, ...lines: readonly (object | string)[]): NewFile => ({ name, lines });

/** A case that runs one SQL statement. */
export function sql(
  statement: string,
  options: Omit<BatchCase, "name" | "run"> & { readonly name?: string } = {},
): BatchCase {
  return { name: statement, ...options, run: ({ spark }) => spark.sql(statement) };
}
