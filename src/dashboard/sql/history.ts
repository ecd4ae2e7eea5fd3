import { type Signal, signal } from "@preact/signals";

const historyKey = "millrace.sql.history";
const draftKey = "millrace.sql.draft";
const kept = 50;

/** Statements that were run in this browser, the newest first. */
export const history: Signal<readonly string[]> = signal(read());

export function remember(text: string): void {
  history.value = [text, ...history.value.filter((old) => old !== text)].slice(0, kept);
  localStorage.setItem(historyKey, JSON.stringify(history.value));
}

/** What was last in the editor. */
export const draft = (): string => localStorage.getItem(draftKey) ?? "SELECT * FROM range(10)";

export const saveDraft = (text: string): void => localStorage.setItem(draftKey, text);

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(historyKey) ?? "[]");
    return Array.isArray(stored) ? stored.filter((text) => typeof text === "string") : [];
  } catch {
    // Written by something else; the history begins anew.
    return [];
  }
}
