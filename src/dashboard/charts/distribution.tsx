import type { JSX } from "preact";
import { count } from "../format.ts";

const bins = 24;
const width = 160;
const height = 56;

/** How often a figure had which value, as bars from the smallest to the largest. */
export function Distribution(props: {
  readonly title: string;
  readonly values: readonly number[];
  readonly format: (value: number) => string;
}): JSX.Element {
  const { title, values, format } = props;
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const size = (most - least) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - least) / size))]! += 1;
  const highest = Math.max(...counts, 1);
  const middle = format(quantile(0.5));
  const high = format(quantile(0.95));
  return (
    <figure class="distribution">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${title}: half below ${middle}, 95 percent below ${high}, ${count(values.length)} values`}
      >
        {counts.map((bar, index) => (
          <rect
            key={index}
            x={(index * width) / bins}
            width={width / bins - 1}
            y={height - (bar / highest) * height}
            height={(bar / highest) * height}
          />
        ))}
      </svg>
      <p class="quiet ends" aria-hidden="true">
        <span>{format(least)}</span>
        <span>{format(most)}</span>
      </p>
      <p class="quiet">
        half below {middle} · 95 % below {high}
      </p>
    </figure>
  );
}
