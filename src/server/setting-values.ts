import { sparkError } from "../common/index.ts";

/** What a setting takes: a type, or one of some names in any letter case. */
export type SettingKind = "text" | "boolean" | "int" | "long" | "time" | "timeZone" | readonly string[];

const ints: ReadonlySet<string> = new Set([
  "spark.sql.execution.arrow.maxRecordsPerBatch",
  "spark.sql.repl.eagerEval.maxNumRows",
  "spark.sql.repl.eagerEval.truncate",
  "spark.sql.shuffle.partitions",
  "spark.sql.streaming.fileSource.cleaner.numThreads",
  "spark.sql.streaming.fileSource.log.compactInterval",
  "spark.sql.streaming.numRecentProgressUpdates",
]);

const names: Readonly<Record<string, readonly string[]>> = {
  "spark.sql.mapKeyDedupPolicy": ["EXCEPTION", "LAST_WIN"],
  "spark.sql.sources.partitionOverwriteMode": ["STATIC", "DYNAMIC"],
  "spark.sql.streaming.multipleWatermarkPolicy": ["MIN", "MAX"],
  "spark.sql.timestampType": ["TIMESTAMP_NTZ", "TIMESTAMP_LTZ"],
};

const times: ReadonlySet<string> = new Set([
  "spark.sql.streaming.noDataProgressEventInterval",
  "spark.sql.streaming.stopTimeout",
]);

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a number with a unit, or of one that counts them; undefined for a text that is no time. */
export function timeOf(text: string): number | undefined {
  const [, count, unit = "ms"] = /^\s*(\d+)\s*(ms|s|m|min|h|d)?\s*$/i.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * units[unit.toLowerCase()]!;
}

const positive: ReadonlySet<string> = new Set(["spark.millrace.memorySink.maxRows", "spark.sql.shuffle.partitions"]);

/** What the settings with these values take. */
export function settingKinds(defaults: Readonly<Record<string, string>>): ReadonlyMap<string, SettingKind> {
  return new Map(Object.entries(defaults).map(([key, value]) => [key, kindOf(key, value)]));
}

function kindOf(key: string, value: string): SettingKind {
  if (key === "spark.sql.session.timeZone") return "timeZone";
  if (ints.has(key)) return "int";
  if (times.has(key)) return "time";
  if (value === "true" || value === "false") return "boolean";
  return names[key] ?? (/^-?\d+$/.test(value) ? "long" : "text");
}

/**
 * Refuses a value that a setting does not take.
 *
 * @throws IllegalArgumentException `INVALID_CONF_VALUE.*`
 */
export function checkSetting(key: string, value: string, kind: SettingKind): void {
  const given = { confName: key, confValue: value };
  const text = value.trim();
  if (kind === "timeZone") {
    if (!isTimeZone(value)) throw sparkError("INVALID_CONF_VALUE.TIME_ZONE", given);
  } else if (kind === "time") {
    if (timeOf(value) === undefined)
      throw sparkError("INVALID_CONF_VALUE.REQUIREMENT", {
        ...given,
        confRequirement: "a time such as 500ms, 10s or 2min",
      });
  } else if (kind === "boolean") {
    if (!/^(true|false)$/i.test(text))
      throw sparkError("INVALID_CONF_VALUE.TYPE_MISMATCH", { ...given, confType: kind });
  } else if (kind === "int" || kind === "long") {
    if (!isInteger(text, kind === "int" ? 32 : 64))
      throw sparkError("INVALID_CONF_VALUE.TYPE_MISMATCH", { ...given, confType: kind });
    if (positive.has(key) && BigInt(text) < 1n) {
      const confRequirement = `The value of ${key} must be positive`;
      throw sparkError("INVALID_CONF_VALUE.REQUIREMENT", { ...given, confRequirement });
    }
  } else if (kind !== "text" && !kind.includes(value.toUpperCase())) {
    throw sparkError("INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS", { ...given, confOptions: kind.join(", ") });
  }
}

const isInteger = (text: string, bits: number): boolean =>
  /^[+-]?\d+$/.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);

function isTimeZone(value: string): boolean {
  if (/^([+-]\d{1,2}(:\d{2}){0,2}|Z|(UTC|GMT|UT)([+-]\d{1,2}(:\d{2})?)?)$/.test(value)) return true;
  try {
    Intl.DateTimeFormat(undefined, { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
