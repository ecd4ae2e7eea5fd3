import type { JSX } from "preact";
import { lazy, Suspense } from "preact/compat";

/** The editor is larger than all other pages together: it is loaded with the first look at this one. */
const Workbench = lazy(() => import("../sql/workbench.tsx"));

/** SQL over the live tables. */
export function SqlPage(): JSX.Element {
  return (
    <>
      <h1>SQL</h1>
      <Suspense fallback={<p class="quiet">Loading…</p>}>
        <Workbench />
      </Suspense>
    </>
  );
}
