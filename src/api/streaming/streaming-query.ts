import { type StreamingQueryException, sparkError } from "../../common/index.ts";
import type { StreamingQueryCommandResult, StreamingQueryCommandSchema } from "../../protocol/index.ts";
import type { Client } from "../client/client.ts";
import type { MessageInit } from "../plan/message-init.ts";
import { parseProgress, type StreamingQueryProgress } from "./progress.ts";

/** What a query does right now. */
export interface StreamingQueryStatus {
  readonly message: string;
  readonly isDataAvailable: boolean;
  readonly isTriggerActive: boolean;
}

type QueryCommand = NonNullable<MessageInit<typeof StreamingQueryCommandSchema>["command"]>;
type Result = Exclude<StreamingQueryCommandResult["resultType"], { case: undefined }>;
type Answers = { [M in Result as M["case"]]: M["value"] };

/**
 * A query that runs on a stream.
 *
 * @see pyspark.sql.streaming.StreamingQuery
 */
export class StreamingQuery {
  /** The same after a restart from the checkpoint. */
  readonly id: string;
  /** New with each start. */
  readonly runId: string;
  /** What `queryName` said; null without it. */
  readonly name: string | null;
  readonly #client: Client;

  constructor(client: Client, { id, runId }: { readonly id: string; readonly runId: string }, name: string | null) {
    this.#client = client;
    this.id = id;
    this.runId = runId;
    this.name = name;
  }

  async isActive(): Promise<boolean> {
    return (await this.#ask({ case: "status", value: true }, "status")).isActive;
  }

  async status(): Promise<StreamingQueryStatus> {
    const answer = await this.#ask({ case: "status", value: true }, "status");
    return {
      message: answer.statusMessage,
      isDataAvailable: answer.isDataAvailable,
      isTriggerActive: answer.isTriggerActive,
    };
  }

  /** The progress of the last batches, oldest first. */
  async recentProgress(): Promise<StreamingQueryProgress[]> {
    const answer = await this.#ask({ case: "recentProgress", value: true }, "recentProgress");
    return answer.recentProgressJson.map(parseProgress);
  }

  /** The progress of the last batch; null before the first. */
  async lastProgress(): Promise<StreamingQueryProgress | null> {
    const answer = await this.#ask({ case: "lastProgress", value: true }, "recentProgress");
    const json = answer.recentProgressJson.at(-1);
    return json === undefined ? null : parseProgress(json);
  }

  /**
   * Waits until the query ends.
   *
   * @param timeoutMs - the longest wait, in milliseconds
   * @returns whether the query has ended
   * @throws StreamingQueryException where it ended with an error
   */
  async awaitTermination(timeoutMs?: number): Promise<boolean> {
    const value = timeout(timeoutMs);
    return (await this.#ask({ case: "awaitTermination", value }, "awaitTermination")).terminated;
  }

  /**
   * Waits until all that has arrived by now is processed; for tests.
   *
   * @throws StreamingQueryException where the query fails
   */
  async processAllAvailable(): Promise<void> {
    await this.#send({ case: "processAllAvailable", value: true });
  }

  /** Ends the query; resolves when it has ended. */
  async stop(): Promise<void> {
    await this.#send({ case: "stop", value: true });
  }

  /** The plan of the last batch as text. */
  async explainString(extended = false): Promise<string> {
    return (await this.#ask({ case: "explain", value: { extended } }, "explain")).result;
  }
  /** Prints the plan of the last batch. */
  async explain(extended = false): Promise<void> {
    console.log(await this.explainString(extended));
  }

  /** The error that ended the query; null where there is none. */
  async exception(): Promise<StreamingQueryException | null> {
    const { resultType } = await this.#send({ case: "exception", value: true });
    // A server may leave the whole answer out while there is no error.
    if (resultType.case !== "exception" || resultType.value.exceptionMessage === undefined) return null;
    const { exceptionMessage, errorClass } = resultType.value;
    // The text is Java's: the name of the class stands before the message.
    const message = exceptionMessage.replace(/^[\w.$]+Exception: /, "");
    const sqlState = /SQLSTATE: (\w{5})/.exec(message)?.[1] ?? "XXKST";
    const foreign = { kind: "streaming", sqlState, message } as const;
    return sparkError(errorClass ?? "STREAM_FAILED", { message }, { foreign });
  }

  async #ask<Case extends keyof Answers>(command: QueryCommand, answer: Case): Promise<Answers[Case]> {
    const { resultType } = await this.#send(command);
    if (resultType.case !== answer)
      throw sparkError("INVALID_RESPONSE", { detail: `a query was asked for ${answer} and gave ${resultType.case}` });
    return resultType.value as Answers[Case];
  }

  #send(command: QueryCommand): Promise<StreamingQueryCommandResult> {
    const value = { queryId: { id: this.id, runId: this.runId }, command };
    return this.#client.command({ case: "streamingQueryCommand", value }, "streamingQueryCommandResult");
  }
}

/** @throws IllegalArgumentException VALUE_NOT_POSITIVE */
export function timeout(timeoutMs: number | undefined): { timeoutMs?: bigint } {
  if (timeoutMs === undefined) return {};
  if (!(timeoutMs > 0)) throw sparkError("VALUE_NOT_POSITIVE", { arg_name: "timeoutMs", arg_value: String(timeoutMs) });
  return { timeoutMs: BigInt(Math.ceil(timeoutMs)) };
}
