import type { SparkSession } from "../../entry/index.ts";

let count = 0;

/** What somebody waits for at a prompt. Operations of the session that began before it, such as listeners, are none of it. */
export class Foreground {
  readonly #spark: SparkSession;
  readonly #abort = new AbortController();
  readonly #tag: string;
  /** Displays that have to come to their end before the prompt comes back. */
  readonly displays: Promise<void>[] = [];

  constructor(spark: SparkSession) {
    this.#spark = spark;
    count += 1;
    this.#tag = `prompt-${count}`;
    spark.addTag(this.#tag);
  }

  /** Aborted when it is interrupted; ends displays. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Ends displays, or where there are none, the operations. */
  async interrupt(): Promise<void> {
    this.#abort.abort();
    if (this.displays.length === 0) await this.#spark.interruptTag(this.#tag);
  }

  end(): void {
    this.#spark.removeTag(this.#tag);
  }
}
