import { effect, type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";

type Theme = "light" | "dark";
const key = "millrace.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const systemTheme = (): Theme => (system.matches ? "dark" : "light");
const chosen = signal<Theme | undefined>((localStorage.getItem(key) as Theme | null) ?? undefined);
const preferred = signal<Theme>(systemTheme());
system.addEventListener("change", () => {
  preferred.value = systemTheme();
});

/** The colours in use: what was chosen, else the system's. */
export const theme: Signal<Theme> = signal("light");
effect(() => {
  theme.value = chosen.value ?? preferred.value;
  document.documentElement.dataset.theme = theme.value;
});

/** Changes between light and dark; what is the system's own choice is not remembered. */
export function ThemeButton(): JSX.Element {
  const other: Theme = theme.value === "dark" ? "light" : "dark";
  const change = () => {
    if (other === preferred.value) localStorage.removeItem(key);
    else localStorage.setItem(key, other);
    chosen.value = other === preferred.value ? undefined : other;
  };
  return (
    <button type="button" class="icon" onClick={change} aria-label={`Use the ${other} theme`} title={`${other} theme`}>
      <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
        {theme.value === "dark" ? (
          <path d="M12 4v-3M12 23v-3M4 12h-3M23 12h-3M6 6l-2-2M20 20l-2-2M6 18l-2 2M20 4l-2 2M12 7a5 5 0 1 0 0 10a5 5 0 0 0 0-10z" />
        ) : (
          <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.500 10.500z" />
        )}
      </svg>
    </button>
  );
}
