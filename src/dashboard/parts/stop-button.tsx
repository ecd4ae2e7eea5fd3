import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { QueryRow } from "../../web/wire.ts";
import { request } from "../live/api.ts";
import { info, trouble } from "../live/store.ts";
import { titleOf } from "./state-badge.tsx";

/** Stops a query; asks before, as nobody but its program can start it again. */
export function StopButton({ query }: { readonly query: QueryRow }): JSX.Element | null {
  const asking = useSignal(false);
  const busy = useSignal(false);
  if (query.state !== "active" || info.value?.readOnly) return null;
  const stop = async () => {
    busy.value = true;
    try {
      await request("POST", `/api/queries/${encodeURIComponent(query.runId)}/stop`);
    } catch (error) {
      trouble.value = (error as Error).message;
    } finally {
      busy.value = false;
      asking.value = false;
    }
  };
  if (!asking.value) {
    return (
      <button
        type="button"
        aria-label={`Stop ${titleOf(query)}`}
        onClick={() => {
          asking.value = true;
        }}
      >
        Stop
      </button>
    );
  }
  return (
    <fieldset class="group" aria-label={`Stop ${titleOf(query)}?`}>
      <button type="button" class="danger" disabled={busy.value} onClick={() => void stop()}>
        {busy.value ? "Stopping…" : "Stop it"}
      </button>
      <button
        type="button"
        disabled={busy.value}
        onClick={() => {
          asking.value = false;
        }}
      >
        Keep
      </button>
    </fieldset>
  );
}
