import type { JSX } from "preact";
import { info, live, trouble } from "./live/store.ts";
import { CatalogPage } from "./pages/catalog.tsx";
import { FilesPage } from "./pages/files.tsx";
import { QueriesPage } from "./pages/queries.tsx";
import { QueryPage } from "./pages/query.tsx";
import { SqlPage } from "./pages/sql.tsx";
import { ThemeButton } from "./parts/theme.tsx";
import { href, type Route, route } from "./router.ts";

const pages: readonly { readonly page: Route["page"]; readonly label: string }[] = [
  { page: "queries", label: "Queries" },
  { page: "sql", label: "SQL" },
  { page: "catalog", label: "Catalog" },
  { page: "files", label: "Files" },
];

/** The frame around all pages. */
export function App(): JSX.Element {
  const { page } = route.value;
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, as links do */}
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href={href()}>
          <img src="./icon.svg" alt="" width="24" height="24" /> Millrace
        </a>
        <nav aria-label="Pages">
          {pages.map((each) => (
            <a
              key={each.page}
              href={href(each.page)}
              aria-current={each.page === page || (each.page === "queries" && page === "query") ? "page" : undefined}
            >
              {each.label}
            </a>
          ))}
        </nav>
        <span class="spacer" />
        {info.value?.readOnly && (
          <span class="badge" title="SQL is for queries only, and no query can be stopped from here.">
            read-only
          </span>
        )}
        <Connection />
        <ThemeButton />
      </header>
      {trouble.value && (
        <p class="notice error" role="alert">
          {trouble.value}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
    </>
  );
}

/** What stands behind the `#` is the page, so the link itself leads nowhere. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")!.focus();
}

function Page(): JSX.Element {
  switch (route.value.page) {
    case "query":
      return <QueryPage runId={route.value.runId} tab={route.value.tab} />;
    case "sql":
      return <SqlPage />;
    case "catalog":
      return <CatalogPage />;
    case "files":
      return <FilesPage path={route.value.path} />;
    case "queries":
      return <QueriesPage />;
  }
}

function Connection(): JSX.Element {
  const engine = info.value?.engine;
  return (
    <span class="connection" role="status">
      <span class={live.value ? "dot live" : "dot"} aria-hidden="true" />
      {live.value ? "live" : "connecting"}
      {engine !== undefined && engine !== "embedded" && <span class="quiet"> {engine}</span>}
    </span>
  );
}
