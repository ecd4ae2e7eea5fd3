import { create } from "@bufbuild/protobuf";
import { sparkError } from "../../common/index.ts";
import {
  StreamingQueryEventType as EventType,
  type ExecutePlanResponse,
  PlanSchema,
  type StreamingQueryListenerEvent,
} from "../../protocol/index.ts";
import type { Client } from "../client/client.ts";
import type { QueryIdleEvent, QueryStartedEvent, QueryTerminatedEvent, StreamingQueryListener } from "./listener.ts";
import { parseProgress } from "./progress.ts";

/**
 * Brings events of the server to the listeners: one long operation, open as long as there are listeners. A listener that
 * throws, and a connection that breaks, are told as warnings of the process, since nobody awaits an event.
 */
export class ListenerBus {
  readonly #client: Client;
  readonly #listeners = new Set<StreamingQueryListener>();
  #opening: Promise<void> | undefined;
  #reading: Promise<void> | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Resolves when the server sends events. */
  async add(listener: StreamingQueryListener): Promise<void> {
    this.#listeners.add(listener);
    this.#opening ??= this.#open();
    try {
      await this.#opening;
    } catch (error) {
      this.#listeners.clear();
      this.#opening = undefined;
      throw error;
    }
  }

  /** Resolves when the listener hears no more. */
  async remove(listener: StreamingQueryListener): Promise<void> {
    if (!this.#listeners.has(listener)) return;
    if (this.#listeners.size === 1) {
      const command = { case: "removeListenerBusListener" as const, value: true };
      await this.#client.run({ case: "streamingQueryListenerBusCommand", value: { command } });
      await this.#reading;
    }
    this.#listeners.delete(listener);
  }

  /** Tells of a query's start, which the answer to the start brings and not the stream of events. */
  started(json: string): void {
    const event = JSON.parse(json) as QueryStartedEvent;
    this.#post((listener) => listener.onQueryStarted?.({ ...event, name: event.name ?? null }));
  }

  async #open(): Promise<void> {
    const command = { case: "addListenerBusListener" as const, value: true };
    const commandType = { case: "streamingQueryListenerBusCommand" as const, value: { command } };
    const plan = create(PlanSchema, { opType: { case: "command", value: { commandType } } });
    const messages = this.#client.execute(plan);
    for (;;) {
      const next = await messages.next();
      if (next.done) throw sparkError("INVALID_RESPONSE", { detail: "it ended the listener bus before it was open" });
      const { responseType } = next.value;
      if (responseType.case === "streamingQueryListenerEventsResult" && responseType.value.listenerBusListenerAdded)
        break;
    }
    this.#reading = this.#read(messages).finally(() => {
      this.#opening = undefined;
      this.#reading = undefined;
    });
  }

  async #read(messages: AsyncGenerator<ExecutePlanResponse>): Promise<void> {
    try {
      for await (const { responseType } of messages) {
        if (responseType.case !== "streamingQueryListenerEventsResult") continue;
        for (const event of responseType.value.events) this.#dispatch(event);
      }
    } catch (error) {
      this.#listeners.clear();
      // A stopped session ends its listeners with it.
      if (!this.#client.isClosed) warn("Events of streaming queries have ended; add the listeners again.", error);
    }
  }

  #dispatch({ eventType, eventJson }: StreamingQueryListenerEvent): void {
    switch (eventType) {
      case EventType.QUERY_PROGRESS_EVENT: {
        const { progress } = JSON.parse(eventJson) as { progress?: unknown };
        const parsed = parseProgress(progress === undefined ? eventJson : JSON.stringify(progress));
        this.#post((listener) => listener.onQueryProgress?.({ progress: parsed }));
        break;
      }
      case EventType.QUERY_IDLE_EVENT: {
        const event = JSON.parse(eventJson) as QueryIdleEvent;
        this.#post((listener) => listener.onQueryIdle?.(event));
        break;
      }
      case EventType.QUERY_TERMINATED_EVENT: {
        const {
          id,
          runId,
          exception = null,
          errorClassOnException = null,
        } = JSON.parse(eventJson) as Partial<QueryTerminatedEvent>;
        const event = { id: id!, runId: runId!, exception, errorClassOnException };
        this.#post((listener) => listener.onQueryTerminated?.(event));
        break;
      }
      default:
        warn(`An event of the unknown type ${eventType} was left out.`);
    }
  }

  #post(tell: (listener: StreamingQueryListener) => void): void {
    for (const listener of [...this.#listeners]) {
      try {
        tell(listener);
      } catch (error) {
        warn("A StreamingQueryListener threw.", error);
      }
    }
  }
}

function warn(message: string, cause?: unknown): void {
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : undefined;
  process.emitWarning(message, { type: "StreamingQueryListenerWarning", ...(detail !== undefined && { detail }) });
}
