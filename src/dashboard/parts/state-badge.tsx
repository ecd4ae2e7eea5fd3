import type { JSX } from "preact";
import type { QueryRow } from "../../web/wire.ts";

/** Whether a query runs, and how it ended. */
export function StateBadge({ query }: { readonly query: QueryRow }): JSX.Element {
  return <span class={`badge ${query.state}`}>{query.state}</span>;
}

/** What a query is called: its name, or the beginning of its id. */
export const titleOf = ({ name, id }: Pick<QueryRow, "name" | "id">): string => name ?? `query ${id.slice(0, 8)}`;
