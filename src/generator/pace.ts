import type { Clock } from "../common/index.ts";
import { checkShare, invalidArgument } from "./field.ts";
import { Random } from "./random.ts";

/** How fast a producer goes; as fast as it can where neither interval nor rate is given. */
export interface PaceOptions {
  /** Time from file to file: milliseconds, or text with a unit: `"3s"`, `"250ms"`, `"1.5 minutes"`. */
  readonly interval?: number | string;
  /** Records per second over time, fractions included. Files that came late are made up for, a second's worth at most. */
  readonly rate?: number;
  /** Share, 0 to 1, by which each wait is lengthened or shortened at random; waits keep their mean. */
  readonly jitter?: number;
}

const unitLengths: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
};

/**
 * Milliseconds of a span of time.
 *
 * @throws SparkException GENERATOR_INVALID_ARGUMENT
 */
export function milliseconds(argument: string, span: number | string): number {
  const [, amount, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(String(span)) ?? [];
  const name = unit.toLowerCase() || "ms";
  const length = unitLengths[name] ?? unitLengths[name.replace(/s$/, "")];
  if (amount === undefined || length === undefined) {
    throw invalidArgument(argument, 'milliseconds from 0 or text such as "3s", "250ms", "2 minutes"', span);
  }
  return Number(amount) * length;
}

/** Timers wake late by a few milliseconds; made up for, that does not slow an interval down. */
const TIMER_SLACK = 20;
const RATE_SLACK = 1000;

/** Lets files through one after the other at a pace. */
export class Pace {
  readonly #clock: Clock;
  readonly #gapOf: (records: number) => number;
  /** How far behind its time a file may count as being on time. */
  readonly #slack: number;
  readonly #jitter: number;
  readonly #random: Random;
  #due: number | undefined;
  #turn = 0;

  /** @throws SparkException GENERATOR_INVALID_ARGUMENT */
  constructor(options: PaceOptions, clock: Clock, seed: string) {
    const { interval, rate, jitter = 0 } = options;
    checkShare("jitter", jitter);
    if (interval !== undefined && rate !== undefined) {
      throw invalidArgument("rate", "given alone, without interval", rate);
    }
    if (rate !== undefined && !(rate > 0 && rate < Infinity)) {
      throw invalidArgument("rate", "more than 0 records per second", rate);
    }
    const gap = interval === undefined ? 0 : milliseconds("interval", interval);
    this.#gapOf = rate === undefined ? () => gap : (records) => (records / rate) * 1000;
    this.#slack = rate === undefined ? TIMER_SLACK : RATE_SLACK;
    this.#clock = clock;
    this.#jitter = jitter;
    this.#random = new Random(seed);
  }

  /**
   * Resolves when the next file may go; the first goes at once.
   *
   * @param records - records of the file before
   */
  async turn(records: number, signal?: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic();
    if (this.#due === undefined) {
      this.#due = now;
      return;
    }
    this.#random.record(this.#turn++);
    this.#random.stream(this.#random.key("jitter"));
    const gap = this.#gapOf(records) * (1 + this.#jitter * (2 * this.#random.unit() - 1));
    const due = this.#due + gap;
    if (due > now) await this.#clock.sleep(due - now, signal);
    this.#due = Math.max(due, this.#clock.monotonic() - this.#slack);
  }
}
