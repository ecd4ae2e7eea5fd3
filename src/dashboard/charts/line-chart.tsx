import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { compact } from "../format.ts";
import { cellText } from "../parts/cell.ts";
import { niceTicks } from "./ticks.ts";

/** A point of a line; those without a place are left out. */
interface LinePoint {
  readonly label: string;
  readonly at: number | null;
  readonly y: number | null;
  /** The line that it belongs to. */
  readonly line: string;
}

const height = 300;
/** Where less is there, the ends of the axis take all of it. */
const roomForName = 600;
const margin = { left: 70, right: 12, top: 10, bottom: 40 };
const palette = ["--blue", "--orange", "--teal", "--pink", "--violet", "--olive", "--red"];
/** Points of a line that still are told apart. */
const mostDots = 60;

interface LineChartProps {
  readonly points: readonly LinePoint[];
  readonly x: string;
  readonly y: string;
  readonly isTime: boolean;
}

/** Lines over time or over a number, as wide as there is room. */
export function LineChart(props: LineChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = box.current!;
    width.value = element.clientWidth;
    const resized = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  return <div ref={box}>{width.value > 0 && <Lines {...props} width={width.value} />}</div>;
}

function Lines(props: LineChartProps & { readonly width: number }): JSX.Element {
  const { width } = props;
  const { points, x, y, isTime } = props;
  const placed = points
    .flatMap((point) => (point.y === null || point.at === null ? [] : [{ ...point, at: point.at, y: point.y }]))
    .sort((a, b) => a.at - b.at);
  if (placed.length === 0)
    return (
      <p class="quiet">
        No numbers to draw a line through: “Over” takes a column of {isTime ? "times" : "numbers or times"}.
      </p>
    );
  const lines = new Map<string, (typeof placed)[number][]>();
  for (const point of placed) {
    const line = lines.get(point.line);
    if (line === undefined) lines.set(point.line, [point]);
    else line.push(point);
  }
  const shown = [...lines].slice(0, palette.length);
  const [first, last] = [placed[0]!, placed.at(-1)!];
  const ticks = niceTicks(
    placed.reduce((least, point) => Math.min(least, point.y), 0),
    placed.reduce((most, point) => Math.max(most, point.y), 0),
  );
  const [least, most] = [ticks[0]!, ticks.at(-1)!];
  const px = (at: number) =>
    margin.left + ((at - first.at) / (last.at - first.at || 1)) * (width - margin.left - margin.right);
  const py = (value: number) =>
    height - margin.bottom - ((value - least) / (most - least)) * (height - margin.top - margin.bottom);
  const named = shown.length > 1 || shown[0]![0] !== "";
  return (
    <>
      {named && (
        <ul class="legend" aria-label="Lines">
          {shown.map(([name], index) => (
            <li key={name}>
              <span class="swatch" style={{ background: `var(${palette[index]})` }} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <svg
        class="line-chart"
        width={width}
        height={height}
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
        {shown.map(([name, dots], index) => (
          <g key={name} style={{ stroke: `var(${palette[index]})`, fill: `var(${palette[index]})` }}>
            <polyline points={dots.map((dot) => `${px(dot.at).toFixed(1)},${py(dot.y).toFixed(1)}`).join(" ")} />
            {dots.length <= mostDots &&
              dots.map((dot, at) => (
                <circle key={at} cx={px(dot.at)} cy={py(dot.y)} r="3">
                  <title>{`${name} ${dot.label}: ${cellText(dot.y, { kind: "number" })}`.trim()}</title>
                </circle>
              ))}
          </g>
        ))}
        <text x={margin.left} y={height - 18}>
          {first.label}
        </text>
        {width >= roomForName && (
          <text x={(margin.left + width - margin.right) / 2} y={height - 18} text-anchor="middle">
            {x}
          </text>
        )}
        <text x={width - margin.right} y={height - 18} text-anchor="end">
          {last.label}
        </text>
      </svg>
      {lines.size > shown.length && (
        <p class="quiet">
          The first {shown.length} of {lines.size} lines.
        </p>
      )}
    </>
  );
}
