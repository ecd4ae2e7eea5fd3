import { merged, type Sample } from "./sample.ts";

/** How finely figures are kept, and for how long: one sample for each `stepMs`, `capacity` of them. */
export interface Level {
  readonly stepMs: number;
  readonly capacity: number;
}

/** Seconds for a quarter of an hour, ten seconds for three hours, minutes for a day, ten minutes for a month. */
export const defaultLevels: readonly Level[] = [
  { stepMs: 1_000, capacity: 900 },
  { stepMs: 10_000, capacity: 1_080 },
  { stepMs: 60_000, capacity: 1_440 },
  { stepMs: 600_000, capacity: 4_320 },
];

/** The figures of a query over time, the older the coarser, in memory that does not grow. */
export class Series {
  readonly #levels: { readonly level: Level; readonly samples: Sample[] }[];
  /** Where the newest sample is of a time before the one that it follows, as when clocks are set back, it counts as of that time. */
  #latest = Number.NEGATIVE_INFINITY;

  constructor(levels: readonly Level[] = defaultLevels) {
    this.#levels = levels.map((level) => ({ level, samples: [] }));
  }

  add(sample: Sample): void {
    this.#latest = Math.max(this.#latest, sample.at);
    const at = this.#latest;
    for (const { level, samples } of this.#levels) {
      const last = samples.at(-1);
      if (last !== undefined && step(last.at, level) === step(at, level))
        samples[samples.length - 1] = merged(last, sample);
      else samples.push({ ...sample, at });
      if (samples.length > level.capacity) samples.shift();
    }
  }

  /**
   * The samples from a time on, as finely as there are at most `limit` of them.
   *
   * @param since - milliseconds since the epoch
   */
  read(since: number, limit: number): Sample[] {
    for (const { level, samples } of this.#levels) {
      const isWhole = samples.length < level.capacity || samples[0]!.at <= since;
      const first = samples.findIndex(({ at }) => at >= since);
      const count = first === -1 ? 0 : samples.length - first;
      const isLast = level === this.#levels.at(-1)!.level;
      if ((isWhole && count <= limit) || isLast) return thinned(first === -1 ? [] : samples.slice(first), limit);
    }
    return [];
  }
}

const step = (at: number, { stepMs }: Level): number => Math.floor(at / stepMs);

/** As many neighbours made one as it takes for `limit` samples. */
function thinned(samples: readonly Sample[], limit: number): Sample[] {
  const size = Math.ceil(samples.length / limit);
  if (size <= 1) return [...samples];
  const groups: Sample[] = [];
  for (let from = 0; from < samples.length; from += size) groups.push(samples.slice(from, from + size).reduce(merged));
  return groups;
}
