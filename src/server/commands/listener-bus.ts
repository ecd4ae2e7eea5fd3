import type { QueryEvent } from "../../engine/stream/index.ts";
import { StreamingQueryEventType, type StreamingQueryListenerBusCommand } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import type { Running } from "../operations/index.ts";
import type { ServerSession } from "../session.ts";
import { eventJson } from "./query-event-json.ts";

/**
 * Registers the client's listener: the call stays open and gives the events of the session's queries until the listener is removed or the
 * caller goes away. Started events travel with the answer to the start instead, so that they come before it returns.
 */
export async function* listenerBus(
  { command }: StreamingQueryListenerBusCommand,
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  if (command.case === "removeListenerBusListener") {
    await session.stopListening?.();
    return;
  }
  const waiting: Extract<QueryEvent, { type: "progress" | "terminated" | "idle" }>[] = [];
  let open = true;
  let wake = () => {};
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stop = () => {
    open = false;
    wake();
    return finished;
  };
  const remove = session.queries.bus.add((event) => {
    if (event.type === "started") return;
    waiting.push(event);
    wake();
  });
  session.stopListening = stop;
  operation.signal.addEventListener("abort", stop);
  try {
    yield { responseType: { case: "streamingQueryListenerEventsResult", value: { listenerBusListenerAdded: true } } };
    while (open || waiting.length > 0) {
      const events = waiting
        .splice(0)
        .map((event) => ({ eventJson: eventJson(event), eventType: eventTypes[event.type] }));
      if (events.length > 0) yield { responseType: { case: "streamingQueryListenerEventsResult", value: { events } } };
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    remove();
    operation.signal.removeEventListener("abort", stop);
    if (session.stopListening === stop) session.stopListening = undefined;
    finish();
  }
}

const eventTypes = {
  progress: StreamingQueryEventType.QUERY_PROGRESS_EVENT,
  terminated: StreamingQueryEventType.QUERY_TERMINATED_EVENT,
  idle: StreamingQueryEventType.QUERY_IDLE_EVENT,
} as const;
