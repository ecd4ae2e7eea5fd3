import type { JSX } from "preact";

const width = 120;
const height = 28;

/** A line without axes, for a row of a table. */
export function Sparkline({
  values,
  label,
}: {
  readonly values: readonly number[];
  readonly label: string;
}): JSX.Element {
  const highest = Math.max(...values, 1e-9);
  const x = (index: number) => (values.length < 2 ? width : (index * width) / (values.length - 1));
  const y = (value: number) => height - 2 - (value / highest) * (height - 4);
  const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {values.length > 0 && <polygon points={`0,${height} ${line} ${width},${height}`} />}
      <polyline points={line} />
    </svg>
  );
}
