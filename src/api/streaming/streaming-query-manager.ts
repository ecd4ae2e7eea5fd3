import type {
  StreamingQueryManagerCommandResult_StreamingQueryInstance as Instance,
  StreamingQueryManagerCommandResult,
  StreamingQueryManagerCommandSchema,
} from "../../protocol/index.ts";
import type { Client } from "../client/client.ts";
import type { MessageInit } from "../plan/message-init.ts";
import type { StreamingQueryListener } from "./listener.ts";
import { ListenerBus } from "./listener-bus.ts";
import { StreamingQuery, timeout } from "./streaming-query.ts";

type ManagerCommand = NonNullable<MessageInit<typeof StreamingQueryManagerCommandSchema>["command"]>;

/**
 * The streaming queries of a session.
 *
 * @see pyspark.sql.streaming.StreamingQueryManager
 */
export class StreamingQueryManager {
  /** Brings events to the listeners. */
  readonly listenerBus: ListenerBus;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    this.listenerBus = new ListenerBus(client);
  }

  /** The queries that run. */
  async active(): Promise<StreamingQuery[]> {
    const { resultType } = await this.#send({ case: "active", value: true });
    return resultType.case === "active" ? resultType.value.activeQueries.map((query) => this.#query(query)) : [];
  }

  /** The running query with an id; null where there is none. @throws IllegalArgumentException `INVALID_QUERY_ID` for what is no UUID */
  async get(id: string): Promise<StreamingQuery | null> {
    const { resultType } = await this.#send({ case: "getQuery", value: id });
    return resultType.case === "query" ? this.#query(resultType.value) : null;
  }

  /**
   * Waits until any query has ended since the session began or since {@link resetTerminated}.
   *
   * @param timeoutMs - the longest wait, in milliseconds
   * @returns whether one has ended
   * @throws StreamingQueryException where it ended with an error
   */
  async awaitAnyTermination(timeoutMs?: number): Promise<boolean> {
    const { resultType } = await this.#send({ case: "awaitAnyTermination", value: timeout(timeoutMs) });
    return resultType.case === "awaitAnyTermination" && resultType.value.terminated;
  }

  /** Forgets the queries that have ended, for {@link awaitAnyTermination}. */
  async resetTerminated(): Promise<void> {
    await this.#send({ case: "resetTerminated", value: true });
  }

  /** Resolves when the listener hears of events. */
  addListener(listener: StreamingQueryListener): Promise<void> {
    return this.listenerBus.add(listener);
  }
  /** Resolves when the listener hears no more. */
  removeListener(listener: StreamingQueryListener): Promise<void> {
    return this.listenerBus.remove(listener);
  }

  #query({ id, name }: Instance): StreamingQuery {
    return new StreamingQuery(this.#client, id!, name || null);
  }

  #send(command: ManagerCommand): Promise<StreamingQueryManagerCommandResult> {
    return this.#client.command(
      { case: "streamingQueryManagerCommand", value: { command } },
      "streamingQueryManagerCommandResult",
    );
  }
}
