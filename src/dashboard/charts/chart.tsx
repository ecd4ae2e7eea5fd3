import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import "./browser-language.ts";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Point } from "../../web/wire.ts";
import { time } from "../format.ts";
import { theme } from "../parts/theme.tsx";

/** One line of a chart, or one layer of a stack. */
export interface Line {
  readonly label: string;
  /** Name of a custom property of the style sheet: `--blue`. */
  readonly color: string;
  readonly value: (point: Point) => number | null;
}

/** A chart over time. */
export interface ChartProps {
  readonly title: string;
  readonly points: readonly Point[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Whether the figures are whole, so that the axis has no steps between. */
  readonly whole?: boolean;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Whether the lines are layers on each other. */
  readonly stacked?: boolean;
  /** Called when the reader drags over a stretch of time. */
  readonly onZoom: (from: number, to: number) => void;
}

const height = 180;
/** 1, 2, 5, 10 and so on. */
const wholeSteps = Array.from({ length: 16 }, (_, power) => [1, 2, 5].map((factor) => factor * 10 ** power)).flat();
/** The cursors of all charts move together. */
const cursors = uPlot.sync("millrace");

/** A chart of uPlot that follows its points. Its legend has the newest figures, or those under the cursor. */
export function Chart(props: ChartProps): JSX.Element {
  const { title, points, lines, stacked = false, from, to } = props;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const pointed = useSignal<number | undefined>(undefined);
  const { value: colors } = theme;
  const names = lines.map(({ label }) => label).join("|");

  // Colours are painted, not styled: another theme or other lines need another chart.
  useEffect(() => {
    const element = host.current!;
    const created = new uPlot(optionsOf(latest, element.clientWidth, pointed), dataOf(latest.current), element);
    chart.current = created;
    const resized = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      created.destroy();
      chart.current = undefined;
    };
  }, [colors, names, stacked]);

  useEffect(() => {
    chart.current?.setData(dataOf(latest.current));
    chart.current?.setScale("x", { min: from / 1000, max: to / 1000 });
  }, [points, from, to]);

  const figureOf = ({ value }: Line, point: Point | undefined) => {
    const figure = point && value(point);
    return figure === undefined || figure === null ? "–" : props.format(figure);
  };
  // Not every batch has each figure: the lag of a watermark takes an event.
  const last = (line: Line) => points.findLast((point) => line.value(point) !== null);
  const under = points[pointed.value ?? -1];
  const figures = lines.map((line) => `${line.label} ${figureOf(line, last(line))}`);
  return (
    <figure class="chart" aria-label={title}>
      <figcaption>
        <h2>{title}</h2>
        <dl class="legend">
          {under && (
            <div>
              <dt class="hidden">Time</dt>
              <dd class="quiet">{time(under.at)}</dd>
            </div>
          )}
          {lines.map((line) => (
            <div key={line.label}>
              <dt>
                <span class="swatch" style={{ background: `var(${line.color})` }} />
                {line.label}
              </dt>
              <dd>{figureOf(line, under ?? last(line))}</dd>
            </div>
          ))}
        </dl>
      </figcaption>
      <div ref={host} role="img" aria-label={`${title}, now: ${figures.join(", ")}`} />
    </figure>
  );
}

function optionsOf(
  latest: { readonly current: ChartProps },
  width: number,
  pointed: Signal<number | undefined>,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: color("--quiet"), grid: { stroke: color("--grid"), width: 1 }, ticks: { show: false } };
  const { lines, stacked = false, whole = false } = latest.current;
  return {
    width,
    height,
    // Room for half of the last time.
    padding: [null, 30, null, null],
    cursor: { sync: { key: cursors.key }, drag: { x: true, y: false, setScale: false } },
    legend: { show: false },
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, min, max) => [Math.min(0, min ?? 0), max === null || max <= 0 ? 1 : max * 1.08] },
    },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map((tick) => time(tick * 1000)), space: 80, size: 34, gap: 10 },
      {
        ...axis,
        values: (_, ticks) => ticks.map((tick) => latest.current.format(tick)),
        size: 64,
        ...(whole && { incrs: wholeSteps }),
      },
    ],
    series: [
      {},
      ...lines.map((line): uPlot.Series => {
        const stroke = color(line.color);
        return {
          stroke,
          width: 1.5,
          spanGaps: true,
          ...(stacked && { fill: `${stroke}66` }),
          ...(lines.length === 1 && { fill: `${stroke}1f` }),
          points: { show: latest.current.points.length < 2, size: 5 },
        };
      }),
    ],
    ...(stacked && {
      bands: lines.slice(1).map((_, index) => ({ series: [index + 2, index + 1] as [number, number] })),
    }),
    hooks: {
      setCursor: [
        ({ cursor: { left = -1, idx } }) => {
          pointed.value = left < 0 ? undefined : (idx ?? undefined);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width: selected } = plot.select;
          if (selected < 4) return;
          const [from, to] = [plot.posToVal(left, "x") * 1000, plot.posToVal(left + selected, "x") * 1000];
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          latest.current.onZoom(from, to);
        },
      ],
    },
  };
}

function dataOf({ points, lines, stacked = false }: ChartProps): uPlot.AlignedData {
  const times = points.map(({ at }) => at / 1000);
  const sums = new Float64Array(points.length);
  const columns = lines.map(({ value }) =>
    points.map((point, index) => {
      const figure = value(point);
      if (!stacked) return figure;
      sums[index] = sums[index]! + (figure ?? 0);
      return sums[index]!;
    }),
  );
  return [times, ...columns];
}
