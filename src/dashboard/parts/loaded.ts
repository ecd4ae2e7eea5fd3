import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../live/api.ts";

/** What a page has asked for: nothing yet, the answer, or why there is none. */
export interface Loaded<T> {
  readonly value?: T;
  readonly error?: string;
}

/** Loads a path when it becomes another one; an answer that comes too late is dropped. Without a path there is nothing to load. */
export function useLoaded<T>(path: string | undefined, again = 0): Signal<Loaded<T>> {
  const loaded = useSignal<Loaded<T>>({});
  useEffect(() => {
    if (path === undefined) {
      loaded.value = {};
      return;
    }
    let wanted = true;
    get<T>(path).then(
      (value) => {
        if (wanted) loaded.value = { value };
      },
      (failure: Error) => {
        if (wanted) loaded.value = { error: failure.message };
      },
    );
    return () => {
      wanted = false;
    };
  }, [path, again]);
  return loaded;
}
