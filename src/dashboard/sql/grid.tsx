import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { ColumnInfo } from "../../web/wire.ts";
import { count } from "../format.ts";
import { cellText } from "../parts/cell.ts";
import type { Rows } from "./statements.ts";

const rowHeight = 30;
const viewHeight = 480;
/** Characters of a column that are shown at most; the rest is in its title. */
const widest = 60;
/** Browsers do not draw elements much higher than this; a longer table is scrolled in larger steps. */
const highest = 8_000_000;

/** A table of any number of rows, of which only those in sight are there. */
export function Grid(props: {
  readonly columns: readonly ColumnInfo[];
  readonly rowCount: number;
  readonly rows: Rows;
}): JSX.Element {
  const { columns, rowCount, rows } = props;
  const scrolled = useSignal(0);
  const box = useRef<HTMLDivElement>(null);
  // Pages that arrive draw the table anew.
  rows.arrived.value;
  const height = Math.min(rowCount * rowHeight, highest);
  const view = Math.min(viewHeight, height + rowHeight);
  const body = view - rowHeight;
  const visible = Math.ceil(body / rowHeight);
  const share = height > body ? Math.min(1, scrolled.value / (height - body)) : 0;
  const first = share * Math.max(0, rowCount - body / rowHeight);
  const from = Math.floor(first);
  const shown = Array.from({ length: Math.min(visible + 1, rowCount - from) }, (_, index) => from + index);
  // Each row is a grid of its own: what is as wide as the widest text in sight is said in characters, and never becomes narrower again.
  const widths = useMemo(() => columns.map(({ name }) => name.length + 1), [rows]);
  for (const index of shown)
    for (const [at, cell] of (rows.at(index) ?? []).entries())
      widths[at] = Math.min(widest, Math.max(widths[at]!, cellText(cell, columns[at]!).length));
  const numbers = Math.max(2, count(rowCount).length);
  const room = (characters: number) => `calc(${characters}ch + 24px)`;
  const grid = {
    gridTemplateColumns: [room(numbers), ...widths.map((width) => `minmax(${room(width)}, ${width}fr)`)].join(" "),
    minWidth: `calc(${widths.reduce((sum, width) => sum + width, numbers)}ch + ${(columns.length + 1) * 24}px)`,
  };

  useLayoutEffect(() => {
    box.current!.scrollTop = 0;
    scrolled.value = 0;
  }, [rows]);

  return (
    <div
      class="grid-box"
      ref={box}
      style={{ height: `${view}px` }}
      role="table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
      tabIndex={0}
      aria-label="Result"
      aria-rowcount={rowCount + 1}
      onScroll={({ currentTarget }) => {
        scrolled.value = currentTarget.scrollTop;
      }}
    >
      <div class="grid-row head" role="row" aria-rowindex={1} style={grid}>
        <span class="quiet number" role="columnheader">
          #
        </span>
        {columns.map(({ name, type, kind }, at) => (
          <span key={at} role="columnheader" class={kind === "number" ? "number" : undefined} title={type}>
            {name}
          </span>
        ))}
      </div>
      <div style={{ height: `${height}px` }}>
        <div class="grid-body" style={{ transform: `translateY(${scrolled.value - (first - from) * rowHeight}px)` }}>
          {shown.map((index) => {
            const row = rows.at(index);
            return (
              <div key={index} class="grid-row" role="row" aria-rowindex={index + 2} style={grid}>
                <span class="quiet number" role="rowheader">
                  {count(index + 1)}
                </span>
                {columns.map((column, at) => {
                  const cell = row?.[at];
                  const text = cell === undefined ? "…" : cellText(cell, column);
                  const classes = [column.kind === "number" && "number", cell === null && "null"].filter(Boolean);
                  return (
                    <span key={at} role="cell" class={classes.join(" ")} title={text}>
                      {text}
                    </span>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
