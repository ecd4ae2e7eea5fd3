import type { JSX } from "preact";
import type { QueryRow } from "../../web/wire.ts";
import { titleOf } from "./state-badge.tsx";

/** The title of a query, which may go on in another line behind a `_`, `-` or `.`. */
export function QueryTitle({ query }: { readonly query: Pick<QueryRow, "name" | "id"> }): JSX.Element {
  const parts = titleOf(query).split(/(?<=[_.-])/);
  return <>{parts.flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))}</>;
}
