import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Point, QueryRow } from "../../web/wire.ts";
import { bytes, compact, duration, rate } from "../format.ts";
import { now, range, ranges, type Watched } from "../live/store.ts";
import { Chart, type Line } from "./chart.tsx";
import { Distribution } from "./distribution.tsx";

/** The phases of a micro-batch in the order in which they run. */
const phases = ["latestOffset", "walCommit", "getBatch", "queryPlanning", "addBatch", "commitOffsets"];
const palette = ["--teal", "--blue", "--violet", "--pink", "--orange", "--olive", "--red"];

/** A young query's lines grow from the left edge into so much room; in less, its first batches would jump about. */
const shortestMs = 30_000;

/** Everything of a query that changes with time. */
export function QueryCharts({ query, data }: { readonly query: QueryRow; readonly data: Watched }): JSX.Element {
  const paused = useSignal<readonly Point[] | undefined>(undefined);
  const pausedAt = useSignal(0);
  const zoom = useSignal<{ readonly from: number; readonly to: number } | undefined>(undefined);
  const points = paused.value ?? data.points;
  // The clock of the page ticks once a second; a point that is newer has room nevertheless.
  const newest = points.at(-1)?.at ?? now.value;
  const clock = paused.value ? pausedAt.value : now.value;
  const end = query.endedAt === null ? Math.max(clock, newest) : newest;
  const first = points[0]?.at ?? end;
  const start = range.value === 0 ? first : Math.max(end - range.value, first);
  const { from, to } = zoom.value ?? { from: start, to: Math.max(end, start + shortestMs) };
  const shared = {
    points,
    from,
    to,
    onZoom: (zoomFrom: number, zoomTo: number) => {
      zoom.value = { from: zoomFrom, to: zoomTo };
    },
  };
  const seen = points.filter(({ at }) => at >= from && at <= to);
  const has = (figure: (point: Point) => number | null) => points.some((point) => (figure(point) ?? 0) !== 0);

  if (points.length === 0)
    return (
      <p class="quiet">
        {query.state === "active" ? "The first batch has not ended yet." : "It ended before its first batch."}
      </p>
    );

  const togglePause = () => {
    if (paused.value) {
      paused.value = undefined;
      return;
    }
    pausedAt.value = now.value;
    paused.value = data.points;
  };
  return (
    <>
      <fieldset class="group toolbar" aria-label="Time">
        <label>
          Range{" "}
          <select
            value={range.value}
            onChange={({ currentTarget }) => {
              range.value = Number(currentTarget.value);
              zoom.value = undefined;
            }}
          >
            {ranges.map(({ label, ms }) => (
              <option key={ms} value={ms}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="button" aria-pressed={paused.value !== undefined} onClick={togglePause}>
          {paused.value ? "Go on" : "Pause"}
        </button>
        {zoom.value && (
          <button
            type="button"
            onClick={() => {
              zoom.value = undefined;
            }}
          >
            Whole range
          </button>
        )}
        <span class="quiet with-pointer">Drag over a chart to zoom.</span>
      </fieldset>
      <div class="charts">
        <Chart title="Rows a second" lines={rates} format={rate} {...shared} />
        <Chart title="Input rows" lines={inputRows} format={compact} whole {...shared} />
        <Chart title="Batch duration" lines={batchDuration} format={duration} {...shared} />
        <Chart title="Duration of each phase" lines={phaseLines(points)} format={duration} stacked {...shared} />
        {has(({ stateRows }) => stateRows) && (
          <Chart title="Rows in state" lines={stateRows} format={compact} whole {...shared} />
        )}
        {has(({ stateBytes }) => stateBytes) && (
          <Chart title="Memory of state" lines={stateBytes} format={bytes} {...shared} />
        )}
        {has(({ watermarkLagMs }) => watermarkLagMs) && (
          <Chart title="Watermark behind the newest event" lines={watermarkLag} format={duration} {...shared} />
        )}
        {has(({ droppedRows }) => droppedRows) && (
          <Chart title="Late rows dropped" lines={droppedRows} format={compact} whole {...shared} />
        )}
      </div>
      <div class="distributions">
        <Distribution title="Input rate" values={seen.map(({ inputRate }) => inputRate)} format={rate} />
        <Distribution title="Processing rate" values={seen.map(({ processRate }) => processRate)} format={rate} />
        <Distribution title="Input rows" values={seen.map((point) => point.inputRows)} format={compact} />
        <Distribution title="Batch duration" values={seen.map(({ meanMs }) => meanMs)} format={duration} />
      </div>
    </>
  );
}

const rates: readonly Line[] = [
  { label: "Input", color: "--blue", value: ({ inputRate }) => inputRate },
  { label: "Processing", color: "--orange", value: ({ processRate }) => processRate },
];
const inputRows: readonly Line[] = [{ label: "Rows", color: "--blue", value: (point) => point.inputRows }];
const batchDuration: readonly Line[] = [
  { label: "Mean", color: "--teal", value: ({ meanMs }) => meanMs },
  { label: "Longest", color: "--red", value: ({ longestMs }) => longestMs },
];
const stateRows: readonly Line[] = [{ label: "Rows", color: "--violet", value: (point) => point.stateRows }];
const stateBytes: readonly Line[] = [{ label: "Bytes", color: "--violet", value: (point) => point.stateBytes }];
const watermarkLag: readonly Line[] = [{ label: "Lag", color: "--pink", value: (point) => point.watermarkLagMs }];
const droppedRows: readonly Line[] = [{ label: "Rows", color: "--red", value: (point) => point.droppedRows }];

function phaseLines(points: readonly Point[]): Line[] {
  const known = new Set(points.flatMap((point) => Object.keys(point.phases)));
  const names = [...phases.filter((name) => known.has(name)), ...[...known].filter((name) => !phases.includes(name))];
  return names.map((name, index) => ({
    label: name,
    color: palette[index % palette.length]!,
    value: (point) => point.phases[name] ?? 0,
  }));
}
