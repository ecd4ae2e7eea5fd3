import { sparkError } from "../common/index.ts";

/** Seconds that a zone is ahead of UTC at an instant. */
type OffsetAt = (epochSeconds: number) => number;

/** Offsets change at most once in a quarter of an hour. */
const QUARTER = 900;
/** The instants that Intl knows, in seconds. */
const LIMIT = 8_640_000_000_000 - QUARTER;

const zones = new Map<string, OffsetAt>();

/**
 * Seconds that a time zone is ahead of UTC at an instant, historic local mean times included.
 *
 * @param zone - an IANA name, `UTC`, `Z`, or an offset: `+05:30`, `GMT+2`
 * @throws DateTimeException INVALID_TIMEZONE
 */
export function zoneOffset(zone: string, epochSeconds: number): number {
  let offsetAt = zones.get(zone);
  if (offsetAt === undefined) {
    offsetAt = fixedOffset(zone) ?? namedZone(zone);
    zones.set(zone, offsetAt);
  }
  return offsetAt(epochSeconds);
}

function fixedOffset(zone: string): OffsetAt | undefined {
  const match = /^(?:UTC|GMT|UT|Z)?(?:([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?)?$/.exec(zone);
  if (match === null || zone === "") return undefined;
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match;
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  return () => offset;
}

function namedZone(zone: string): OffsetAt {
  const format = intlFormat(zone);
  const quarters = new Map<number, number | undefined>();
  const exact: OffsetAt = (seconds) => parseOffset(format, Math.min(Math.max(seconds, -LIMIT), LIMIT));
  return (seconds) => {
    const quarter = Math.floor(seconds / QUARTER);
    if (!quarters.has(quarter)) {
      if (quarters.size >= 10_000) quarters.clear();
      const start = exact(quarter * QUARTER);
      quarters.set(quarter, start === exact((quarter + 1) * QUARTER - 1) ? start : undefined);
    }
    return quarters.get(quarter) ?? exact(seconds);
  };
}

function intlFormat(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch (cause) {
    throw sparkError("INVALID_TIMEZONE", { timeZone: zone }, { cause });
  }
}

/** Intl writes `GMT-04:56:02`, and `GMT` for none. */
function parseOffset(format: Intl.DateTimeFormat, seconds: number): number {
  const name = format.formatToParts(seconds * 1000).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return fixedOffset(name)?.(seconds) ?? 0;
}
