import type { SparkSession, StreamingQueryListener } from "../api/index.ts";
import { jsonLine } from "./json-line.ts";

/**
 * What a program's streaming queries do, as a line of JSON for each event: `started`, `progress` with Spark's report, `terminated`, and at the
 * end of the process `end` with its exit code. What the program itself prints goes to standard error meanwhile.
 */
export class RunEvents {
  readonly #write = process.stdout.write.bind(process.stdout);
  /** The error that ended the program, for the last event. */
  failure: unknown;

  constructor() {
    process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
    process.once("exit", (exitCode) => this.#tell({ event: "end", exitCode, ...errorOf(this.failure) }));
  }

  /** Tells of the queries of a session as well. */
  async add(spark: SparkSession): Promise<void> {
    const listener: StreamingQueryListener = {
      onQueryStarted: ({ id, runId, name, timestamp }) => this.#tell({ event: "started", id, runId, name, timestamp }),
      onQueryProgress: ({ progress }) => this.#write(`{"event":"progress","progress":${progress.json}}\n`),
      onQueryTerminated: ({ id, runId, exception }) => this.#tell({ event: "terminated", id, runId, exception }),
    };
    await spark.streams.addListener(listener);
  }

  #tell(event: object): void {
    this.#write(`${jsonLine(event)}\n`);
  }
}

function errorOf(failure: unknown): object {
  if (failure === undefined) return {};
  const { message, condition } = failure as { readonly message?: string; readonly condition?: string };
  return { error: { ...(condition !== undefined && { condition }), message: message ?? String(failure) } };
}
