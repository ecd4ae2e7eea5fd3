/** Months, days and microseconds, which do not convert into each other. */
export interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}

/** An instant with microseconds: a `Date`, which stops at milliseconds, would lose digits. */
export class Timestamp {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly microseconds: bigint;
  constructor(microseconds: bigint) {
    this.microseconds = microseconds;
  }
  static fromDate(date: Date): Timestamp {
    return new Timestamp(BigInt(date.getTime()) * 1000n);
  }
  /** The instant cut to milliseconds. */
  toDate(): Date {
    return new Date(Number(this.microseconds - (((this.microseconds % 1000n) + 1000n) % 1000n)) / 1000);
  }
  /** ISO 8601 in UTC with six digits of a second: `2026-11-22T09:30:00.000001Z`. */
  toISOString(): string {
    const micros = ((this.microseconds % 1000n) + 1000n) % 1000n;
    return this.toDate()
      .toISOString()
      .replace("Z", `${micros.toString().padStart(3, "0")}Z`);
  }
  toJSON(): string {
    return this.toISOString();
  }
  valueOf(): bigint {
    return this.microseconds;
  }
}
