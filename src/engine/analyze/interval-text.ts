import { sparkError } from "../../common/index.ts";

const microseconds: Readonly<Record<string, number>> = {
  microsecond: 1,
  millisecond: 1000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
  week: 604_800_000_000,
  // Spark counts a month as 31 days where it needs a fixed length.
  month: 31 * 86_400_000_000,
  year: 12 * 31 * 86_400_000_000,
};

/**
 * The microseconds of a text such as `10 minutes` or `interval 1 hour 30 seconds`.
 *
 * @throws SparkException `CANNOT_PARSE_INTERVAL`, and `INVALID_WATERMARK_DELAY` for a negative one
 */
export function parseDelay(text: string): bigint {
  const body = text.trim().replace(/^interval\s+/i, "");
  const pattern = /([+-]?\d+(?:\.\d+)?)\s*([a-z]+)\s*/giy;
  let total = 0;
  let end = 0;
  for (let match = pattern.exec(body); match; match = pattern.exec(body)) {
    const unit = microseconds[match[2]!.toLowerCase().replace(/s$/, "")];
    if (unit === undefined) break;
    total += Math.round(Number(match[1]) * unit);
    end = pattern.lastIndex;
  }
  if (end === 0 || end !== body.length) throw sparkError("CANNOT_PARSE_INTERVAL", { intervalString: `'${text}'` });
  if (total < 0) throw sparkError("NEGATIVE_WATERMARK_DELAY", { delay: text });
  return BigInt(total);
}
