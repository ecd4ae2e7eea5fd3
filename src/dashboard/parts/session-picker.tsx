import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { info } from "../live/store.ts";

/**
 * The session to look into: the one that was picked, else the first whose queries run, since live tables are temporary views of the session
 * whose query makes them; undefined while none is known.
 */
export function sessionOf(picked: Signal<string | undefined>): string | undefined {
  const sessions = info.value?.sessions ?? [];
  if (sessions.some(({ id }) => id === picked.value)) return picked.value;
  return (sessions.find(({ activeQueries }) => activeQueries > 0) ?? sessions[0])?.id;
}

/** Picks a session where there are several. */
export function SessionPicker({ picked }: { readonly picked: Signal<string | undefined> }): JSX.Element | null {
  const sessions = info.value?.sessions ?? [];
  if (sessions.length < 2) return null;
  return (
    <label>
      Session{" "}
      <select
        value={sessionOf(picked)}
        onChange={({ currentTarget }) => {
          picked.value = currentTarget.value;
        }}
      >
        {sessions.map(({ id, name, userId, sessionId }) => (
          <option key={id} value={id}>
            {[name, userId, sessionId.slice(0, 8)].filter(Boolean).join(" · ")}
          </option>
        ))}
      </select>
    </label>
  );
}
