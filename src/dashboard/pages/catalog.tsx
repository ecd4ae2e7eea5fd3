import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { CatalogListing, TableInfo } from "../../web/wire.ts";
import { counted } from "../format.ts";
import { withQuery } from "../live/api.ts";
import { useLoaded } from "../parts/loaded.ts";
import { SessionPicker, sessionOf } from "../parts/session-picker.tsx";
import { href } from "../router.ts";
import { saveDraft } from "../sql/history.ts";

/** Tables and views that SQL can ask, with their columns. */
export function CatalogPage(): JSX.Element {
  const session = useSignal<string | undefined>(undefined);
  const turn = useSignal(0);
  const chosen = sessionOf(session);
  const path = chosen === undefined ? undefined : withQuery("/api/catalog", { session: chosen });
  const { value: loaded } = useLoaded<CatalogListing>(path, turn.value);
  return (
    <>
      <h1>Catalog</h1>
      <div class="toolbar">
        <SessionPicker picked={session} />
        <button
          type="button"
          onClick={() => {
            turn.value += 1;
          }}
        >
          Reload
        </button>
      </div>
      {loaded.error && <p class="notice error">{loaded.error}</p>}
      {loaded.value?.tables.length === 0 && <p class="quiet">No tables and no views.</p>}
      {loaded.value?.tables.map((table) => (
        <Table key={table.sqlName} table={table} />
      ))}
    </>
  );
}

function Table({ table }: { readonly table: TableInfo }): JSX.Element {
  const { sqlName, type, columns } = table;
  return (
    <details class="card table-card">
      <summary>
        <span class="path">{sqlName}</span> <span class="badge">{type.toLowerCase()}</span>{" "}
        <span class="quiet">{table.problem === null ? counted(columns.length, "column") : "cannot be read"}</span>
      </summary>
      {table.problem !== null && <p class="notice error">{table.problem}</p>}
      <p>
        <a href={href("sql")} onClick={() => saveDraft(`SELECT * FROM ${sqlName} LIMIT 100`)}>
          Look at it with SQL
        </a>
      </p>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">{column.name}</th>
              <td class="path">{column.type}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
