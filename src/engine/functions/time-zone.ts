import { quoteString } from "../../types/index.ts";

const microsecondsPerMinute = 60_000_000;

/** The offset of a zone that is one, `+02:00`, `GMT-3`, `UTC`, in microseconds east of UTC; undefined for a region. */
export function fixedOffset(zone: string): number | undefined {
  const match = /^(?:UTC|GMT|UT|Z)?(?:([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?)?$/i.exec(zone.trim());
  if (match === null || zone.trim() === "") return undefined;
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const total = (Number(hours) * 60 + Number(minutes) + Number(seconds) / 60) * microsecondsPerMinute;
  return sign === "-" && total !== 0 ? -total : total;
}

/** SQL of the local TIMESTAMP that clocks in a zone show at an instant (TIMESTAMPTZ). */
export function localTime(instant: string, zone: string): string {
  const offset = fixedOffset(zone);
  if (offset === undefined) return `timezone(${quoteString(zone)}, ${instant})`;
  return offset === 0 ? `timezone('UTC', ${instant})` : `make_timestamp(epoch_us(${instant}) + ${bigint(offset)})`;
}

/** SQL of the instant (TIMESTAMPTZ) at which clocks in a zone show a local TIMESTAMP. */
export function instantOf(local: string, zone: string): string {
  const offset = fixedOffset(zone);
  if (offset === undefined) return `timezone(${quoteString(zone)}, ${local})`;
  return offset === 0 ? `timezone('UTC', ${local})` : `make_timestamptz(epoch_us(${local}) - ${bigint(offset)})`;
}

function bigint(value: number): string {
  return `CAST(${value} AS BIGINT)`;
}
