const fixedOffset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/i;
const microsOfDay = 86_400_000_000n;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant of a local time in a zone, both in microseconds since 1970. Of two instants the earlier counts; a time that a
 * change of the clock skips moves on by the length of the gap, as in java.time.
 *
 * @returns undefined where there is no such zone
 */
export function instantOf(local: bigint, zone: string): bigint | undefined {
  const fixed = fixedOffsetOf(zone);
  if (fixed !== undefined) return local - fixed;
  const format = formatOf(zone);
  if (format === undefined) return undefined;
  const before = offsetAt(local - microsOfDay, format);
  const after = offsetAt(local + microsOfDay, format);
  const isAfter = offsetAt(local - before, format) !== before && offsetAt(local - after, format) === after;
  return local - (isAfter ? after : before);
}

/** Microseconds ahead of UTC. */
function fixedOffsetOf(zone: string): bigint | undefined {
  if (/^(?:Z|UTC|GMT|UT)$/i.test(zone)) return 0n;
  const match = fixedOffset.exec(zone);
  if (match === null) return undefined;
  const [, sign, hours, minutes = "0", seconds = "0"] = match;
  const offset = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000n;
  return sign === "-" ? -offset : offset;
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      era: "short",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
    return format;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function offsetAt(instant: bigint, format: Intl.DateTimeFormat): bigint {
  const millis = Number(instant / 1_000_000n) * 1000;
  const parts = Object.fromEntries(format.formatToParts(millis).map(({ type, value }) => [type, value]));
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  const shown = new Date(0);
  shown.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  shown.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return BigInt(shown.getTime() - millis) * 1000n;
}
