import { computed, type ReadonlySignal, signal } from "@preact/signals";

/** What the page shows, as its address says it behind the `#`. */
export type Route =
  | { readonly page: "queries" }
  | { readonly page: "query"; readonly runId: string; readonly tab: string }
  | { readonly page: "sql" }
  | { readonly page: "catalog" }
  | { readonly page: "files"; readonly path: string };

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export const route: ReadonlySignal<Route> = computed(() => parse(hash.value));

function parse(text: string): Route {
  const [page, ...rest] = text.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  switch (page) {
    case "query":
      return { page, runId: rest[0] ?? "", tab: rest[1] ?? "charts" };
    case "sql":
    case "catalog":
      return { page };
    case "files":
      return { page, path: rest.join("/") };
    default:
      return { page: "queries" };
  }
}

/** The address of a page, for links. */
export const href = (...parts: readonly string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;
