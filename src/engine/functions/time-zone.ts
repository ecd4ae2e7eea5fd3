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

/** Macros of {@link instantOf}: of an hour that clocks show twice Spark takes the first, DuckDB the second. */
export const timeZoneMacros: readonly string[] = [
  "mr_earlier(t, zone) AS CASE WHEN timezone(zone, t - INTERVAL 1 HOUR) = timezone(zone, t) THEN t - INTERVAL 1 HOUR ELSE t END",
  "mr_at_offset_of(t, zone, local) AS make_timestamptz(epoch_us(local) - epoch_us(timezone(zone, t)) + epoch_us(t))",
  "mr_moved(t, zone, local) AS CASE WHEN timezone(zone, mr_at_offset_of(t, zone, local)) = local THEN mr_at_offset_of(t, zone, local) ELSE mr_instant(zone, local) END",
  "mr_instant(zone, local) AS mr_earlier(timezone(zone, local), zone)",
];

/** SQL of the instant (TIMESTAMPTZ) at which clocks in a zone show a local TIMESTAMP. */
export function instantOf(local: string, zone: string): string {
  const offset = fixedOffset(zone);
  if (offset === undefined) return `mr_instant(${quoteString(zone)}, ${local})`;
  return offset === 0 ? `timezone('UTC', ${local})` : `make_timestamptz(epoch_us(${local}) - ${bigint(offset)})`;
}

/** {@link instantOf} for a time that comes of moving another: of an hour that comes twice the one with the offset that was. */
export function movedInstant(from: string, local: string, zone: string): string {
  return fixedOffset(zone) === undefined ? `mr_moved(${from}, ${quoteString(zone)}, ${local})` : instantOf(local, zone);
}

function bigint(value: number): string {
  return `CAST(${value} AS BIGINT)`;
}
