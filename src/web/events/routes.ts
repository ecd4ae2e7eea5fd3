import { Hono } from "hono";
import type { Backend } from "../backend.ts";
import { orderOf } from "../queries/routes.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { eventStream } from "./event-stream.ts";
import { ResultWatches } from "./result-watch.ts";

/** `/api/events`. @param signal - ends all streams */
export function eventRoutes(backend: Backend, feed: ChangeFeed, signal: AbortSignal): Hono {
  const watches = new ResultWatches(backend);
  signal.addEventListener("abort", () => watches.close());
  return new Hono().get("/", (c) => {
    const runId = c.req.query("watch");
    const watched = runId === undefined || runId === "" ? undefined : watches.open(runId, orderOf(c));
    const body = eventStream(feed, {
      lastEventId: c.req.header("last-event-id"),
      watch: watched?.watch,
      onEnd: () => watched?.release(),
      signal,
    });
    return c.body(body, 200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      // Proxies would hold events back.
      "X-Accel-Buffering": "no",
    });
  });
}
