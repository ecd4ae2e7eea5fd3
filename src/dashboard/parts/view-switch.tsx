import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

/** How rows are shown. */
export type View = "table" | "chart";

const labels: Readonly<Record<View, string>> = { table: "Table", chart: "Chart" };

/** Rows as a table or as a picture. */
export function ViewSwitch({ view }: { readonly view: Signal<View> }): JSX.Element {
  return (
    <fieldset class="group" aria-label="View">
      {(["table", "chart"] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={view.value === name}
          onClick={() => {
            view.value = name;
          }}
        >
          {labels[name]}
        </button>
      ))}
    </fieldset>
  );
}
