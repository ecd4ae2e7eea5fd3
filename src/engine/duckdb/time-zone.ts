import { sparkError } from "../../common/index.ts";

const offsetPattern = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/;

/**
 * The name under which DuckDB knows a session time zone of Spark. DuckDB takes the names of the IANA database alone, so offsets of
 * whole hours become the zones `Etc/GMT±h`, whose signs are the other way round.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for offsets with minutes
 */
export function duckDbTimeZone(zone: string): string {
  if (zone === "Z") return "UTC";
  const match = offsetPattern.exec(zone);
  if (match === null) return zone;
  const [, sign, hourText, minutes = "00", seconds = "00"] = match;
  const hours = Number(hourText);
  if (minutes !== "00" || seconds !== "00" || hours > (sign === "+" ? 14 : 12))
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `the session time zone ${zone}`,
      hint: "Set spark.sql.session.timeZone to a name such as Asia/Kolkata or to an offset of whole hours.",
    });
  return hours === 0 ? "UTC" : `Etc/GMT${sign === "+" ? "-" : "+"}${hours}`;
}
