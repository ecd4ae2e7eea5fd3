import type { ServerEvents } from "../../web/wire.ts";
import { withQuery } from "./api.ts";

type Handlers = { readonly [Name in keyof ServerEvents]: (data: ServerEvents[Name]) => void };

/** What the page wants to hear of beside the events of all queries. */
export interface Wish {
  readonly watch?: string;
  readonly sort?: string;
  readonly descending?: boolean;
}

const retryMs = 1_000;

/**
 * Listens to the server's events, and again after the connection was lost. The browser itself comes back with the id of the last event;
 * only where it gives up, as after an error page, the page begins anew and loads everything.
 *
 * @param onState - is told whether events arrive
 * @returns a function that ends it
 */
export function listen(wish: Wish, handlers: Handlers, onState: (live: boolean) => void): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (again: boolean) => {
    source = new EventSource(withQuery("/api/events", { ...wish }));
    source.onopen = () => {
      onState(true);
      if (again) handlers.reset({});
    };
    source.onerror = () => {
      onState(false);
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(() => open(true), retryMs);
    };
    for (const name of Object.keys(handlers) as (keyof Handlers)[])
      source.addEventListener(name, (event) => handlers[name](JSON.parse((event as MessageEvent<string>).data)));
  };
  open(false);
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
