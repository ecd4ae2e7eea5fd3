import type { ChangeFeed } from "./change-feed.ts";
import { type Cursor, eventText } from "./event-log.ts";
import type { ResultWatch } from "./result-watch.ts";

/** Milliseconds of silence after which a client hears that the connection stands. */
const heartbeatMs = 15_000;
/** Characters that are written at once. */
const chunk = 64 * 1024;
/** How soon a client that has lost the connection comes again, in milliseconds. */
const retryMs = 1000;

/** What a client of the events asks for. */
export interface EventStreamOptions {
  /** The event that it has seen last, where it comes back. */
  readonly lastEventId: string | undefined;
  readonly watch: ResultWatch | undefined;
  /** Called when the client has gone. */
  readonly onEnd: () => void;
  /** Ends the stream from this side. */
  readonly signal: AbortSignal;
}

/**
 * Server-sent events for one client. Nothing is queued for it: it reads the shared log when it has taken what was sent before, and where it is
 * so slow that the log has moved on, it hears `reset`.
 */
export function eventStream(feed: ChangeFeed, options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { log } = feed;
  const { lastEventId, watch, signal } = options;
  const encoder = new TextEncoder();
  const leave = feed.enter();
  let cursor: Cursor | undefined = lastEventId === undefined ? log.head : log.cursorOf(lastEventId);
  let resultVersion = 0;
  // An id without data: a client that loses the connection before the first event comes back to here.
  let greeting = `retry: ${retryMs}\nid: ${log.idOf(cursor ?? log.head)}\n\n`;
  let wake = (): void => {};
  const woken = () => wake();
  const stopLog = log.onAppend(woken);
  const stopWatch = watch?.onChange(woken);
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    stopLog();
    stopWatch?.();
    signal.removeEventListener("abort", end);
    leave();
    options.onEnd();
    wake();
  };
  signal.addEventListener("abort", end);

  /** What is there to be sent; empty where there is nothing. */
  const take = (): string => {
    let text = greeting;
    greeting = "";
    const read = cursor === undefined ? undefined : log.read(cursor, chunk);
    if (read === undefined) {
      cursor = log.head;
      text += eventText("reset", {}, log.idOf(cursor));
    } else {
      cursor = read.cursor;
      text += read.text;
    }
    if (watch !== undefined && watch.version > resultVersion) {
      resultVersion = watch.version;
      text += watch.text;
    }
    return text;
  };

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (!ended) {
          const text = take();
          if (text !== "") return controller.enqueue(encoder.encode(text));
          const silent = await new Promise<boolean>((resolve) => {
            const timer = setTimeout(() => resolve(true), heartbeatMs).unref();
            wake = () => {
              clearTimeout(timer);
              resolve(false);
            };
          });
          if (silent && !ended) return controller.enqueue(encoder.encode(": \n\n"));
        }
        if (signal.aborted) controller.close();
      },
      cancel: end,
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
}
