import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Cell, ColumnInfo, ResultTable } from "../../web/wire.ts";
import { ResultChart } from "../charts/result-chart.tsx";
import { count, counted } from "../format.ts";
import { sorting } from "../live/store.ts";
import { cellText } from "../parts/cell.ts";
import { type View, ViewSwitch } from "../parts/view-switch.tsx";

/** The table that a query keeps, as it changes; cells that have changed light up for a moment. */
export function QueryResult({ table }: { readonly table: ResultTable }): JSX.Element {
  const view = useSignal<View>("table");
  const canChart = table.columns.some(({ kind }) => kind === "number");
  return (
    <>
      <div class="toolbar">
        {canChart && <ViewSwitch view={view} />}
        <span class="quiet">
          {counted(table.total, "row")}
          {table.truncated && `, the first ${count(table.rows.length)} are shown`}
          {table.batchId !== null && ` · after batch ${table.batchId}`}
        </span>
      </div>
      {view.value === "chart" && canChart ? <ResultChart table={table} /> : <LiveTable table={table} />}
    </>
  );
}

function LiveTable({ table }: { readonly table: ResultTable }): JSX.Element {
  const { columns, rows } = table;
  const before = useRef<ReadonlyMap<string, readonly Cell[]>>(new Map());
  // Rows are known again by what is no figure in them, such as the keys of the groups.
  const keyColumns = columns.flatMap(({ kind }, index) => (kind === "number" ? [] : [index]));
  const keys = useMemo(() => keysOf(rows, keyColumns), [table]);
  const known = before.current;
  useEffect(() => {
    before.current = new Map(rows.map((row, index) => [keys[index]!, row]));
  }, [table]);
  return (
    <div class="scroll">
      <table class="list result">
        <thead>
          <tr>
            {columns.map((column) => (
              <SortHeader key={column.name} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const key = keys[index]!;
            const old = known.get(key);
            return (
              <tr key={key}>
                {row.map((cell, at) => {
                  const column = columns[at]!;
                  const changed = known.size > 0 && old?.[at] !== cell;
                  const classes = [column.kind === "number" && "number", changed && "changed", cell === null && "null"];
                  const text = cellText(cell, column);
                  return (
                    // A changed cell is another element, so that its light begins anew.
                    <td
                      key={`${column.name} ${changed ? String(cell) : ""}`}
                      class={classes.filter(Boolean).join(" ")}
                      title={text.length > 60 ? text : undefined}
                    >
                      {text}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What tells the rows apart; of rows that are alike, the first, the second and so on. */
function keysOf(rows: ResultTable["rows"], keyColumns: readonly number[]): string[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const key = JSON.stringify(keyColumns.map((column) => row[column]));
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    return `${key} ${turn}`;
  });
}

function SortHeader({ column }: { readonly column: ColumnInfo }): JSX.Element {
  const sorted = sorting.value?.column === column.name ? sorting.value : undefined;
  const order = sorted === undefined ? "none" : sorted.descending ? "descending" : "ascending";
  return (
    <th scope="col" aria-sort={order} class={column.kind === "number" ? "number" : undefined} title={column.type}>
      <button
        type="button"
        class="link"
        onClick={() => {
          const { name, kind } = column;
          // Figures are looked at from the largest; a third click gives the table's own order back.
          const first = kind === "number";
          if (sorted === undefined) sorting.value = { column: name, descending: first };
          else if (sorted.descending === first) sorting.value = { column: name, descending: !first };
          else sorting.value = undefined;
        }}
      >
        {column.name}
        <span aria-hidden="true">{order === "ascending" ? " ▲" : order === "descending" ? " ▼" : ""}</span>
      </button>
    </th>
  );
}
