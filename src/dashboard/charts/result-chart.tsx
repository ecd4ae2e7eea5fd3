import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Cell, ColumnInfo } from "../../web/wire.ts";
import { count } from "../format.ts";
import { cellNumber, cellText, cellTime } from "../parts/cell.ts";
import { LineChart } from "./line-chart.tsx";

/** Rows to draw: a live table or the result of a statement. */
interface Drawable {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows of the whole result. */
  readonly total: number;
}

const mostBars = 40;
const nothing = "nothing";

/** A result as a picture: a bar for each group, or lines over time or numbers, with a choice of the columns. */
export function ResultChart({ table }: { readonly table: Drawable }): JSX.Element {
  const { columns, rows, total } = table;
  const names = columns.map(({ name }) => name);
  const numbers = columns.filter(({ kind }) => kind === "number").map(({ name }) => name);
  const chosenX = useSignal<string | undefined>(undefined);
  const chosenY = useSignal<string | undefined>(undefined);
  const chosenBy = useSignal<string | undefined>(undefined);
  const chosenForm = useSignal<"bars" | "line" | undefined>(undefined);
  const choice = (chosen: string | undefined, among: readonly string[], guessed: string) =>
    chosen !== undefined && among.includes(chosen) ? chosen : guessed;
  const ofKind = (...kinds: readonly ColumnInfo["kind"][]) => columns.find(({ kind }) => kinds.includes(kind))?.name;
  const x = choice(chosenX.value, names, ofKind("time") ?? ofKind("text", "boolean") ?? names[0]!);
  const y = choice(chosenY.value, numbers, numbers.find((name) => name !== x) ?? numbers[0]!);
  const xColumn = columns.find(({ name }) => name === x)!;
  const form = chosenForm.value ?? (xColumn.kind === "time" || xColumn.kind === "number" ? "line" : "bars");
  const groups = columns
    .filter(({ kind, name }) => name !== x && name !== y && kind !== "number")
    .map((each) => each.name);
  const by = choice(chosenBy.value, [nothing, ...groups], groups[0] ?? nothing);
  const [xAt, yAt, byAt] = [names.indexOf(x), names.indexOf(y), names.indexOf(by)];
  const points = rows.map((row) => {
    const cell = row[xAt] ?? null;
    return {
      // Of a window, its start.
      label: cellText(cell, xColumn).replace(xColumn.kind === "time" ? /^\{|,.*$/g : "", ""),
      at: xColumn.kind === "time" ? cellTime(cell) : cellNumber(cell),
      y: cellNumber(row[yAt]),
      key: [x, ...groups]
        .map((name) => cellText(row[names.indexOf(name)] ?? null, columns[names.indexOf(name)]!))
        .join(" · "),
      line: byAt === -1 ? "" : cellText(row[byAt] ?? null, columns[byAt]!),
    };
  });
  const picker = (label: string, value: string, options: readonly string[], choose: (value: string) => void) => (
    <label>
      {label}{" "}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
  return (
    <figure class="result-chart">
      <div class="toolbar">
        {picker(form === "bars" ? "Group by" : "Over", x, names, (value) => {
          chosenX.value = value;
        })}
        {picker("Show", y, numbers, (value) => {
          chosenY.value = value;
        })}
        {picker("As", form, ["bars", "line"], (value) => {
          chosenForm.value = value as "bars" | "line";
        })}
        {form === "line" &&
          groups.length > 0 &&
          picker("A line for each", by, [nothing, ...groups], (value) => {
            chosenBy.value = value;
          })}
      </div>
      {form === "bars" ? (
        <Bars points={points.map(({ key, y: value }) => ({ label: key, y: value }))} y={y} total={total} />
      ) : (
        <LineChart points={points} x={x} y={y} isTime={xColumn.kind === "time"} />
      )}
      {form === "line" && total > rows.length && <p class="quiet">Of the first {count(rows.length)} rows.</p>}
    </figure>
  );
}

function Bars(props: {
  readonly points: readonly { readonly label: string; readonly y: number | null }[];
  readonly y: string;
  readonly total: number;
}): JSX.Element {
  const { points, y, total } = props;
  const shown = points.slice(0, mostBars);
  const most = Math.max(...shown.map((point) => point.y ?? 0), 0) || 1;
  const least = Math.min(...shown.map((point) => point.y ?? 0), 0);
  const share = (value: number) => `${((Math.abs(value) / (most - least)) * 100).toFixed(2)}%`;
  return (
    <>
      <ul class="bars" aria-label={`${y} by group`}>
        {shown.map((point, index) => (
          <li key={index}>
            <span class="bar-label" title={point.label}>
              {point.label}
            </span>
            <svg class="bar-line" height="18" width="100%" aria-hidden="true">
              <rect
                height="18"
                rx="3"
                width={share(point.y ?? 0)}
                class={(point.y ?? 0) < 0 ? "negative" : undefined}
              />
            </svg>
            <span class="number">{point.y === null ? "NULL" : cellText(point.y, { kind: "number" })}</span>
          </li>
        ))}
      </ul>
      {total > shown.length && (
        <p class="quiet">
          The first {shown.length} of {count(total)} groups.
        </p>
      )}
    </>
  );
}
