import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Cell, ColumnInfo } from "../../web/wire.ts";
import { compact } from "../format.ts";
import { cellNumber, cellText } from "../parts/cell.ts";

/** Rows to draw: a live table or the result of a statement. */
interface Drawable {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly Cell[])[];
}

const mostBars = 40;
const width = 800;
const height = 300;
const margin = { left: 70, right: 10, top: 10, bottom: 40 };

/** A result as a picture: a bar for each group, or a line over time or numbers, with a choice of the columns. */
export function ResultChart({ table }: { readonly table: Drawable }): JSX.Element {
  const { columns } = table;
  const names = columns.map(({ name }) => name);
  const numbers = columns.filter(({ kind }) => kind === "number").map(({ name }) => name);
  const guessed = columns.find(({ kind }) => kind !== "number")?.name ?? names[0]!;
  const chosenX = useSignal<string | undefined>(undefined);
  const chosenY = useSignal<string | undefined>(undefined);
  const chosenForm = useSignal<"bars" | "line" | undefined>(undefined);
  const x = names.includes(chosenX.value ?? "") ? chosenX.value! : guessed;
  const y = numbers.includes(chosenY.value ?? "")
    ? chosenY.value!
    : (numbers.find((name) => name !== x) ?? numbers[0]!);
  const xColumn = columns.find(({ name }) => name === x)!;
  const form = chosenForm.value ?? (xColumn.kind === "time" || xColumn.kind === "number" ? "line" : "bars");
  const [xAt, yAt] = [names.indexOf(x), names.indexOf(y)];
  const points = table.rows.map((row) => ({
    label: cellText(row[xAt] ?? null, xColumn),
    x: row[xAt] ?? null,
    y: cellNumber(row[yAt]),
  }));
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
        {picker("Group by", x, names, (value) => {
          chosenX.value = value;
        })}
        {picker("Show", y, numbers, (value) => {
          chosenY.value = value;
        })}
        {picker("As", form, ["bars", "line"], (value) => {
          chosenForm.value = value as "bars" | "line";
        })}
      </div>
      {form === "bars" ? <Bars points={points} y={y} /> : <LineOver points={points} y={y} column={xColumn} />}
    </figure>
  );
}

interface Drawn {
  readonly label: string;
  readonly x: Cell;
  readonly y: number | null;
}

function Bars({ points, y }: { readonly points: readonly Drawn[]; readonly y: string }): JSX.Element {
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
      {points.length > mostBars && (
        <p class="quiet">
          The first {mostBars} of {points.length} groups.
        </p>
      )}
    </>
  );
}

function LineOver(props: {
  readonly points: readonly Drawn[];
  readonly y: string;
  readonly column: ColumnInfo;
}): JSX.Element {
  const { points, y, column } = props;
  const placed = points
    .flatMap((point) => {
      const at = column.kind === "time" ? Date.parse(String(point.x).replace(" ", "T")) : cellNumber(point.x);
      return point.y === null || at === null || Number.isNaN(at) ? [] : [{ ...point, at, y: point.y }];
    })
    .sort((a, b) => a.at - b.at);
  if (placed.length === 0) return <p class="quiet">No numbers to draw a line through.</p>;
  const [first, last] = [placed[0]!, placed.at(-1)!];
  const [least, most] = [
    Math.min(0, ...placed.map((point) => point.y)),
    Math.max(...placed.map((point) => point.y), 1e-9),
  ];
  const px = (at: number) =>
    margin.left + ((at - first.at) / (last.at - first.at || 1)) * (width - margin.left - margin.right);
  const py = (value: number) =>
    height - margin.bottom - ((value - least) / (most - least || 1)) * (height - margin.top - margin.bottom);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => least + share * (most - least));
  return (
    <svg
      class="line-chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${y} from ${first.label} to ${last.label}, at last ${compact(last.y)}`}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={margin.left} x2={width - margin.right} y1={py(tick)} y2={py(tick)} class="grid" />
          <text x={margin.left - 8} y={py(tick) + 4} text-anchor="end">
            {compact(tick)}
          </text>
        </g>
      ))}
      <polyline points={placed.map((point) => `${px(point.at).toFixed(1)},${py(point.y).toFixed(1)}`).join(" ")} />
      {placed.length <= 60 &&
        placed.map((point) => (
          <circle key={point.at} cx={px(point.at)} cy={py(point.y)} r="3">
            <title>{`${point.label}: ${cellText(point.y, { kind: "number" })}`}</title>
          </circle>
        ))}
      <text x={margin.left} y={height - 14}>
        {first.label}
      </text>
      <text x={width - margin.right} y={height - 14} text-anchor="end">
        {last.label}
      </text>
    </svg>
  );
}
